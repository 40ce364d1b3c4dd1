"""The records with the largest (or smallest) losses, as a gallery; a click chooses one everywhere."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.judged_answers import AnswersOfSplit, JudgedAnswers
from core.inspection.needs import Inputs, Snapshot
from core.inspection.record_losses import HardestRecords, RecordLosses
from gui.drawing.colour_bar import frame
from gui.drawing.pictures import short
from gui.drawing.thumbnails import picture_image
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.judged_plots import classes_of
from gui.widgets.switches import Segments

TILE, BELOW, MOST = 42, 16, 60
SORTED = ("worst first", "best first", "least sure", "by class")
SLOW = 1.5


class RecordTiles(QWidget):
    """Pictures (or numbers) in rows, each with what is true and what is answered."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.indices: list[int] = []
        self.words: list[tuple[str, bool]] = []
        self.selected, self.tips = -1, []
        self.setMouseTracking(True)
        self._pictures: dict[int, np.ndarray] = {}
        self._images: dict[int, QImage] = {}
        self._of, self._ends = None, (0.0, 1.0)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self._restyle)

    def _restyle(self):
        """Pictures are black on white or white on black, as the theme is."""
        self._images = {}
        self.update()

    def show_records(self, indices: list[int], words: list[tuple[str, bool]], selected: int,
                     tips: list[str]) -> None:
        """Records by their places in the split, with words below, whether the answer is wrong, and what is told of
        each under the pointer."""
        self.indices, self.words, self.selected, self.tips = indices, words, selected, tips
        self.setAccessibleName("; ".join(f"{index + 1}: {said}" for index, (said, _) in zip(indices, words,
                                                                                             strict=True)))
        self.update()

    def show_pictures(self, pictures: dict[int, np.ndarray], of: tuple, ends: tuple[float, float]) -> None:
        """The pixels that are known; `of` says what they are pictures of, `ends` what is black and white."""
        if of != self._of:
            self._of, self._images = of, {}
        self._pictures, self._ends = pictures, ends
        self.update()

    def _image(self, index: int) -> QImage:
        if index not in self._images:
            self._images[index] = picture_image(self._pictures[index], *self._ends)
        return self._images[index]

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(TILE + BELOW))

    @property
    def capacity(self) -> int:
        """How many find room."""
        side = theme.px(TILE)
        return max(self.width() // (side + 8), 1) * max(self.height() // (side + theme.px(BELOW) + 4), 1)

    def _box(self, place: int) -> QRectF:
        side = theme.px(TILE)
        across = max(self.width() // (side + 8), 1)
        pitch = self.width() / across
        return QRectF(place % across * pitch + (pitch - side) / 2, place // across * (side + theme.px(BELOW) + 4), side,
                      side)

    def mouseMoveEvent(self, event):
        here = next((place for place in range(min(len(self.tips), self.capacity))
                     if self._box(place).contains(event.position())), -1)
        self.setToolTip(plain(self.tips[here]) if here >= 0 else "")

    def mousePressEvent(self, event):
        for place, index in enumerate(self.indices[:self.capacity]):
            if self._box(place).contains(event.position()):
                self.chosen.emit(index)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(11, tabular=True))
        for place, (index, (said, wrong)) in enumerate(zip(self.indices[:self.capacity], self.words, strict=False)):
            box = self._box(place)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(box, 5, 5)
            if index in self._pictures:
                painter.drawImage(box.adjusted(3, 3, -3, -3), self._image(index))
            else:
                painter.setPen(theme.colour("muted"))
                painter.drawText(box, Qt.AlignmentFlag.AlignCenter, str(index + 1))
            if index == self.selected:
                frame(painter, box.adjusted(-1, -1, 1, 1))
            painter.setPen(theme.colour("negative_text" if wrong else "text"))
            below = QRectF(box.left() - 6, box.bottom() + 1, box.width() + 12, theme.px(BELOW))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, said)


