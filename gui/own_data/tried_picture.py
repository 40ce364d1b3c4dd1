"""A picture that is tried, as the network gets it, its pixels never smoothed; an empty frame before."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.translation import tr

SIDE = 196


class TriedPicture(QWidget):
    """Shows pixels (height, width, channels) uint8."""

    def __init__(self):
        super().__init__()
        self.pixels: np.ndarray | None = None
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFixedSize(theme.px(SIDE), theme.px(SIDE))
        self.setAccessibleName(tr("What the network gets"))
        theme.signals.changed.connect(self.update)

    def show_pixels(self, pixels: np.ndarray) -> None:
        """Show another picture."""
        self.pixels = pixels
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(theme.px(SIDE), theme.px(SIDE))

    def paintEvent(self, event):
        painter = QPainter(self)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("line"), 1, Qt.PenStyle.DashLine if self.pixels is None else
                            Qt.PenStyle.SolidLine))
        painter.drawRoundedRect(box, 8, 8)
        if self.pixels is None:
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font(13))
            painter.drawText(box.adjusted(12, 0, -12, 0), Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap,
                             tr("Drop a picture"))
            return
        image = picture_image(self.pixels, 0, 255)
        scale = (box.width() - 8) / max(image.width(), image.height())
        width, height = image.width() * scale, image.height() * scale
        painter.drawImage(QRectF(box.center().x() - width / 2, box.center().y() - height / 2, width, height), image)
