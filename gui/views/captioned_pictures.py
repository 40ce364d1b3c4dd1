"""Pictures side by side with maps over them, their numbers under the cursor."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.pictures import short
from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import tr

CAPTION = 34
"""Pixels for the two lines below a picture."""


def overlaid(picture: np.ndarray, shares: np.ndarray | None) -> QImage:
    """A picture (height, width, channels) in grey, with a map over it: blue where it is positive, orange where it is
    negative; a map of another size is spread over it."""
    low, high = float(picture.min()), float(picture.max())
    base = picture_image(picture, low, high if high > low else low + 1)
    if shares is None:
        return base
    largest = float(np.abs(shares).max(initial=0)) or 1.0
    values = shares / largest
    colours = np.zeros((*values.shape, 4), np.uint8)
    for sign, name in ((1, "positive"), (-1, "negative")):
        hue, there = theme.colour(name), values * sign > 0
        colours[there] = [hue.blue(), hue.green(), hue.red(), 0]
    colours[..., 3] = np.round(np.abs(values) * 230).astype(np.uint8)
    colours = np.ascontiguousarray(colours)
    over = QImage(colours.data, values.shape[1], values.shape[0], 4 * values.shape[1], QImage.Format.Format_ARGB32)
    image = base.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, values.shape != picture.shape[:2])
    painter.drawImage(QRectF(image.rect()), over)
    painter.end()
    return image


class CaptionedPictures(QWidget):
    """Pictures side by side, each with two lines below."""

    def __init__(self):
        super().__init__()
        self.images: list[QImage] = []
        self.words: list[tuple[str, str]] = []
        self.values: list[np.ndarray | None] = []
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def show_pictures(self, images: list[QImage], words: list[tuple[str, str]],
                      values: list[np.ndarray | None]) -> None:
        """Other pictures, with words below and the numbers that they are made of, (height, width) or with channels."""
        self.images, self.words, self.values = images, words, values
        self.setAccessibleName("; ".join(" ".join(pair) for pair in words))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(180, theme.px(90))

    def _box(self, place: int) -> QRectF:
        """Where a picture stands."""
        pitch, image = self.width() / len(self.images), self.images[place]
        side = min(pitch - 8, self.height() - theme.px(CAPTION))
        scale = side / max(image.width(), image.height())
        wide, high = image.width() * scale, image.height() * scale
        return QRectF(place * pitch + (pitch - wide) / 2, (side - high) / 2, wide, high)

    def mouseMoveEvent(self, event):
        for place, values in enumerate(self.values):
            box = self._box(place)
            if values is not None and box.contains(event.position()):
                row = min(int((event.position().y() - box.top()) / box.height() * values.shape[0]), values.shape[0] - 1)
                column = min(int((event.position().x() - box.left()) / box.width() * values.shape[1]),
                             values.shape[1] - 1)
                said = ", ".join(local(short(float(value))) for value in np.ravel(values[row, column]))
                self.setToolTip(tr("row {row}, column {column}: {value}", row=row + 1, column=column + 1, value=said))
                return
        self.setToolTip("")

    def paintEvent(self, event):
        count = len(self.images)
        if not count:
            return
        painter, foot = QPainter(self), theme.px(CAPTION)
        pitch = self.width() / count
        side = min(pitch - 8, self.height() - foot)
        for place, (image, (first, second)) in enumerate(zip(self.images, self.words, strict=True)):
            painter.drawImage(self._box(place), image)
            for row, (text, role, weight) in enumerate(((first, "text", 600), (second, "muted", 400))):
                painter.setFont(theme.font(12, weight, tabular=True))
                painter.setPen(theme.colour(role))
                box = QRectF(place * pitch, side + 2 + row * foot / 2, pitch, foot / 2)
                said = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(pitch) - 4)
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, said)