@view
class HardestPanel(Panel):
    """The records of the validation split sorted by their loss, by how sure the answer is, or by class."""

    place = 15
    title = "Hardest records"
    short = "Hardest"
    question, glyph, usual = "wrong", "wrong_samples", False
    formula = r"L_i = L(y_i, t_i)"
    meaning = ("The records of the validation split by their loss: the worst are those that the network learns least "
               "of. Below each: what is true → what is answered. A click chooses one for every view.")
    minimum_height = 200
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.losses: RecordLosses | None = None
        self.answers: JudgedAnswers | None = None
        self.choice = Segments(tuple(map(tr, SORTED)), name=tr("Sorted by"), wraps=True)
        self.choice.chosen.connect(lambda _: self._show())
        self.tiles = RecordTiles()
        self.tiles.chosen.connect(lambda index: selection.choose_sample(self.split, index))
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.tiles, 1)
        selection.sample_changed.connect(self._show)

    @classmethod
    def accepts(cls, check, description):
        return check.judged is not None

    @property
    def _pictures_need(self) -> Inputs | None:
        found = self.document.description
        wanted = tuple(self.tiles.indices[:MOST])
        return Inputs(self.split, wanted) if found and found.inputs[0].type.is_picture and wanted else None

    def needs(self):
        more = {self._pictures_need: 3600.0} if self._pictures_need else {}
        return {HardestRecords(self.split): SLOW, AnswersOfSplit(self.split): SLOW} | more

    def draw(self, snapshot: Snapshot) -> None:
        pictures = snapshot.get(self._pictures_need) if self._pictures_need else None
        if pictures is not None and len(pictures) == len(self._pictures_need.indices):
            self._take_pictures(pictures)
        losses, answers = snapshot.get(HardestRecords(self.split)), snapshot.get(AnswersOfSplit(self.split))
        if losses is None and answers is None:
            return
        self.losses, self.answers = losses or self.losses, answers or self.answers
        self._show()

    def _take_pictures(self, pictures: np.ndarray) -> None:
        """Pictures of records never change: the tiles make those that are seen, each once."""
        found = self.document.description
        known = found.value_range if found else None
        ends = known or (float(np.min(pictures, initial=0.0)), float(np.max(pictures, initial=1e-9)))
        self.tiles.show_pictures(dict(zip(self._pictures_need.indices, pictures, strict=True)),
                                 (self.document.project.data, ends), ends)

    def _show(self) -> None:
        if self.losses is None or self.answers is None:
            return
        count = min(len(self.losses.losses), len(self.answers.outputs))
        true, said, sure = self._told(count)
        orders = (-self.losses.losses[:count], self.losses.losses[:count], sure, _ranks(true))
        order = np.lexsort((-self.losses.losses[:count], orders[self.choice.index]))[:MOST].tolist()
        wrong = np.array([one != other for one, other in zip(true, said, strict=True)], bool)
        words = [(f"{self._names(true[place])} → {self._names(said[place])}" if self.answers.shares is not None
                  else short(float(self.losses.losses[place])), bool(wrong[place])) for place in order]
        before = self.tiles.indices
        tips = [tr("record {n}: {loss}", n=place + 1, loss=f"L = {short(float(self.losses.losses[place]))}")
                + (f"\n{said}" if self.answers.shares is not None else "")
                for place, (said, _) in zip(order, words, strict=True)]
        self.tiles.show_records(order, words, self.selection.sample[1] if self.selection.sample[0] == self.split
                                else -1, tips)
        if self.answers.shares is not None:
            self.say(tr("{n} of {total} wrong", n=int(wrong.sum()), total=count))
        if order != before:
            self.needs_changed.emit()

    def _told(self, count: int) -> tuple[list[tuple[int, ...]], list[tuple[int, ...]], np.ndarray]:
        """The true and the answered classes of each record, and how sure the answer is; for amounts nothing is wrong.
        """
        shares, judged = self.answers.shares, self.document.judged
        if shares is None or len(shares) < count or judged is None:
            return [()] * count, [()] * count, -self.losses.losses[:count]
        marks = classes_of(self.answers.true, shares.shape[1])[:count]
        true, said = ([judged.task.named(row) for row in rows] for rows in (marks.astype(np.float64), shares[:count]))
        # Where each class answers for itself, the least sure one tells.
        sure = shares[:count].max(1) if judged.task.exclusive else np.abs(shares[:count] - 0.5).min(1)
        return true, said, sure

    def _names(self, places: tuple[int, ...]) -> str:
        judged = self.document.judged
        known = judged.classes if judged is not None else ()
        return ", ".join(known[place] if place < len(known) else str(place) for place in places) or "–"

    def table(self):
        if self.losses is None:
            return []
        return [("record", "loss"), *enumerate(self.losses.losses)]


def _ranks(classes: list[tuple[int, ...]]) -> np.ndarray:
    """The place of each among the different ones, in order."""
    order = {one: place for place, one in enumerate(sorted(set(classes)))}
    return np.array([order[one] for one in classes], np.int64)
