"""Before and after: some training pictures, and what the augmentation makes of them, another each time."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.augmentations.base import preview
from core.project.spec import Data
from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.translation import tr

COUNT, GAP, EVERY = 6, 4, 900
"""Pictures in a row, pixels between them, milliseconds between two lots."""


class AugmentationGallery(QWidget):
    """Asks in the background while it is seen; one question at a time."""

    def __init__(self, background):
        super().__init__()
        self.background = background
        self.data: Data | None = None
        self.before = self.after = np.zeros((0, 1, 1, 1))
        self.range = (0.0, 255.0)
        self.step = 0
        self._asked = False
        self.setProperty("clear", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Pictures before and after the augmentation"))
        self.setToolTip(tr("Above as the data have them, below as a step of training gets them"))
        self.timer = QTimer(self)
        self.timer.setInterval(EVERY)
        self.timer.timeout.connect(self.ask)
        theme.signals.changed.connect(self.update)

    def show_data(self, data: Data) -> None:
        """Show what the augmentation of these data does; nothing where there is none."""
        if data != self.data:
            self.data = data
            self.before = self.after = np.zeros((0, 1, 1, 1))
            self.ask()

    def ask(self) -> None:
        """Have another lot made."""
        if self._asked or self.data is None or not self.data.augmentation or not self.isVisible():
            return
        self._asked = True
        self.step += 1
        data, step = self.data, self.step
        self.background.run(lambda: changed(data, step), self._take, self._failed)

    def _take(self, found):
        self._asked = False
        self.before, self.after, self.range, of = found
        if of == self.data:
            self.update()
        else:
            self.ask()

    def _failed(self, _sentence):
        self._asked = False
        self.timer.stop()

    def showEvent(self, event):
        super().showEvent(event)
        self.timer.start()
        self.ask()

    def hideEvent(self, event):
        self.timer.stop()
        super().hideEvent(event)

    def _side(self) -> float:
        return max((self.width() - (COUNT - 1) * GAP) / COUNT, 8)

    def sizeHint(self) -> QSize:
        return QSize(COUNT * 38, 2 * 38)

    def resizeEvent(self, event):
        self.setFixedHeight(round(2 * self._side() + GAP))

    def paintEvent(self, event):
        painter = QPainter(self)
        side = self._side()
        for row, pictures in enumerate((self.before, self.after)):
            for place, picture in enumerate(pictures):
                image = picture_image(picture, *self.range)
                scale = side / max(image.width(), image.height())
                width, height = image.width() * scale, image.height() * scale
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, scale < 1)
                box = QRectF(place * (side + GAP) + (side - width) / 2, row * (side + GAP) + (side - height) / 2, width,
                             height)
                painter.drawImage(box, image)
        if not len(self.before):
            painter.setPen(theme.colour("muted"))
            painter.setFont(theme.font(12))
            painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, tr("Pictures before and after come in…"))


def changed(data: Data, step: int) -> tuple[np.ndarray, np.ndarray, tuple[float, float], Data]:
    """(some training pictures, the same as training would get them in a step, black and white of both, the data), all
    in the units of the data. Runs in a thread."""
    from core.data.prepare import prepare
    prepared = prepare(data)
    lot = np.random.default_rng(1).permutation(len(prepared.train))[:COUNT]
    raw = np.asarray(prepared.before_scaling("train", lot), np.float64)
    x, fitted = np.ascontiguousarray(prepared.train.x[lot], np.float32), prepared.fitted
    made = preview(data.augmentation, x, step, 0, float(prepared.train.x.min()), float(prepared.train.x.max()))
    span = prepared.description.value_range or (float(raw.min()), float(raw.max()))
    return raw, made.astype(np.float64) if fitted is None else fitted.undo(made), span, data
