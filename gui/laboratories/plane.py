"""A plane of two numbers: colours of a field, contours, lines and points over it, and one point that is moved."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QPolygonF

from gui.drawing.point_arrays import LineSegments, polygon
from gui.laboratories.axes import write_below, write_beside
from gui.laboratories.pointed import PointedPicture
from gui.style import theme

NUDGE = 1 / 80
"""Of the width of the plane that an arrow key goes."""
DASHES = ((), (6, 3), (2, 2), (8, 2, 2, 2))
"""Lines differ in dashes, not in their colours alone."""


class WeightPlane(PointedPicture):
    """As long in x as in y. `moved` when a person puts the point elsewhere, `hovered` with the place of the pointer."""

    moved = Signal(float, float)
    hovered = Signal(float, float)

    def __init__(self, name: str):
        super().__init__(name)
        self.reach = (1.0, 1.0)
        self.names = ("x", "y")
        self.point: tuple[float, float] | None = None
        self._field = np.zeros((0, 0))
        self._image, self._contours, self._pieces = QImage(), np.zeros((0, 2, 2)), LineSegments()
        self.lines: list[tuple[np.ndarray, str, float, tuple]] = []
        """(points (n, 2), colour, width, dashes)."""
        self.shapes: list[tuple[np.ndarray, str]] = []
        """Filled outlines: (points (n, 2), colour)."""
        self.dots: list[tuple[tuple[float, float], str, float, str]] = []
        """(place, colour, radius, words beside it)."""

    def minimumSizeHint(self) -> QSize:
        return QSize(180, 150)

    def sizeHint(self) -> QSize:
        return QSize(420, 340)

    def show_field(self, field: np.ndarray, contours: tuple[np.ndarray, ...], reach: tuple[float, float]) -> None:
        """Losses (rows, columns), the largest y in the first row, contours in its columns and rows, and how far the
        plane goes to each side."""
        self._field, self.reach = field, reach
        self._contours = np.concatenate([np.zeros((0, 2, 2)), *contours])
        self._remake()

    def _remake(self) -> None:
        if self._field.size:
            low, high = float(self._field.min()), float(self._field.max())
            share = np.sqrt((self._field - low) / ((high - low) or 1.0))
            pixels = np.ascontiguousarray(theme.sequential()[np.round(share * 170).astype(int)])
            high_, wide = self._field.shape
            self._image = QImage(pixels.data, wide, high_, 3 * wide, QImage.Format.Format_RGB888).copy()
        self.update()

    # ---- places

    @property
    def area(self) -> QRectF:
        """Where the plane lies in the widget, numbers beside it."""
        left, bottom = theme.px(30), theme.px(20)
        room = QRectF(left, 6, self.width() - left - 8, self.height() - bottom - 6)
        pitch = min(room.width() / (2 * self.reach[0]), room.height() / (2 * self.reach[1]))
        wide, high = (max(2 * reach * pitch, 1) for reach in self.reach)
        return QRectF(room.left() + (room.width() - wide) / 2, room.top() + (room.height() - high) / 2, wide, high)

    def spot(self, x: float, y: float) -> QPointF:
        """A place in pixels of the screen."""
        area = self.area
        return QPointF(area.left() + (x + self.reach[0]) / (2 * self.reach[0]) * area.width(),
                       area.top() + (self.reach[1] - y) / (2 * self.reach[1]) * area.height())

    def place(self, spot: QPointF) -> tuple[float, float]:
        """A point of the screen in x and y."""
        area = self.area
        return ((spot.x() - area.left()) / area.width() * 2 * self.reach[0] - self.reach[0],
                self.reach[1] - (spot.y() - area.top()) / area.height() * 2 * self.reach[1])

    def _go(self, x: float, y: float) -> None:
        x, y = (min(max(value, -reach), reach) for value, reach in zip((x, y), self.reach, strict=True))
        if self.point is not None:
            self.point = x, y  # the next key goes on from here, though nothing may be computed yet
        self.moved.emit(x, y)

    def mousePressEvent(self, event):
        if event.button() == Qt.MouseButton.LeftButton and self.area.contains(event.position()):
            self._go(*self.place(event.position()))

    def mouseMoveEvent(self, event):
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._go(*self.place(event.position()))
        elif self.area.contains(event.position()):
            self.hovered.emit(*self.place(event.position()))

    def go_by(self, down, right):
        if self.point is None:
            return False
        by = 2 * self.reach[0] * NUDGE
        self._go(self.point[0] + right * by, self.point[1] - down * by)
        return True

    def focusInEvent(self, event):
        super().focusInEvent(event)
        self.update()

    # ---- painting

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.area
        self._axes(painter, area)
        painter.setClipRect(area)
        if self._field.size:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(area, self._image)
            self._draw_contours(painter, area)
        for points, colour in self.shapes:
            painter.setPen(QPen(theme.colour(colour), 1.6))
            painter.setBrush(QColor(theme.colour(colour, 0.14)))
            painter.drawPolygon(self._spots(points))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for points, colour, width, dashes in self.lines:
            pen = QPen(theme.colour(colour), width)
            if dashes:
                pen.setDashPattern(list(dashes))
            painter.setPen(pen)
            painter.drawPolyline(self._spots(points))
        for place, colour, radius, _ in self.dots:
            painter.setPen(QPen(theme.colour("ring"), 1.1))
            painter.setBrush(theme.colour(colour))
            painter.drawEllipse(self.spot(*place), radius, radius)
        painter.setClipping(False)
        self._words(painter, area)

    def _spots(self, points: np.ndarray) -> QPolygonF:
        """Places (n, 2) in pixels of the screen; those far outside are brought nearer, which nobody sees."""
        area, (x, y) = self.area, np.clip(points, -50 * max(self.reach), 50 * max(self.reach)).T
        return polygon(area.left() + (x + self.reach[0]) / (2 * self.reach[0]) * area.width(),
                       area.top() + (self.reach[1] - y) / (2 * self.reach[1]) * area.height())

    def _draw_contours(self, painter, area) -> None:
        high, wide = self._field.shape
        scaled = self._contours * (area.width() / (wide - 1), area.height() / (high - 1)) + (area.left(), area.top())
        painter.setPen(QPen(theme.colour("text", 0.28), 1))
        painter.drawLines(self._pieces.over(scaled.reshape(-1, 4)))

    def _axes(self, painter, area) -> None:
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(11, tabular=True))
        write_below(painter, self, (-self.reach[0], self.reach[0]), lambda x: self.spot(x, 0).x(), area.bottom() + 2)
        write_beside(painter, self, (-self.reach[1], self.reach[1]), lambda y: self.spot(0, y).y(), area.left(), 6)
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1))
        painter.drawRect(area)

    def _words(self, painter, area) -> None:
        painter.setFont(theme.font(11, 600))
        metrics = painter.fontMetrics()
        painter.setPen(theme.colour("text"))
        written: list[QRectF] = []
        for place, _, radius, word in self.dots:
            spot = self.spot(*place)
            if not word or not (math.isfinite(spot.x()) and area.contains(spot)):
                continue
            wide = metrics.horizontalAdvance(word)
            left = spot.x() + radius + 4
            if left + wide + 2 > area.right():
                left = spot.x() - radius - 4 - wide
            top = min(max(spot.y() - metrics.height() / 2, area.top()), area.bottom() - metrics.height())
            box = QRectF(left, top, wide + 1, metrics.height())
            while any(box.intersects(other) for other in written) and box.bottom() + box.height() < area.bottom():
                box.translate(0, box.height())  # points may lie on each other, their words may not
            written.append(box)
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft, word)
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        for word, box in ((self.names[0], QRectF(area.right() - 40, area.bottom() - metrics.height() - 3, 36,
                                                 metrics.height())),
                          (self.names[1], QRectF(area.left() + 6, area.top() + 3, 40, metrics.height()))):
            side = Qt.AlignmentFlag.AlignRight if box.left() > area.center().x() else Qt.AlignmentFlag.AlignLeft
            painter.drawText(box, side, word)
