"""The plot widget: no frame, no tick marks, a faint grid, fixed ranges. What seldom changes is painted once."""

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.text.rounding import beside
from gui.drawing.geometry import Box
from gui.drawing.once import Once
from gui.drawing.plot_items import Bars, Curve, Discs, Frame, Item, Upright
from gui.style import theme
from gui.text.number_text import local

LEFT, BOTTOM, TOP = 34, 18, 7
OFFSET = 6
"""Pixels between an axis and the numbers beside it."""
GRID = {"dark": 0.35}
"""How strong the lines of the grid are in a theme; elsewhere 0.5."""
PITCH = 20
"""Lines of the grid that lie nearer to each other are fainter."""


class Number(NamedTuple):
    """A number beside an axis: its text, where it stands, its value."""

    text: str
    box: QRectF
    value: float


class Plot(QWidget):
    """Ranges are set by `show_range` alone. Axes, numbers and grid are kept as a picture; a new curve draws the curves.

    `pointed_at` carries the x under the pointer and its place in the widget, None where it leaves the plot.
    """

    pointed_at = Signal(object, QPointF)

    def __init__(self, name: str, left: int = LEFT, right: int = 14, x_ticks: int = 4, y_ticks: int = 4):
        super().__init__()
        self._ticks, self._left, self._right = (x_ticks, y_ticks), left, right
        self._shown: tuple | None = None
        self._places: dict[str, Sequence[float]] = {}
        self._items: list[Item] = []
        self._ground = Once()
        self.frame = Frame(Box(0, 0, 1, 1), (0.0, 1.0), (0.0, 1.0))
        """From values to pixels."""
        self.numbers: dict[str, list[Number]] = {"bottom": [], "left": []}
        """What stands beside the axes."""
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)
        # It paints all of itself: nothing behind it need be painted when a curve is new.
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.signals.changed.connect(self.restyle)

    def restyle(self) -> None:
        """Take colours and fonts from the theme."""
        self._write()

    # ---- what it shows

    def show_range(self, x: tuple[float, float], y: tuple[float, float], x_ticks: tuple = ()) -> None:
        """Show x and y from low to high, with round numbers beside them or those that are given."""
        if (x, y) != self._shown:
            self._shown = x, y
            self._places = {"bottom": x_ticks or ticks(*x, self._ticks[0]), "left": ticks(*y, self._ticks[1])}
            self._write()

    @property
    def box(self) -> Box:
        """Where curves are drawn."""
        return self.frame.box

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """The ends of both axes."""
        return self._shown or ((0.0, 1.0), (0.0, 1.0))

    def line(self, depth: int = 0, smooth: bool = True) -> Curve:
        """A new curve."""
        return self._added(Curve(self.update, depth, smooth))

    def discs(self, depth: int = 0) -> Discs:
        """Discs of a curve that is still too short for a line."""
        return self._added(Discs(self.update, depth, theme.px(7)))

    def bars(self, depth: int = 0) -> Bars:
        """Bars: edges (n + 1,) and counts (n,)."""
        return self._added(Bars(self.update, depth))

    def upright(self, depth: int = 0) -> Upright:
        """A line from edge to edge."""
        return self._added(Upright(self.update, depth))

    def _added(self, item):
        self._items = sorted((*self._items, item), key=lambda one: one.depth)
        return item

    # ---- the numbers beside the axes

    def _room(self, metrics: QFontMetrics) -> Box:
        """Where curves have room. Long numbers beside the axis push them aside, they are never cut."""
        widest = max((metrics.horizontalAdvance(text) for text in words(self._places.get("left", ()))), default=0)
        left, top = max(theme.px(self._left), widest + 10), theme.px(TOP)
        return Box(left, top, max(self.width() - left - theme.px(self._right), 1),
                   max(self.height() - top - theme.px(BOTTOM), 1))

    def _write(self) -> None:
        """The numbers beside the axes; where they would stand on each other, every other goes, again and again."""
        self._ground.forget()
        self.update()
        metrics = QFontMetrics(theme.font(11, tabular=True))
        self.frame = frame = Frame(self._room(metrics), *self.ends)
        if self._shown is None:
            return
        box, high = frame.box, metrics.height()
        (left, right), (low, top) = self._shown
        for side, begin, end, room in (("bottom", left, right, box.w), ("left", low, top, box.h)):
            said = list(zip(self._places[side], words(self._places[side]), strict=True))
            pitch = max(room, 0) / ((end - begin) or 1)
            while len(said) > 1 and any(pitch * (after[0] - before[0]) < needed(metrics, side, before[1], after[1])
                                        for before, after in pairwise(said)):
                said = said[::2]
            found = []
            for value, text in said:
                wide = metrics.horizontalAdvance(text)
                if side == "left":
                    middle = float(frame.down(np.array([value]))[0])
                    place = QRectF(box.x - OFFSET - wide, middle - high / 2, wide, high)
                else:
                    middle = float(frame.across(np.array([value]))[0])
                    place = QRectF(middle - wide / 2, box.bottom + OFFSET, wide, high)
                found.append(Number(text, place, value))
            self.numbers[side] = found

    # ---- painting

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._write()

    def paintEvent(self, event):
        painter = QPainter(self)
        self._ground.paint(painter, self.width(), self.height(), self._paint_ground)
        frame = self.frame
        painter.setClipRect(QRectF(*frame.box))
        for item in self._items:
            if item.visible:
                item.paint(painter, frame)

    def _paint_ground(self, painter: QPainter) -> None:
        painter.fillRect(self.rect(), theme.colour("panel"))
        frame = self.frame
        box = frame.box
        line = QPen(theme.colour("line"))
        painter.setPen(line)
        painter.drawLine(QPointF(box.x, box.y), QPointF(box.x, box.bottom))
        painter.drawLine(QPointF(box.x, box.bottom), QPointF(box.right, box.bottom))
        shown = self.numbers["left"]
        faint = QColor(line.color())
        faint.setAlphaF(GRID.get(theme.tokens().name, 0.5) * min(box.h / PITCH / (len(shown) + 1), 1.0))
        painter.setPen(faint)
        for number in shown:
            y = float(frame.down(np.array([number.value]))[0])
            painter.drawLine(QPointF(box.x, y), QPointF(box.right, y))
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        for side, across in (("left", Qt.AlignmentFlag.AlignRight), ("bottom", Qt.AlignmentFlag.AlignHCenter)):
            for number in self.numbers[side]:
                painter.drawText(number.box, int(across | Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextDontClip),
                                 number.text)

    # ---- the pointer

    def mouseMoveEvent(self, event):
        place, box = event.position(), self.box
        inside = box.contains(place.x(), place.y())
        self.pointed_at.emit(self.frame.value_at(place.x()) if inside else None, place)

    def leaveEvent(self, event):
        super().leaveEvent(event)
        self.pointed_at.emit(None, QPointF())


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


def words(values: Sequence[float]) -> list[str]:
    """The numbers beside an axis, with the digits that tell them apart and a true minus sign."""
    return [local(text.replace("-", "−")) for text in beside(values)]


def pen(name: str, width: float = 2.0, alpha: float = 1.0, dashed: bool = False) -> QPen:
    """A pen in a colour of the theme."""
    colour = QColor(theme.colour(name))
    colour.setAlphaF(alpha)
    return QPen(colour, width, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine)
