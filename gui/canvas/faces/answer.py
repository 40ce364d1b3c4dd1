"""Pictures with words: the data block's picture or row, and the answer with one bar a class."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPolygonF

from gui.canvas.faces.base import Hit, SampleFace
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Block, Moment, column_name, picture_words, type_word
from gui.drawing.pens import LEFT, RIGHT, Ink, Sheet, rounded, write
from gui.style import theme
from gui.text.number_text import amount, local
from gui.text.translation import tr

ROW_LEAST, ROW_MOST = 10.6, 22
"""Pixels from one class to the next: at least so many that a decimal comma stays clear of the figures below it."""
EDGE = 2
"""Pixels between the frame and the first and last class."""
NAMED_ROW = 15


class InputPicture(SampleFace):
    """The chosen picture as the data has it: grey or colour, every pixel a square."""

    kind = "picture"
    sheet: Sheet | None = None

    def __init__(self, block: Block):
        super().__init__(block)
        self.scaled: np.ndarray | None = None

    def feed(self, moment: Moment) -> bool:
        if moment.sample_need is not None:
            need = moment.sample_need
            self.words = picture_words(need.split, need.index, type_word(self.block.type))
        found = moment.raw(self.block)
        self.scaled = moment.output(self.block)
        if found is self.values:
            return False
        self.values, self.stale = found, True
        return True

    def prepare(self, place: Place, ink: Ink) -> None:
        values = np.asarray(self.values, np.float32)
        low, high = min(float(values.min()), 0.0), max(float(values.max()), 1e-9)
        levels = pictures.indices(values - low, high - low or 1.0, False)
        if levels.shape[-1] == 3:
            wide = levels.astype(np.uint32)
            colours = pictures.OPAQUE | wide[..., 0] << 16 | wide[..., 1] << 8 | wide[..., 2]
        else:
            colours = ink.grey[levels[..., 0]]
        self.sheet = Sheet(colours)

    def target(self, place: Place) -> Box:
        """The picture, as large as fits, in the middle of the frame."""
        inner, (height, width) = self.inner(place), self.sheet.colours.shape
        side = min(inner.w / width, inner.h / height)
        return Box(inner.x + (inner.w - width * side) / 2, inner.y + (inner.h - height * side) / 2,
                   width * side, height * side)

    def frame(self, painter: QPainter, place: Place, ink: Ink) -> None:
        rounded(painter, place.picture, 7, ink.pen("line"), ink.brush("zero"))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        self.sheet.stretch(painter, self.target(place))

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.sheet is None or self.values is None:
            return None
        target = self.target(place)
        height, width = self.values.shape[:2]
        side = target.w / width
        column, row = int((x - target.x) // side), int((y - target.y) // side)
        if not (0 <= column < width and 0 <= row < height):
            return None
        raw = ", ".join(pictures.short(float(value)) for value in np.atleast_1d(self.values[row, column]))
        lines = [tr("value {value}", value=raw)]
        if self.scaled is not None and not np.array_equal(self.scaled, self.values):
            value = ", ".join(pictures.short(float(value)) for value in np.atleast_1d(self.scaled[row, column]))
            lines.append(tr("scaled to {value}", value=value))
        box = Box(target.x + column * side, target.y + row * side, side, side)
        title = tr("Pixel in row {row}, column {column}", row=row + 1, column=column + 1)
        return Hit(title, tuple(lines), box.grown(3), row * width + column)


class InputValues(InputPicture):
    """The chosen row of a table: every column by name, its value, and a bar for the scaled value."""

    kind = "values"

    def prepare(self, place: Place, ink: Ink) -> None:
        """Nothing to make: words and bars are drawn as they are."""

    def rows(self, place: Place) -> list[Box]:
        """One line a column; what does not fit is left to the hover card."""
        inner = place.picture.grown(-8)
        count = min(self.block.shape[0], int(inner.h // theme.px(NAMED_ROW)))
        step = min(inner.h / max(count, 1), theme.px(26))
        return [Box(inner.x, inner.y + index * step, inner.w, step) for index in range(count)]

    def frame(self, painter: QPainter, place: Place, ink: Ink) -> None:
        rounded(painter, place.picture, 7, ink.pen("line"), ink.brush("panel"))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        scaled = self.values if self.scaled is None else self.scaled
        limit = float(np.nanmax(np.abs(scaled), initial=0.0)) or 1.0
        for index, row in enumerate(self.rows(place)):
            value = amount(float(self.values[index]))
            if ink.width(value, 11) > row.w * 0.6:
                value = pictures.short(float(self.values[index]))
            room = row.w - ink.width(value, 11) - 8
            name = ink.elided(column_name(self.block, index), room, 11)
            write(painter, row, name, ink.font(11), ink.pen("muted"), LEFT)
            write(painter, row, value, ink.font(11, 500, True), ink.pen("text"), RIGHT)
            length = abs(float(scaled[index])) / limit * row.w / 2
            if np.isfinite(length):
                left = row.cx - length if scaled[index] < 0 else row.cx
                role = "negative" if scaled[index] < 0 else "positive"
                rounded(painter, Box(left, row.bottom - 2, length, 2), 1, None, ink.brush(role))

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.values is None:
            return None
        for index, row in enumerate(self.rows(place)):
            if row.contains(x, y):
                lines = [tr("value {value}", value=amount(float(self.values[index])))]
                if self.scaled is not None:
                    lines.append(tr("scaled to {value} (the bar)", value=pictures.short(float(self.scaled[index]))))
                return Hit(column_name(self.block, index), tuple(lines), row, index)
        return None


class Bars(SampleFace):
    """The answer: one bar a class, ▶ before the true class, the answer in bold. A regression shows values."""

    kind = "bars"

    def __init__(self, block: Block):
        super().__init__(block)
        self.target, self.given, self.truth, self.some = None, None, -1, False
        facts = block.asked
        self.measured = facts is None or facts.task.measured
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
        if not self.measured and outputs.size == 1:
            outputs = np.array([1 - outputs[0], outputs[0]])
        self.outputs = outputs
        self.answer = int(np.argmax(np.nan_to_num(outputs, nan=-np.inf))) if outputs.size else 0
        truth = np.ravel(self.target) if self.target is not None else np.zeros(0)
        self.truth = -1
        if not self.measured and truth.size:
            self.truth = int(truth[0]) if truth.size == 1 else int(truth.argmax())
        likely = not self.measured and bool((outputs >= -1e-6).all() and (outputs <= 1 + 1e-6).all())
        self.likely, self.limit = likely, 1.0 if likely else float(np.nanmax(np.abs(outputs), initial=0.0)) or 1.0
        most = int((place.picture.h - 2 * EDGE) / (ROW_LEAST * ink.scale))
        self.shown = self._strongest(most)
        self.words = tr("true class") if self.truth >= 0 else self._true_values(truth)
        self.some = len(self.shown) < outputs.size
        if self.some:
            self.words = tr("{shown} likeliest of {all}", shown=len(self.shown), all=outputs.size)

    def _true_values(self, truth) -> str:
        values = ", ".join(amount(float(value)) for value in truth[:3])
        return tr("true: {values}", values=values) if truth.size else ""

    def _strongest(self, most: int) -> list[int]:
        if self.outputs.size <= most:
            return list(range(self.outputs.size))
        ranked = list(np.argsort(-np.nan_to_num(self.outputs)))
        kept = ranked[:most - 1] + ([self.truth] if self.truth not in ranked[:most - 1] and self.truth >= 0
                                    else ranked[most - 1:most])
        return sorted(int(number) for number in kept)

    def rows(self, place: Place) -> list[Box]:
        """One line a class."""
        inner = Box(place.picture.x + 5, place.picture.y + EDGE, place.picture.w - 10, place.picture.h - 2 * EDGE)
        step = min(inner.h / max(len(self.shown), 1), theme.px(ROW_MOST))
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

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        names = [self.name(number) for number in self.shown]
        left = min(max((ink.width(name, 11, 600) for name in names), default=8), place.picture.w * 0.4) + 14
        texts = [self.number(float(self.outputs[number])) for number in self.shown] if self.measured else ["99.9 %"]
        right = max(*(ink.width(text, 11, 600, True) for text in texts), 30) + 4
        for number, name, row in zip(self.shown, names, self.rows(place), strict=True):
            bold = 600 if number == self.answer and not self.measured else 400
            pen = ink.pen("text" if bold == 600 else "muted")
            label = Box(row.x + 12, row.y, left - 14, row.h)
            write(painter, label, ink.elided(name, label.w + 1, 11, bold), ink.font(11, bold, True), pen, RIGHT)
            write(painter, row, self.number(float(self.outputs[number])), ink.font(11, bold, True), pen, RIGHT)
            self._bar(painter, Box(row.x + left + 3, row.cy - 3, row.w - left - right - 3, 6), number, ink)
            if number == self.truth:
                self.arrow(painter, row.x + 1, row.cy, ink)

    def _bar(self, painter: QPainter, box: Box, number: int, ink: Ink) -> None:
        rounded(painter, box, 2, None, ink.brush("hover"))
        value = float(self.outputs[number]) / self.limit
        if not np.isfinite(value) or box.w <= 2:
            return
        if self.likely:
            filled = Box(box.x, box.y, max(box.w * min(max(value, 0), 1), 1.5), box.h)
        else:
            length = max(abs(value) * box.w / 2, 1)
            filled = Box(box.cx if value >= 0 else box.cx - length, box.y, length, box.h)
        role = "accent" if value >= 0 else "negative"
        rounded(painter, filled, 2, None, ink.brush(role if number == self.answer or not self.likely else "muted"))

    @staticmethod
    def arrow(painter: QPainter, x: float, y: float, ink: Ink) -> None:
        """▶, drawn: it marks the true class."""
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("text"))
        painter.drawPolygon(QPolygonF([QPointF(x, y - 4), QPointF(x + 7, y), QPointF(x, y + 4)]))

    def caption(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if self.truth >= 0 and not self.some and self.ready():
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
                marks = [tr("true class")] * (number == self.truth) + [tr("the answer")] * (number == self.answer)
                return Hit(tr("Class {name}", name=name), (" · ".join((line, *marks)),), row, number)
        return None
