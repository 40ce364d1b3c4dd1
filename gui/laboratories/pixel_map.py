"""A picture of numbers, a square for each, with a place that is chosen by mouse and by arrow keys."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from gui.drawing import pictures
from gui.laboratories.pointed import PointedPicture
from gui.style import theme


class PixelMap(PointedPicture):
    """Shows (height, width) numbers: grey from 0 to 1, or in the colours of − and + up to a limit.

    `pointed` when a person puts the pointer on a number, `walked` when keys ask for another one.
    """

    far = 8
    pointed = Signal(int, int)
    walked = Signal(int, int)

    def __init__(self, name: str):
        super().__init__(name)
        self.values, self.limit = np.zeros((1, 1)), 0.0
        self.marks: list[tuple[QRectF, str, bool]] = []
        """Boxes in rows and columns, their colour, and whether they are filled."""
        self._image = QImage()

    def minimumSizeHint(self) -> QSize:
        return QSize(100, 90)

    def sizeHint(self) -> QSize:
        return QSize(320, 260)

    def show_values(self, values: np.ndarray, limit: float = 0.0) -> None:
        """Other numbers; without a limit they are shades of grey from 0 to 1."""
        self.values, self.limit = values, limit
        self._remake()

    def show_marks(self, marks: list[tuple[QRectF, str, bool]]) -> None:
        """Boxes over the picture: (box with x in columns and y in rows, colour, filled)."""
        self.marks = marks
        self.update()

    def _remake(self) -> None:
        if self.limit:
            levels = pictures.indices(self.values.astype(np.float32), self.limit, True)
            pixels = pictures.table(theme.diverging())[levels]
        else:
            grey = np.clip(np.round(self.values * 255), 0, 255).astype(np.uint32)
            pixels = pictures.OPAQUE | grey << 16 | grey << 8 | grey
        pixels = np.ascontiguousarray(pixels)
        high, wide = pixels.shape
        self._image = QImage(pixels.data, wide, high, 4 * wide, QImage.Format.Format_RGB32).copy()
        self.update()

    # ---- places

    @property
    def pitch(self) -> float:
        """Pixels of the screen for a number."""
        high, wide = self.values.shape
        return max(min((self.width() - 2) / max(wide, 1), (self.height() - 2) / max(high, 1)), 0.1)

    @property
    def corner(self) -> QPointF:
        """Where the first number begins."""
        high, wide = self.values.shape
        return QPointF((self.width() - wide * self.pitch) / 2, (self.height() - high * self.pitch) / 2)

    def box(self, box: QRectF) -> QRectF:
        """A box of columns and rows in pixels of the screen."""
        pitch, corner = self.pitch, self.corner
        return QRectF(corner.x() + box.x() * pitch, corner.y() + box.y() * pitch, box.width() * pitch,
                      box.height() * pitch)

    def at(self, position: QPointF) -> tuple[int, int] | None:
        """The row and column under a point."""
        high, wide = self.values.shape
        row, column = (int((position.y() - self.corner.y()) // self.pitch),
                       int((position.x() - self.corner.x()) // self.pitch))
        return (row, column) if 0 <= row < high and 0 <= column < wide else None

    def mouseMoveEvent(self, event):
        found = self.at(event.position())
        if found is not None:
            self.pointed.emit(*found)

    def mousePressEvent(self, event):
        self.mouseMoveEvent(event)

    def go_by(self, down, right):
        self.walked.emit(down, right)
        return True

    def focusInEvent(self, event):
        super().focusInEvent(event)
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        whole = self.box(QRectF(0, 0, self.values.shape[1], self.values.shape[0]))
        painter.drawImage(whole, self._image)
        for box, colour, filled in self.marks:
            place = self.box(box)
            if filled:
                painter.fillRect(place, QColor(theme.colour(colour, 0.5)))
            else:
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.setPen(QPen(theme.colour(colour), 2))
                painter.drawRect(place)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(whole.adjusted(-1, -1, 1, 1))
