"""The mean picture of every class, how much its pictures differ, and some of them."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.exploration.class_pictures import ClassPictures, PicturesOfClasses
from core.inspection.needs import Snapshot
from gui.drawing.colour_bar import frame
from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.plain_text import plain
from gui.text.translation import counted, tr
from gui.views.base import ONCE, Panel, view
from gui.views.ledger import scrolled

TILE, GAP, NAMES, HEAD = 38, 5, 72, 18
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


class ClassRows(QWidget):
    """A row a class: its name and count, mean, deviation, then samples; a click chooses one of these."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.classes: tuple[ClassPictures, ...] = ()
        self.selected = -1
        self._pictures: list[list[QImage]] = []
        self._range = (0.0, 1.0)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.signals.changed.connect(self._paint_pictures)

    def show_classes(self, classes: tuple[ClassPictures, ...], value_range: tuple[float, float]) -> None:
        """Other classes; `value_range` is black and white."""
        self.classes, self._range = classes, value_range
        self.setAccessibleName("; ".join(words_of(one) for one in classes))
        self._paint_pictures()
        self.updateGeometry()

    def select(self, index: int) -> None:
        """Frame the sample at a place of the split."""
        self.selected = index
        self.update()

    def _paint_pictures(self):
        low, high = self._range
        most = max((float(one.deviation.max()) for one in self.classes), default=1.0) or 1.0
        self._pictures = [[picture_image(one.mean, low, high), picture_image(one.deviation, 0, most),
                           *(picture_image(sample.astype(np.float64), low, high) for sample in one.samples)]
                          for one in self.classes]
        self.update()

    def _high(self) -> int:
        return theme.px(TILE) + GAP

    def sizeHint(self) -> QSize:
        return QSize(200, theme.px(HEAD) + self._high() * len(self.classes))

    def minimumSizeHint(self) -> QSize:
        return QSize(200, self.sizeHint().height())

    def box(self, row: int, place: int) -> QRectF:
        """Where a picture stands: place 0 is the mean, 1 the deviation, samples follow."""
        side = theme.px(TILE)
        left = theme.px(NAMES) + place * (side + GAP) + (GAP * 2 if place > 1 else 0)
        return QRectF(left, theme.px(HEAD) + row * self._high(), side, side)

    def at(self, position) -> tuple[int, int] | None:
        """(row, place) of the picture there."""
        return next(((row, place) for row, pictures in enumerate(self._pictures) for place in range(len(pictures))
                     if self.box(row, place).contains(position)), None)

    def mousePressEvent(self, event):
        found = self.at(event.position())
        if found is not None and found[1] > 1:
            self.chosen.emit(int(self.classes[found[0]].indices[found[1] - 2]))

    def mouseMoveEvent(self, event):
        row = int((event.position().y() - theme.px(HEAD)) // self._high())
        self.setToolTip(plain(words_of(self.classes[row])) if 0 <= row < len(self.classes) else "")

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._heads(painter)
        for row, (one, pictures) in enumerate(zip(self.classes, self._pictures, strict=True)):
            self._name(painter, row, one)
            for place, picture in enumerate(pictures):
                box = self.box(row, place)
                if box.right() > self.width():
                    break
                # A pixel is a datum: never smoothed while it is enlarged.
                painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform,
                                      picture.width() > box.width() * self.devicePixelRatioF())
                painter.drawImage(box, picture)
                if place > 1 and one.indices[place - 2] == self.selected:
                    frame(painter, box.adjusted(-1, -1, 1, 1))

    def _heads(self, painter) -> None:
        painter.setFont(theme.font(11))
        painter.setPen(theme.colour("muted"))
        if self.classes:
            for place, word in enumerate((tr("mean"), "±", tr("samples"))):
                box = self.box(0, place)
                wide = box.width() if place < 2 else self.width() - box.left()
                painter.drawText(QRectF(box.left(), 0, wide, theme.px(HEAD) - 4), LEFT if place > 1
                                 else Qt.AlignmentFlag.AlignCenter, word)

    def _name(self, painter, row: int, one: ClassPictures) -> None:
        box, wide = self.box(row, 0), theme.px(NAMES) - 8
        for half, (words, role, weight) in enumerate(((one.name or tr("all"), "text", 600),
                                                      (grouped(one.count), "muted", 400))):
            painter.setFont(theme.font(12 - half, weight, tabular=True))
            painter.setPen(theme.colour(role))
            line = QRectF(0, box.top() + half * box.height() / 2, wide, box.height() / 2)
            painter.drawText(line, LEFT, painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, wide))


def words_of(one: ClassPictures) -> str:
    """A class in words."""
    return f"{one.name or tr('all')}: {counted(one.count, '{n} picture', '{n} pictures', n=grouped(one.count))}"


@view
class ClassPicturesPanel(Panel):
    """Means and samples of the training pictures by class."""

    place = 33
    title = "Pictures by class"
    question, glyph, usual = "data", "picture", False
    formula = r"\bar{x} = \frac{1}{n} \sum x_i, \quad s^2 = \frac{1}{n} \sum (x_i - \bar{x})^2"
    meaning = ("The mean of all training pictures of a class, how much they differ at each place (±, bright where they "
               "differ most), and some of them. Classes whose means look alike will be taken for each other.")
    minimum_height = 220
    share = 28

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: tuple[ClassPictures, ...] = ()
        self.rows = ClassRows()
        self.rows.chosen.connect(lambda index: selection.choose_sample("train", index))
        selection.sample_changed.connect(self._select)
        self.body.addWidget(scrolled(self.rows), 1)

    @classmethod
    def accepts(cls, check, description):
        return description.input_type.is_picture

    def needs(self):
        return {PicturesOfClasses(): ONCE}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(PicturesOfClasses())
        if found is None:
            return
        self.found = found
        known = self.document.description.value_range if self.document.description else None
        ends = known or (min(float(one.samples.min()) for one in found), max(float(one.samples.max()) for one in found))
        self.rows.show_classes(found, ends)
        self._select()
        self.say(counted(len(found), "{n} class of the training part", "{n} classes of the training part"))

    def _select(self) -> None:
        split, index = self.selection.sample
        self.rows.select(index if split == "train" else -1)

    def table(self):
        return [("class", "pictures", "mean", "deviation"),
                *((one.name, one.count, float(one.mean.mean()), float(one.deviation.mean()))
                  for one in self.found)] if self.found else []
