"""The plot widget: no frame, no tick marks, a faint grid, fixed ranges, no accidental dragging.

Axes, grid and level lines are pyqtgraph's. They seldom change, so they are one picture that lies over what moves: a new
curve costs its own line, and no search through a scene.
"""

import math
from collections.abc import Sequence
from itertools import pairwise

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen, QPixmap
from PySide6.QtWidgets import QFrame, QSizePolicy

from core.text.rounding import beside
from gui.drawing.plot_items import Curve, Discs, Item, Level, PlotBars, PlotPlace, Upright
from gui.style import theme
from gui.text.number_text import local

LEFT, BOTTOM = 34, 18
MOST_LOG_TICKS = 6


class Axis(pg.AxisItem):
    """An axis that also writes the numbers at its ends, which stand half outside of it."""

    def boundingRect(self):
        wide, high = theme.px(14), theme.px(8)
        return super().boundingRect().adjusted(-wide, -high, wide, high)


class Plot(pg.PlotWidget):
    """Ranges are set by `show_range` alone; a range that did not change costs nothing.

    `pointed_at` carries the x under the pointer and its place in the widget, None where it leaves the plot.
    """

    pointed_at = Signal(object, QPointF)

    def __init__(self, name: str, left: int = LEFT, right: int = 14, x_ticks: int = 4, y_ticks: int = 4):
        self._axes = {side: Axis(side) for side in ("left", "bottom")}
        self._shown, self._places = None, {}
        self._items: list[Item] = []
        self._over: QPixmap | None = None
        self._place: PlotPlace | None = None
        self._alone = False
        """Only what lies over the items is painted, on a clear ground."""
        self._said: dict[float, str] = {}
        """The numbers beside the left axis by their places, where they are not the places themselves."""
        super().__init__(axisItems=self._axes)
        self._ticks, self._left = (x_ticks, y_ticks), left
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setMenuEnabled(False)
        self.hideButtons()
        self.setMouseEnabled(False, False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Room for the halves of the last numbers, which stand across the ends of the axes.
        self.getPlotItem().layout.setContentsMargins(0, theme.px(7), theme.px(right), 0)
        self.getViewBox().disableAutoRange()
        self.getViewBox().setDefaultPadding(0)
        # The layout inside of the plot settles later than the size of the widget.
        self.getViewBox().sigResized.connect(lambda *_: self._write())
        self._axes["left"].setWidth(theme.px(left))
        self._axes["bottom"].setHeight(theme.px(BOTTOM))
        for axis in self._axes.values():
            axis.setTicks([[]])  # none before `show_range`: pyqtgraph would write numbers of its own
        # It paints all of itself: nothing behind it need be painted when a curve is new.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.scene().sigMouseMoved.connect(self._hover)
        theme.signals.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take colours and fonts from the theme."""
        self.setBackground(theme.colour("panel"))
        for axis in self._axes.values():
            axis.setStyle(tickLength=0, tickTextOffset=6, hideOverlappingLabels=False,
                          autoExpandTextSpace=False, autoReduceTextSpace=False)
            axis.setPen(pg.mkPen(theme.colour("line")))
            axis.setTextPen(pg.mkPen(theme.colour("muted")))
            axis.setStyle(tickFont=theme.font(11, tabular=True))
        self.showGrid(y=True, alpha=0.35 if theme.tokens().name == "dark" else 0.5)
        self.forget_axes()

    def show_range(self, x: tuple[float, float], y: tuple[float, float], x_ticks: tuple = (),
                   y_ticks: tuple = ()) -> None:
        """Show x and y from low to high, with round numbers beside them or those that are given."""
        if (x, y, y_ticks) != self._shown:
            self._shown = x, y, y_ticks
            self.getViewBox().setRange(QRectF(x[0], y[0], x[1] - x[0], y[1] - y[0]), padding=0)
            self._places = {"bottom": x_ticks or ticks(*x, self._ticks[0]), "left": y_ticks or ticks(
                *y, self._ticks[1])}
            if not y_ticks:
                self._said = {}
            self._make_room(self._beside("left"))
            self._write()

    def _beside(self, side: str) -> list[str]:
        places = self._places[side]
        return [self._said[place] for place in places] if side == "left" and self._said else words(places)

    def show_log_range(self, x: tuple[float, float], low: float, high: float) -> None:
        """Show x from end to end, and of a logarithm to the base 10 the powers of ten around `low` … `high`, with the
        numbers themselves beside them, those of both ends always."""
        places, said = log_ticks(low, high)
        self._said = dict(zip(places, said, strict=True))
        self.show_range(x, (places[0], places[-1]), y_ticks=tuple(places))

    def _write(self) -> None:
        """The numbers beside the axes; where they would stand on each other, every other goes, again and again."""
        if self._shown is None:
            return
        metrics = QFontMetrics(theme.font(11, tabular=True))
        box = self.getViewBox()
        rooms = ("bottom", self._shown[0], box.width()), ("left", self._shown[1], box.height())
        for side, (low, high), room in rooms:
            said = list(zip(self._places[side], self._beside(side), strict=True))
            pitch = max(room, 0) / ((high - low) or 1)
            while len(said) > 1 and any(pitch * (after[0] - before[0]) < needed(metrics, side, before[1], after[1])
                                        for before, after in pairwise(said)):
                said = said[::2]
            self._axes[side].setTicks([said])
        self.scene().prepareForPaint()  # now, so that all that it moves is news of one picture and not of two
        self.forget_axes()

    def _make_room(self, said: list[str]) -> None:
        """Long numbers beside the axis push the plot aside, they are never cut."""
        metrics = QFontMetrics(theme.font(11, tabular=True))
        widest = max((metrics.horizontalAdvance(text) for text in said), default=0)
        self._axes["left"].setWidth(max(theme.px(self._left), widest + 10))

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ends of both axes."""
        return self._shown[:2] if self._shown else ((0.0, 1.0), (0.0, 1.0))

    def _hover(self, position: QPointF) -> None:
        view = self.getViewBox()
        inside = view.sceneBoundingRect().contains(position)
        self.pointed_at.emit(view.mapSceneToView(position).x() if inside else None, position)

    # ---- painting

    def take(self, item: Item) -> None:
        """Something more to draw: among the others by its depth, over those of the same."""
        self._items.append(item)
        self._items.sort(key=lambda one: one.depth)

    def renew(self) -> None:
        """What moves has moved."""
        self.viewport().update()

    def forget_axes(self) -> None:
        """Axes, ranges or level lines look otherwise now."""
        self._over = None
        self.viewport().update()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._over = None

    def drawBackground(self, painter, area):
        if not self._alone:
            super().drawBackground(painter, area)

    def paintEvent(self, event):
        painter = QPainter(self.viewport())
        ratio = painter.device().devicePixelRatioF()
        if self._over is None or self._over.devicePixelRatio() != ratio:
            self._over = self._lay_over(ratio)
        painter.fillRect(event.rect(), self.backgroundBrush())
        painter.save()
        painter.setClipRect(self._place.seen)
        painter.setTransform(self._place.transform, True)
        for item in self._items:
            if item.seen:
                item.paint(painter, self._place)
        painter.restore()
        painter.drawPixmap(0, 0, self._over)

    def _lay_over(self, ratio: float) -> QPixmap:
        """What lies over the items, and where they stand."""
        made = QPixmap(self.viewport().size() * ratio)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        self._alone = True
        painter, whole = QPainter(made), self.viewport().rect()
        self.render(painter, QRectF(whole), whole)
        painter.end()
        self._alone = False
        box = self.getViewBox()
        way = self.viewportTransform()
        self._place = PlotPlace(box.childGroup.sceneTransform() * way, way.mapRect(box.sceneBoundingRect()), ratio)
        return made

    # ---- what it draws

    def line(self, depth: int = 0, smooth: bool = True, most: int = 0) -> Curve:
        """A new curve, of at most so many points where `most` is given."""
        return Curve(self, depth, smooth, most)

    def discs(self, depth: int = 0) -> Discs:
        """Discs of a curve that is still too short for a line."""
        return Discs(self, depth, theme.px(7))

    def glyphs(self, symbol: str, depth: int = 0, size: int = 9) -> Discs:
        """Glyphs of one shape: "d" a diamond, "s" a square, "t1" a triangle, "o" a disc."""
        return Discs(self, depth, theme.px(size), symbol)

    def bars(self, depth: int = 0) -> PlotBars:
        """Bars: edges (n + 1,) and counts (n,)."""
        return PlotBars(self, depth)

    def upright(self, depth: int = 0) -> Upright:
        """A line from edge to edge."""
        return Upright(self, depth)

    def level(self, depth: int = 0) -> Level:
        """A level line from edge to edge, with a word."""
        return Level(self, depth)


def needed(metrics: QFontMetrics, side: str, before: str, after: str) -> float:
    """Pixels from the middle of one number beside an axis to that of the next."""
    if side == "left":
        return metrics.height()
    return (metrics.horizontalAdvance(before) + metrics.horizontalAdvance(after)) / 2 + 4


def ticks(low: float, high: float, count: int) -> list[float]:
    """At most `count` + 1 round places between two ends, the ends included where they are round."""
    if not high > low:
        return [low]
    rough = (high - low) / count
    power = 10.0 ** np.floor(np.log10(rough))
    step = next(step * power for step in (1, 2, 5, 10) if step * power >= rough * 0.999)
    first = np.ceil(low / step - 1e-9)
    last = np.floor(high / step + 1e-9)
    return [float(place * step) for place in np.arange(first, last + 1)]


def log_ticks(low: float, high: float) -> tuple[list[float], list[str]]:
    """Places log10(v) and words of the round values v (1, 2, 5 times a power of ten, or powers alone where those are
    many) from at or below `low` to at or above `high`."""
    low = max(low, 1e-12)
    high = max(high, low * 1.001)
    first, last = math.floor(math.log10(low)), math.ceil(math.log10(high))
    steps = (1, 2, 5) if last - first <= 2 else (1,)
    values = [step * 10.0 ** power for power in range(first, last + 1) for step in steps]
    begin = max((place for place, value in enumerate(values) if value <= low * (1 + 1e-9)), default=0)
    end = next((place for place, value in enumerate(values) if value >= high * (1 - 1e-9)), len(values) - 1)
    kept = values[begin:max(end, begin + 1) + 1]
    every = math.ceil((len(kept) - 1) / MOST_LOG_TICKS)
    kept = kept[::every] + ([kept[-1]] if (len(kept) - 1) % every else [])
    return [math.log10(value) for value in kept], [local(f"{value:g}".replace("-", "−")) for value in kept]


def words(values: Sequence[float]) -> list[str]:
    """The numbers beside an axis, with the digits that tell them apart and a true minus sign."""
    return [local(text.replace("-", "−")) for text in beside(values)]


def pen(name: str, width: float = 2.0, alpha: float = 1.0, dashed: bool = False) -> QPen:
    """A pen in a colour of the theme, as wide at every scale of the axes."""
    colour = QColor(theme.colour(name))
    colour.setAlphaF(alpha)
    made = QPen(colour, width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
    made.setCosmetic(True)
    return made
