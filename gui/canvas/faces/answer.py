"""The picture of the answer: one bar a class, or the values of a regression."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from gui.canvas.faces.base import Hit, SampleFace
from gui.canvas.painting.clip import Clip
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Block, Moment
from gui.drawing.pens import RIGHT, Ink, rounded, write
from gui.style import theme
from gui.text.number_text import amount, local
from gui.text.translation import tr

ROW_LEAST, ROW_MOST = 10.6, 22
"""Pixels from one class to the next: at least so many that a decimal comma stays clear of the figures below it."""
EDGE = 2
"""Pixels between the frame and the first and last class."""
LETTERS, BAR = 11, 6
"""Pixels of the letters and of the bars where there is just room."""


class AnswerLine(NamedTuple):
    """One row of an answer: its texts, how bold they are, the room left and right of the bar, whether it is the true
    class, and the bar: where it begins, how long it is, its colour."""

    name: str
    value: str
    bold: int
    left: float
    right: float
    true: bool
    begin: float
    length: float
    role: str


class Bars(SampleFace):
    """The answer: one bar a class, ▶ before each true class, what is answered in bold. A regression shows values."""

    kind = "bars"

    def __init__(self, block: Block):
        super().__init__(block)
        self.target, self.given, self.some = None, None, False
        self.true: tuple[int, ...] = ()
        self.answered: tuple[int, ...] = ()
        self.shown: list[int] = []
        self._lines: tuple[AnswerLine, ...] = ()
        self._clip: Clip | None = None
        facts = block.asked
        self.task = None if facts is None or facts.task.measured else facts.task
        self.measured = self.task is None
        self.names = () if facts is None else facts.columns if self.measured else facts.classes

    def feed(self, moment: Moment) -> bool:
        changed = super().feed(moment)
        if changed and moment.sample is not None:
            sample, facts = moment.sample, self.block.asked
            self.target = sample.targets.get(facts.name) if facts is not None else None
            self.given = sample.answers.get(self.block.id)
        return changed

    def prepare(self, place: Place, ink: Ink) -> None:
        outputs = (self.values if self.given is None else self.given).ravel()
        if not self.measured and outputs.size == 1 and self.task.exclusive:
            outputs = np.array([1 - outputs[0], outputs[0]])
        self.outputs = outputs
        truth = np.ravel(self.target) if self.target is not None else np.zeros(0)
        likely = not self.measured and bool((outputs >= -1e-6).all() and (outputs <= 1 + 1e-6).all())
        self.likely, self.limit = likely, 1.0 if likely else float(np.nanmax(np.abs(outputs), initial=0.0)) or 1.0
        self.true = self.answered = ()
        if not self.measured:
            self.answered = self.task.named(outputs, 0.5 if likely else 0.0)
            number = truth.size == 1 and self.task.exclusive  # of the class, in place of a mark for each
            self.true = (int(truth[0]),) if number else self.task.named(truth)
        most = int((place.picture.h - 2 * EDGE) / (ROW_LEAST * ink.scale))
        self.shown = self._strongest(most)
        self.words = self._true_words(truth)
        self.some = len(self.shown) < outputs.size
        if self.some:
            self.words = tr("{shown} likeliest of {all}", shown=len(self.shown), all=outputs.size)
            self.shorter = tr("{shown} of {all}", shown=len(self.shown), all=outputs.size),
        self._lines = self.lines(place, ink)

    def _true_words(self, truth) -> str:
        if not self.measured and truth.size:
            return tr("true class") if self.true else tr("true: none of them")
        values = ", ".join(amount(float(value)) for value in truth[:3])
        return tr("true: {values}", values=values) if truth.size else ""

    def _strongest(self, most: int) -> list[int]:
        if self.outputs.size <= most:
            return list(range(self.outputs.size))
        ranked = [int(number) for number in np.argsort(-np.nan_to_num(self.outputs))]
        kept = [*self.true, *(number for number in ranked if number not in self.true)]
        return sorted(kept[:most])

    def rows(self, place: Place) -> list[Box]:
        """One line a class."""
        inner = Box(place.picture.x + 5, place.picture.y + EDGE, place.picture.w - 10, place.picture.h - 2 * EDGE)
        step = min(inner.h / max(len(self.shown), 1), theme.px(ROW_MOST) * self.growth(place) ** 2)
        top = inner.y + (inner.h - step * len(self.shown)) / 2
        return [Box(inner.x, top + index * step, inner.w, step) for index in range(len(self.shown))]

    def name(self, number: int) -> str:
        """A class or an output by its name."""
        if number < len(self.names):
            return self.names[number]
        return tr("value") if self.measured and self.outputs.size == 1 else str(number + (1 if self.measured else 0))

    def number(self, value: float) -> str:
        """A share in percent where outputs are probabilities, else the value."""
        if not self.likely:
            return amount(value) if self.measured else pictures.short(value)
        percent = value * 100
        whole = percent < 0.05 or percent > 99.95 or percent == round(percent)
        return local(f"{percent:.0f} %" if whole else f"{percent:.1f} %")

    def freshen(self, place: Place, ink: Ink) -> list[Box]:
        before, words = self._lines, self.words
        self.make(place, ink, self.ratio)
        if self.words != words or len(before) != len(self._lines):
            return [self.reach(place)]
        rows = self.rows(place)
        return [_letters(row) for row, old, new in zip(rows, before, self._lines, strict=True) if old != new]

    def lines(self, place: Place, ink: Ink) -> tuple[AnswerLine, ...]:
        """What stands in each row."""
        names = [self.name(number) for number in self.shown]
        size = self._letter_size(place)
        left = min(max((ink.width(name, size, 600) for name in names), default=8), place.picture.w * 0.4) + 14
        texts = [self.number(float(self.outputs[number])) for number in self.shown]
        widest = texts if self.measured else ["99.9 %"]
        right = max(*(ink.width(text, size, 600, True) for text in widest), 30) + 4
        room, found = place.picture.w - 10 - left - right - 3, []
        for number, name, text in zip(self.shown, names, texts, strict=True):
            bold = 600 if number in self.answered else 400
            found.append(AnswerLine(ink.elided(name, left - 13, size, bold), text, bold, left, right,
                                    number in self.true, *self._filled(number, room)))
        return tuple(found)

    def _letter_size(self, place: Place) -> int:
        """Pixels of the letters: larger where both the frame and the rows leave room for it."""
        step = (place.picture.h - 2 * EDGE) / max(len(self.shown), 1)
        return round(LETTERS * max(min(self.growth(place), step / theme.px(ROW_MOST)), 1.0))

    def paint_picture(self, painter: QPainter, place: Place, ink: Ink, clip: Clip) -> None:
        self._clip = clip
        super().paint_picture(painter, place, ink, clip)
        self._clip = None

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        for line, row in zip(self._lines, self.rows(place), strict=True):
            if self._clip is None or self._clip.touches(_letters(row)):
                self._paint_line(painter, line, row, ink, self._letter_size(place))

    def _paint_line(self, painter: QPainter, line: AnswerLine, row: Box, ink: Ink, size: int) -> None:
        pen = ink.pen("text" if line.bold == 600 else "muted")
        words = _letters(row)
        label = words._replace(x=row.x + 12, w=line.left - 14)
        write(painter, label, line.name, ink.font(size, line.bold, True), pen, RIGHT)
        write(painter, words, line.value, ink.font(size, line.bold, True), pen, RIGHT)
        thick = round(BAR * size / LETTERS)
        track = Box(row.x + line.left + 3, row.cy - thick / 2, row.w - line.left - line.right - 3, thick)
        rounded(painter, track, 2, None, ink.brush("hover"))
        if line.length:
            rounded(painter, Box(track.x + line.begin, track.y, line.length, track.h), 2, None, ink.brush(line.role))
        if line.true:
            self.arrow(painter, row.x + 1, row.cy, ink)

    def _filled(self, number: int, room: float) -> tuple[float, float, str]:
        """(where, how long, colour) of a bar in so many pixels, in quarters of a pixel; no length where there is no
        number."""
        value = float(self.outputs[number]) / self.limit
        if not np.isfinite(value) or room <= 2:
            return 0.0, 0.0, ""
        if self.likely:
            begin, length = 0.0, max(room * min(max(value, 0), 1), 1.5)
        else:
            length = max(abs(value) * room / 2, 1)
            begin = room / 2 if value >= 0 else room / 2 - length
        role = "accent" if value >= 0 else "negative"
        return (round(begin * 4) / 4, round(length * 4) / 4,
                role if number in self.answered or not self.likely else "muted")

    @staticmethod
    def arrow(painter: QPainter, x: float, y: float, ink: Ink) -> None:
        """▶, drawn: it marks the true class."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("text"))
        painter.drawPolygon(QPolygonF([QPointF(x, y - 4), QPointF(x + 7, y), QPointF(x, y + 4)]))

    def caption(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if self.true and not self.some and self.ready():
            self.arrow(painter, place.caption.x + 1, place.caption.cy, ink)
            place = place._replace(caption=place.caption.moved(13, 0))
        super().caption(painter, place, ink)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.values is None or self.stale:
            return None
        for number, row in zip(self.shown, self.rows(place), strict=True):
            if row.contains(x, y):
                name, value = self.name(number), self.number(float(self.outputs[number]))
                line = tr("probability {value}", value=value) if self.likely else tr("value {value}", value=value)
                if self.measured:
                    return Hit(tr("Output {name}", name=name), (line,), row, number)
                marks = [tr("true class")] * (number in self.true) + [tr("the answer")] * (number in self.answered)
                return Hit(tr("Class {name}", name=name), (" · ".join((line, *marks)),), row, number)
        return None


def _letters(row: Box) -> Box:
    """Where the letters of a row lie: a little beyond it where rows are low."""
    return row._replace(y=row.y - 2, h=row.h + 4)
