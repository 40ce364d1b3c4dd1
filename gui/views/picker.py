"""The sample picker: a strip of samples, one of each class; a click chooses the one that every view shows."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.colour_bar import frame
from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr

MOST, GAP, LARGEST = 10, 5, 40


def one_of_each(targets: np.ndarray, chosen: int, labels: bool, most: int = MOST) -> tuple[int, ...]:
    """Indices of samples to offer: the first of each class, and in the place of its class the chosen one; the first
    samples where targets are no `labels`, the numbers of classes."""
    if not labels:
        found = list(range(min(most, len(targets))))
        return tuple(found if chosen in found or not 0 <= chosen < len(targets) else [*found[:-1], chosen])
    _, first = np.unique(targets, return_index=True)
    found = [int(index) for index in first[:most]]
    if chosen in found or not 0 <= chosen < len(targets):
        return tuple(found)
    alike = [place for place, index in enumerate(found) if targets[index] == targets[chosen]]
    found[alike[0] if alike else -1] = chosen
    return tuple(found)


class SampleStrip(QWidget):
    """Small pictures side by side; a cross marks those that the network answers wrongly."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.indices: tuple[int, ...] = ()
        self.selected = -1
        self.wrong: frozenset[int] = frozenset()
        self._pictures: list[QImage] = []
        self._x, self._range = None, (0.0, 1.0)
        self.names: dict[int, str] = {}
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Samples: one of each class"))
        self.setMouseTracking(True)
        self.setFixedHeight(LARGEST)
        theme.signals.changed.connect(self._paint_pictures)

    def show_samples(self, indices: tuple[int, ...], x: np.ndarray, value_range: tuple[float, float]) -> None:
        """Draw pictures (n, height, width, channels), one for each index; `value_range` is their black and white."""
        self.indices, self._x, self._range = indices, x, value_range
        self._paint_pictures()

    def _paint_pictures(self):
        self._pictures = [] if self._x is None else [picture_image(one, *self._range) for one in self._x]
        self.update()

    def show_state(self, selected: int, wrong: frozenset[int], names: dict[int, str]) -> None:
        """Which index is chosen, which are answered wrongly, and what the tooltip says of each."""
        if (selected, wrong, names) != (self.selected, self.wrong, self.names):
            self.selected, self.wrong, self.names = selected, wrong, names
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(MOST * LARGEST, LARGEST)

    def minimumSizeHint(self) -> QSize:
        return QSize(120, 24)

    def boxes(self) -> list[QRectF]:
        """Where each picture stands."""
        count = max(len(self.indices), 1)
        side = min((self.width() - GAP * (count - 1)) // max(count, MOST // 2), self.height() - 4, LARGEST)
        gap = min((self.width() - count * side) / max(count - 1, 1), 3 * GAP)
        return [QRectF(place * (side + gap), (self.height() - side) / 2, side, side) for place in range(count)]

    def _at(self, position) -> int:
        return next((index for index, box in zip(self.indices, self.boxes(), strict=False)
                     if box.contains(position)), -1)

    def mousePressEvent(self, event):
        if (index := self._at(event.position())) >= 0:
            self.chosen.emit(index)

    def mouseMoveEvent(self, event):
        self.setToolTip(plain(self.names.get(self._at(event.position()), "")))

    def keyPressEvent(self, event):
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(event.key())
        if step is None or self.selected not in self.indices:
            super().keyPressEvent(event)
            return
        self.chosen.emit(self.indices[(self.indices.index(self.selected) + step) % len(self.indices)])

    def paintEvent(self, event):
        painter = QPainter(self)
        for index, box, picture in zip(self.indices, self.boxes(), self._pictures, strict=False):
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(box, 5, 5)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform,
                                  picture.width() > box.width() * self.devicePixelRatioF())
            painter.drawImage(box.adjusted(3, 3, -3, -3), picture)
            if index == self.selected:
                frame(painter, box.adjusted(-1, -1, 1, 1))
        for index, box in zip(self.indices, self.boxes(), strict=False):
            if index in self.wrong:
                self._cross(painter, box.topRight() + QPointF(-5, 5))
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawLine(QPointF(0, self.height() - 0.5), QPointF(self.width(), self.height() - 0.5))

    def _cross(self, painter, middle):
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("negative"), 1.3))
        painter.setBrush(theme.colour("panel"))
        painter.drawEllipse(middle, 5.5, 5.5)
        for one, other in (((-2.2, -2.2), (2.2, 2.2)), ((-2.2, 2.2), (2.2, -2.2))):
            painter.drawLine(middle + QPointF(*one), middle + QPointF(*other))
