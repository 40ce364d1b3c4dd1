"""What a plot draws over its axes: items that take arrays, and cost nothing while they show what they showed.

What moves with training paints itself, straight into the plot. As items of a scene, curves were asked for their place a
dozen times for each picture, and the axes were drawn with them.
"""

import math
from typing import NamedTuple

import numpy as np
import pyqtgraph as pg
from pyqtgraph.graphicsItems.PlotCurveItem import arrayToLineSegments
from pyqtgraph.graphicsItems.ScatterPlotItem import renderSymbol
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFont, QPainter, QPainterPath, QPen, QPixmap, QPolygonF, QTransform

from gui.drawing.point_arrays import polygon

EMPTY = np.empty(0)
ARROW = 8
"""Pixels of the arrow at the end of an upright line."""


class PlotPlace(NamedTuple):
    """Where values stand in the plot: the way from them to pixels, what is seen of them, device pixels a pixel."""

    transform: QTransform
    seen: QRectF
    ratio: float


class Item:
    """The base: values, a look, and whether it is seen. An item without values is left out of painting."""

    least = 1
    """From so many values on there is something to draw."""

    def __init__(self, plot, depth: int):
        self.plot, self.depth, self.visible = plot, depth, True
        self.x, self.y = EMPTY, EMPTY
        self.pen, self.brush = QPen(Qt.PenStyle.NoPen), QBrush(Qt.BrushStyle.NoBrush)
        plot.take(self)

    @property
    def seen(self) -> bool:
        """There is something to draw."""
        return self.visible and len(self.y) >= self.least

    def show_data(self, x, y) -> None:
        """Draw other values."""
        if len(y) == len(self.y) == 0:
            return
        before = self.seen
        self.x, self.y = np.asarray(x, float), np.asarray(y, float)
        if len(self.y) >= self.least:
            self.put()
        if before or self.seen:
            self.plot.renew()

    def put(self) -> None:
        """Make of the values what the painter takes."""

    def set_look(self, pen: QPen | None = None, brush: QBrush | None = None) -> None:
        """Take another pen or brush; None for no pen, and for the brush that it has."""
        self.pen = pen if pen is not None else QPen(Qt.PenStyle.NoPen)
        if brush is not None:
            self.brush = brush
        self.plot.renew()

    def set_visible(self, visible: bool) -> None:
        """Show or hide it."""
        if visible != self.visible:
            self.visible = visible
            self.plot.renew()

    def paint(self, painter: QPainter, place: PlotPlace) -> None:
        """Paint it; the painter takes values, not pixels."""


class Curve(Item):
    """A line through points, drawn in segments: a wide line of many points is slow in one piece. `most` points are
    drawn, where that is given: then a line of more costs no more."""

    least = 2

    def __init__(self, plot, depth: int, smooth: bool, most: int = 0):
        self.smooth, self.most, self._segments = smooth, most, PrimitiveArray(QLineF, 4)
        super().__init__(plot, depth)

    def put(self) -> None:
        x, y = thinned(self.x, self.y, self.plot.getViewBox().width())
        if self.most:
            x, y = at_most(x, y, self.most)
        self._segments = arrayToLineSegments(x, y, connect="all", finiteCheck=True, out=self._segments)

    def paint(self, painter: QPainter, place: PlotPlace) -> None:
        if len(self._segments):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.smooth)
            painter.setPen(self.pen)
            painter.drawLines(*self._segments.drawargs())


class PlotBars(Item):
    """Counts (n,) between edges (n + 1,): filled down to zero, or their outline."""

    def __init__(self, plot, depth: int):
        self._outline, self._area = QPolygonF(), QPainterPath()
        super().__init__(plot, depth)

    def put(self) -> None:
        x, y = np.repeat(self.x, 2)[1:-1], np.repeat(self.y, 2)
        finite = np.isfinite(x) & np.isfinite(y)
        x, y = x[finite], y[finite]
        self._outline, self._area = polygon(x, y), QPainterPath()
        if len(x):
            self._area.addPolygon(polygon(np.r_[x, x[-1], x[0], x[0]], np.r_[y, 0.0, 0.0, y[0]]))

    def paint(self, painter: QPainter, place: PlotPlace) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        if self.brush.style() != Qt.BrushStyle.NoBrush:
            painter.fillPath(self._area, self.brush)
        if self.pen.style() != Qt.PenStyle.NoPen:
            painter.setPen(self.pen)
            painter.drawPolyline(self._outline)


