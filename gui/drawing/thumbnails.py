"""Thumbnails of data: points of the plane, grey pictures; and the buttons and strips that show them."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from core.datasets.base import Description, Samples
from gui.style import theme
from gui.text.translation import tr

MARGIN = 0.12


def draw_points(painter: QPainter, box: QRectF, samples: Samples, radius: float = 1.6,
                ring: float = 0.0) -> None:
    """Points of the plane inside `box`, the first coordinate to the right, the second upwards.

    Class numbers take the class colours; values of a regression take the diverging map.
    """
    x = samples.x
    low, high = x.min(0), x.max(0)
    middle, reach = (low + high) / 2, max(float((high - low).max()) / 2, 1e-6)
    scale = min(box.width(), box.height()) / 2 * (1 - MARGIN) / reach
    places = (x - middle) * (scale, -scale) + (box.center().x(), box.center().y())
    colours = point_colours(samples.y)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("ring"), ring) if ring else Qt.PenStyle.NoPen)
    for (left, top), colour in zip(places.tolist(), colours, strict=True):
        painter.setBrush(theme.colour(colour))
        painter.drawEllipse(QPointF(left, top), radius, radius)


def point_colours(y: np.ndarray) -> list[str]:
    """A `#rrggbb` for every target."""
    if np.issubdtype(y.dtype, np.integer):
        classes = theme.class_colours()
        return [classes[int(label) % len(classes)] for label in y.ravel()]
    values = y.reshape(len(y), -1)[:, 0]
    largest = max(float(np.abs(values).max()), 1e-9)
    rows = theme.diverging()[np.clip((values / largest + 1) * 127.5, 0, 255).astype(int)]
    return ["#{:02x}{:02x}{:02x}".format(*row) for row in rows]


def picture_image(picture: np.ndarray, lowest: float, highest: float) -> QImage:
    """A grey or coloured picture (height, width, channels) as the theme shows it: ink on the card."""
    values = np.clip((picture - float(lowest)) / max(highest - lowest, 1e-9), 0, 1)
    if values.shape[-1] == 1:
        paper, ink = (np.array(theme.colour(name).getRgb()[:3], float) for name in ("card", "text"))
        values = paper + values * (ink - paper)
    else:
        values = values[..., :3] * 255
    pixels = np.ascontiguousarray(np.round(values).astype(np.uint8))
    height, width, _ = pixels.shape
    return QImage(pixels.data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()


class DataButton(QAbstractButton):
    """A data set of the plane as a button that shows its points."""

    def __init__(self, title: str, tip: str):
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)  # painted again when the mouse comes and goes
        self.samples: Samples | None = None
        self.setText(title)
        self.setAccessibleName(title)
        self.setToolTip(tip)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        theme.signals.changed.connect(self.update)

    def show_samples(self, samples: Samples | None) -> None:
        """Draw these points."""
        self.samples = samples
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        edge = 2.0 if self.isChecked() else 1.0
        box = QRectF(self.rect()).adjusted(edge / 2, edge / 2, -edge / 2, -edge / 2)
        lit = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if lit else "line"), edge))
        painter.setBrush(theme.colour("hover" if self.underMouse() else "card"))
        painter.drawRoundedRect(box, 8, 8)
        if self.samples is not None:
            draw_points(painter, box.adjusted(2, 2, -2, -2), self.samples, 1.3)


class PictureStrip(QWidget):
    """Twelve pictures of a data set in two rows."""

    COLUMNS = 6

    def __init__(self):
        super().__init__()
        self.samples: Samples | None = None
        self.range = (0.0, 255.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Twelve of the pictures"))
        theme.signals.changed.connect(self.update)

    def show_samples(self, samples: Samples | None, description: Description) -> None:
        """Draw the first twelve of these pictures."""
        self.samples = samples
        self.range = description.value_range or (0.0, 1.0)
        self.update()

    def _pitch(self) -> int:
        return max((self.width() + 4) // self.COLUMNS, 12)

    def sizeHint(self) -> QSize:
        return QSize(self.COLUMNS * 38, 2 * 38 - 2)

    def resizeEvent(self, event):
        self.setFixedHeight(2 * self._pitch() - 4)

    def paintEvent(self, event):
        painter = QPainter(self)
        pitch, side = self._pitch(), self._pitch() - 4
        for index in range(2 * self.COLUMNS):
            box = QRectF(index % self.COLUMNS * pitch, index // self.COLUMNS * pitch, side, side)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(box, 5, 5)
            if self.samples is None or index >= len(self.samples.x):
                continue
            picture = picture_image(self.samples.x[index], *self.range)
            # A pixel is a datum: never smoothed while it is enlarged.
            smooth = picture.width() > side * self.devicePixelRatioF()
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, smooth)
            painter.drawImage(box.adjusted(2, 2, -2, -2), picture)
