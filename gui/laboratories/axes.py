"""Pictures of laboratories over an axis: its numbers, a place on it that is dragged, and the arrow keys along it."""

from collections.abc import Callable

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QPainter, QPolygonF
from PySide6.QtWidgets import QWidget

from gui.drawing.plot import ticks, words
from gui.drawing.point_arrays import polygon
from gui.laboratories.pointed import PointedPicture
from gui.style import theme

GAP = 5
"""Pixels between an upright axis and its numbers."""


def write_below(painter: QPainter, widget: QWidget, ends: tuple[float, float], x_of: Callable[[float], float],
                top: float) -> None:
    """The round numbers of a level axis, none of them cut by the edge of the widget."""
    metrics, across = painter.fontMetrics(), ticks(*ends, 6)
    for value, word in zip(across, words(across), strict=True):
        wide = metrics.horizontalAdvance(word)
        left = min(max(x_of(value) - wide / 2, 0), widget.width() - wide)
        painter.drawText(QRectF(left, top, wide + 1, metrics.height()), Qt.AlignmentFlag.AlignLeft, word)


def write_beside(painter: QPainter, widget: QWidget, ends: tuple[float, float], y_of: Callable[[float], float],
                 right: float, most: int = 4) -> None:
    """The same of an upright axis, whose line stands at `right`."""
    metrics, down = painter.fontMetrics(), ticks(*ends, most)
    for value, word in zip(down, words(down), strict=True):
        wide = metrics.horizontalAdvance(word)
        top = min(max(y_of(value) - metrics.height() / 2, 0), widget.height() - metrics.height())
        painter.drawText(QRectF(right - wide - GAP, top, wide + 1, metrics.height()), Qt.AlignmentFlag.AlignLeft, word)


class AxisPicture(PointedPicture):
    """Curves between `ends` ((left, right), (low, high)), drawn in `area`, with one place `at` on the level axis.

    `moved` when a person asks for another place: points at it, drags, or goes on with ← and →.
    """

    moved = Signal(float)

    def __init__(self, name: str):
        super().__init__(name)
        self.at, self.ends = 0.0, ((-1.0, 1.0), (-1.0, 1.0))

    @property
    def area(self) -> QRectF:
        """Where curves lie."""
        raise NotImplementedError

    @property
    def nudge(self) -> float:
        """How far an arrow key goes."""
        raise NotImplementedError

    def spot(self, x: float, y: float) -> QPointF:
        """A place in pixels of the screen."""
        (left, right), (low, high) = self.ends
        area = self.area
        return QPointF(area.left() + (x - left) / (right - left) * area.width(),
                       area.bottom() - (y - low) / (high - low) * area.height())

    def spots(self, x: np.ndarray, y: np.ndarray) -> QPolygonF:
        """The same of many places, x and y of shape (n,)."""
        (left, right), (low, high) = self.ends
        area = self.area
        return polygon(area.left() + (x - left) / (right - left) * area.width(),
                       area.bottom() - (y - low) / (high - low) * area.height())

    def go(self, x: float) -> None:
        """Ask for another place, the nearest there is."""
        left, right = self.ends[0]
        self.moved.emit(min(max(x, left), right))

    def mousePressEvent(self, event):
        (left, right), area = self.ends[0], self.area
        self.go(left + (event.position().x() - area.left()) / area.width() * (right - left))

    def mouseMoveEvent(self, event):
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)

    def go_by(self, down, right):
        if right:
            self.go(self.at + right * self.nudge)
        return bool(right)

    def write_numbers(self, painter: QPainter, top: float) -> None:
        """The numbers of both axes, those of the level one from `top` on."""
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        write_below(painter, self, self.ends[0], lambda x: self.spot(x, 0).x(), top)
        write_beside(painter, self, self.ends[1], lambda y: self.spot(self.ends[0][0], y).y(), self.area.left())