class Discs(Item):
    """A disc at every point, or another glyph."""

    def __init__(self, plot, depth: int, size: float, symbol: str = "o"):
        self.size, self.symbol = size, symbol
        self._glyph: QPixmap | None = None
        self._places = PrimitiveArray(QPainter.PixmapFragment, 10)
        super().__init__(plot, depth)

    def set_look(self, pen: QPen | None = None, brush: QBrush | None = None) -> None:
        super().set_look(pen, brush)
        self._glyph = None

    def paint(self, painter: QPainter, place: PlotPlace) -> None:
        if self._glyph is None or self._glyph.devicePixelRatio() != place.ratio:
            self._glyph = QPixmap.fromImage(renderSymbol(self.symbol, self.size, self.pen, self.brush,
                                                         dpr=place.ratio))
        way, glyph = place.transform, self._glyph
        x, y = self.x * way.m11() + way.dx(), self.y * way.m22() + way.dy()
        seen = place.seen.adjusted(-glyph.width(), -glyph.height(), glyph.width(), glyph.height())
        near = (x > seen.left()) & (x < seen.right()) & (y > seen.top()) & (y < seen.bottom())
        self._places.resize(int(near.sum()))
        places = self._places.ndarray()
        places[:, 0], places[:, 1] = x[near], y[near]
        places[:, 2:] = 0, 0, glyph.width(), glyph.height(), 1 / place.ratio, 1 / place.ratio, 0, 1
        painter.save()
        painter.resetTransform()
        painter.drawPixmapFragments(*self._places.drawargs(), glyph)
        painter.restore()


class Upright(Item):
    """An upright line from edge to edge with a small arrow at its upper end."""

    def stand_at(self, x: float) -> None:
        """Stand at another place."""
        self.show_data([x], [0.0])

    def paint(self, painter: QPainter, place: PlotPlace) -> None:
        x, seen = place.transform.map(QPointF(float(self.x[0]), 0.0)).x(), place.seen
        self.pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.resetTransform()
        painter.setPen(self.pen)
        painter.drawLine(QPointF(x, seen.bottom()), QPointF(x, seen.top()))
        painter.setBrush(QBrush(self.pen.color()))
        half, top = ARROW / 2, seen.top()
        painter.drawPolygon(QPolygonF([QPointF(x - half, top), QPointF(x, top + half), QPointF(x + half, top)]))
        painter.restore()


class Level:
    """A level line from edge to edge, with a word at its right end, on a ground of its own. Below the line it stands at
    the left end: a line at the upper edge is where good curves end up. It stands still, as the axes do."""

    ABOVE, BELOW = [(1.0, 1.0)] * 2, [(0.0, 0.0)] * 2
    """Which corner of the word stands on the line."""

    def __init__(self, plot, depth: int):
        self.plot, self.made, self.visible, self.y = plot, pg.InfiniteLine(angle=0, movable=False), True, EMPTY
        self.word = pg.InfLineLabel(self.made, "", movable=False, position=1.0, anchors=self.ABOVE)
        self.made.setZValue(depth)
        self.made.setVisible(False)
        plot.addItem(self.made)

    def stand_at(self, y: float, word: str) -> None:
        """Stand at another height under another word."""
        self.word.setFormat(word.replace("{", "{{").replace("}", "}}"))
        self.y = np.array([y])
        self.made.setPos(y)
        self._show()

    def set_visible(self, visible: bool) -> None:
        """Show or hide it."""
        self.visible = visible
        self._show()

    def _show(self) -> None:
        self.made.setVisible(self.visible and len(self.y) > 0)
        self.plot.forget_axes()

    def set_look(self, pen: QPen) -> None:
        """Take another pen."""
        self.made.setPen(pen)
        self.plot.forget_axes()

    def hang(self, below: bool, seen: bool) -> None:
        """Have the word below the line or above it, or leave it out."""
        self.word.anchors = self.BELOW if below else self.ABOVE
        self.word.setPosition(0.0 if below else 1.0)
        self.word.setVisible(seen)
        self.word.updatePosition()
        self.plot.forget_axes()

    @property
    def high(self) -> float:
        """Pixels that the word takes."""
        return self.word.boundingRect().height()

    def write_in(self, font: QFont, colour: QColor, ground: QColor) -> None:
        """The look of the word."""
        self.word.setFont(font)
        self.word.setColor(colour)
        self.word.fill = QBrush(ground)
        self.word.update()
        self.plot.forget_axes()


def at_most(x: np.ndarray, y: np.ndarray, most: int) -> tuple[np.ndarray, np.ndarray]:
    """No more than so many points: of each of most / 2 equal runs of neighbours the lowest and the highest value, at
    its ends and in the order in which the run goes; the first and the last point stay."""
    if len(x) <= most or not math.isfinite(float(y.sum())):
        return x, y
    edges = np.linspace(0, len(x), most // 2 + 1).astype(np.intp)
    first, last = edges[:-1], edges[1:] - 1
    low, high = np.minimum.reduceat(y, first), np.maximum.reduceat(y, first)
    falls = y[first] > y[last]
    values = np.stack((np.where(falls, high, low), np.where(falls, low, high)), 1).ravel()
    values[0], values[-1] = y[0], y[-1]
    return np.stack((x[first], x[last]), 1).ravel(), values


def thinned(x: np.ndarray, y: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """No more points than tell on so many pixels: of each run of neighbours the lowest and the highest, in order."""
    run = len(x) // max(int(width), 1)
    if run < 4 or not math.isfinite(float(y.sum())):
        return x, y
    whole = len(x) // run * run
    high = y[:whole].reshape(-1, run)
    places = np.sort(np.stack((high.argmin(1), high.argmax(1)), 1), 1) + np.arange(0, whole, run)[:, None]
    places = np.unique(np.r_[0, places.ravel(), np.arange(whole, len(x)), len(x) - 1])
    return x[places], y[places]
