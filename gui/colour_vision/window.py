"""A picture of the window in simulated colours, one deficiency at a time."""

from functools import partial

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QDialog, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from gui.colour_vision.colours import SIGHTS, picture_seen
from gui.text.translation import tr
from gui.widgets.basic import label
from gui.widgets.switches import Segments

AGAIN_MS = 1000
"""From picture to picture while the dialog is open."""


def pixels_of(image: QImage) -> np.ndarray:
    """(height, width, 3) uint8 of a picture."""
    image = image.convertToFormat(QImage.Format.Format_RGB888)
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.bytesPerLine())
    return rows[:, :3 * image.width()].reshape(image.height(), image.width(), 3).copy()


class Shot(QWidget):
    """Shows a picture as large as it fits."""

    def __init__(self):
        super().__init__()
        self.image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(400, 240)

    def sizeHint(self) -> QSize:
        return QSize(1000, 600)

    def show_pixels(self, pixels: np.ndarray) -> None:
        """Show these (height, width, 3) uint8."""
        high, wide = pixels.shape[:2]
        self.image = QImage(np.ascontiguousarray(pixels).data, wide, high, 3 * wide,
                            QImage.Format.Format_RGB888).copy()
        self.update()

    def paintEvent(self, event):
        if self.image.isNull():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        size = self.image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        painter.drawImage(QRectF(left, top, size.width(), size.height()), self.image)


class ColourVisionWindow(QDialog):
    """The window as it looks now, to one kind of sight; taken again every second, so that training is seen."""

    def __init__(self, window, background):
        super().__init__(window)
        self.background, self.sight, self.under_way = background, SIGHTS[1], False
        self.setWindowTitle(tr("The window as others see it"))
        self.choice = Segments(tuple(tr(sight.name) for sight in SIGHTS), tuple(tr(sight.meaning) for sight in SIGHTS),
                               tr("Kind of sight"))
        self.choice.show_index(1)
        self.choice.chosen.connect(self.choose)
        self.meaning = label("", "muted", 12, wrap=True)
        self.shot = Shot()
        self.shot.setAccessibleName(tr("Picture of the window"))
        close = QPushButton(tr("Close"))
        close.clicked.connect(self.close)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addSpacing(12)
        row.addWidget(self.meaning, 1)
        row.addWidget(close)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 16, 16)
        column.setSpacing(12)
        column.addLayout(row)
        column.addWidget(self.shot, 1)
        self.again = QTimer(self, interval=AGAIN_MS)
        self.again.timeout.connect(self.look)
        self.resize(1060, 720)
        self.choose(1)

    def choose(self, number: int) -> None:
        """See with another sight."""
        self.sight = SIGHTS[number]
        self.meaning.setText(tr(self.sight.meaning))
        self.look()

    def look(self) -> None:
        """Take a picture of the window; its colours are worked out elsewhere."""
        if self.under_way:
            return
        self.under_way = True
        image, sight = self.parentWidget().grab().toImage(), self.sight
        self.background.run(lambda: picture_seen(pixels_of(image), sight), partial(self._show, sight))

    def _show(self, sight, pixels) -> None:
        self.under_way = False
        self.shot.show_pixels(pixels)
        if sight is not self.sight:
            self.look()

    def showEvent(self, event):
        super().showEvent(event)
        self.again.start()

    def hideEvent(self, event):
        super().hideEvent(event)
        self.again.stop()
