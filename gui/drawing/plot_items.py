"""What a plot draws: curves, bars, discs and upright lines, from arrays, in few calls of the painter."""

import math

import numpy as np
from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF
from shiboken6 import VoidPtr, getCppPointer, wrapInstance

from gui.drawing.geometry import Box

FAR = 3e4
"""Pixels beyond which nothing is seen, and the painter would count wrongly."""
EMPTY = np.empty(0)


class Frame:
    """From values to the pixels of a plot: where `box` lies and which values its edges stand for."""

    def __init__(self, box: Box, x: tuple[float, float], y: tuple[float, float]):
        self.box = box
        self._left, self._across = x[0], box.w / ((x[1] - x[0]) or 1.0)
        self._low, self._up = y[0], box.h / ((y[1] - y[0]) or 1.0)

    def across(self, x: np.ndarray) -> np.ndarray:
        """Pixels from the left edge of the widget."""
        return within((x - self._left) * self._across + self.box.x)

    def down(self, y: np.ndarray) -> np.ndarray:
        """Pixels from its upper edge."""
        with np.errstate(over="ignore", invalid="ignore"):
            return within(self.box.bottom - (y - self._low) * self._up)

    def value_at(self, across: float) -> float:
        """The x that stands at a pixel."""
        return (across - self.box.x) / self._across + self._left


class Item:
    """The base: `depth` says what lies over what; it tells its plot when it looks otherwise."""

    def __init__(self, changed, depth: int):
        self._changed, self.depth, self.visible = changed, depth, True
        self.x, self.y = EMPTY, EMPTY
        self.pen, self.brush = QPen(Qt.PenStyle.NoPen), QBrush(Qt.BrushStyle.NoBrush)

    def show_data(self, x, y) -> None:
        """Draw other values."""
        if x is not self.x or y is not self.y:
            self.x, self.y = np.asarray(x, float), np.asarray(y, float)
            self._changed()

    def set_look(self, pen: QPen | None = None, brush: QBrush | None = None) -> None:
        """Take another pen or brush; None for none."""
        self.pen, self.brush = pen or QPen(Qt.PenStyle.NoPen), brush or QBrush(Qt.BrushStyle.NoBrush)
        self._changed()

    def set_visible(self, visible: bool) -> None:
        """Show or hide it."""
        if visible != self.visible:
            self.visible = visible
            self._changed()

    def paint(self, painter: QPainter, frame: Frame) -> None:
        """Draw it."""


class Curve(Item):
    """A line through points. A wide line of many points is slow in one piece, so it is drawn segment by segment."""

    def __init__(self, changed, depth: int, smooth: bool):
        super().__init__(changed, depth)
        self.smooth = smooth
        self._segments = Segments()

    def paint(self, painter: QPainter, frame: Frame) -> None:
        if len(self.x) < 2:
            return
        x, y = thinned(frame.across(self.x), frame.down(self.y), frame.box.w)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, self.smooth)
        painter.setPen(self.pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.smooth or not math.isfinite(float(y.sum())):
            painter.drawLines(self._segments.through(x, y))
        else:
            painter.drawPolyline(polygon(x, y))


class Bars(Item):
    """Counts (n,) between edges (n + 1,): filled down to zero, or their outline."""

    def paint(self, painter: QPainter, frame: Frame) -> None:
        if not len(self.y):
            return
        x, y = np.repeat(frame.across(self.x), 2)[1:-1], np.repeat(frame.down(self.y), 2)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if self.brush.style() != Qt.BrushStyle.NoBrush:
            ground = float(frame.down(np.zeros(1))[0])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(self.brush)
            painter.drawPolygon(polygon(np.r_[x[0], x, x[-1]], np.r_[ground, y, ground]))
        if self.pen.style() != Qt.PenStyle.NoPen:
            painter.setPen(self.pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolyline(polygon(x, y))


class Discs(Item):
    """A disc at every point."""

    def __init__(self, changed, depth: int, size: float):
        super().__init__(changed, depth)
        self.size = size

    def paint(self, painter: QPainter, frame: Frame) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
        painter.setPen(self.pen)
        painter.setBrush(self.brush)
        for x, y in zip(frame.across(self.x), frame.down(self.y), strict=True) if len(self.x) else ():
            painter.drawEllipse(QPointF(x, y), self.size / 2, self.size / 2)


class Upright(Item):
    """An upright line from edge to edge with a small arrow at its upper end; one `x`."""

    ARROW = 4.0

    def stand_at(self, x: float) -> None:
        """Stand at another place."""
        self.show_data([x], [0.0])

    def paint(self, painter: QPainter, frame: Frame) -> None:
        for x in frame.across(self.x).tolist():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
            painter.setPen(self.pen)
            painter.drawLine(QPointF(x, frame.box.y), QPointF(x, frame.box.bottom))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, True)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawPolygon(QPolygonF([QPointF(x - self.ARROW, frame.box.y), QPointF(x, frame.box.y + self.ARROW),
                                           QPointF(x + self.ARROW, frame.box.y)]))


class Segments:
    """Lines from point to point over an array: the painter takes objects, and to make hundreds of them for each picture
    would cost more than to draw them. So they are made once, each over its row of the array."""

    def __init__(self):
        self._rows = np.zeros((0, 4))
        self._lines: list[QLineF] = []

    def through(self, x: np.ndarray, y: np.ndarray) -> list[QLineF]:
        """The lines through points; none at a point that is no number."""
        ends = np.stack((x[:-1], y[:-1], x[1:], y[1:]), 1)
        if not math.isfinite(float(y.sum())):
            ends = ends[np.isfinite(ends).all(1)]
        return self.over(ends)

    def over(self, ends: np.ndarray) -> list[QLineF]:
        """Lines of their own, (n, 4): from x, y to x, y."""
        if len(ends) > len(self._rows):
            self._lines = []
            self._rows = np.zeros((2 * len(ends), 4))
            first, step = self._rows.ctypes.data, self._rows.strides[0]
            self._lines = [wrapInstance(first + step * number, QLineF) for number in range(len(self._rows))]
        self._rows[:len(ends)] = ends
        return self._lines[:len(ends)]


def within(pixels: np.ndarray) -> np.ndarray:
    """Pixels no farther than the painter can count, in place."""
    np.minimum(pixels, FAR, out=pixels)
    return np.maximum(pixels, -FAR, out=pixels)


def polygon(x: np.ndarray, y: np.ndarray) -> QPolygonF:
    """Points for the painter, copied in one go."""
    made = QPolygonF()
    made.resize(len(x))
    if len(x):
        flat = np.frombuffer(VoidPtr(getCppPointer(made.data())[0], 16 * len(x), True), float).reshape(-1, 2)
        flat[:, 0], flat[:, 1] = x, y
    return made


def thinned(x: np.ndarray, y: np.ndarray, width: float) -> tuple[np.ndarray, np.ndarray]:
    """No more points than tell on so many pixels: of each run of neighbours the lowest and the highest, in order."""
    run = len(x) // max(int(width), 1)
    if run < 4:
        return x, y
    whole = len(x) // run * run
    high = np.nan_to_num(y[:whole].reshape(-1, run))
    places = np.sort(np.stack((high.argmin(1), high.argmax(1)), 1), 1) + np.arange(0, whole, run)[:, None]
    places = np.unique(np.r_[0, places.ravel(), np.arange(whole, len(x)), len(x) - 1])
    return x[places], y[places]
