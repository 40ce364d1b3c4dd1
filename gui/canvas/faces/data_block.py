"""The pictures of the data block: the chosen picture itself, or the chosen row of a table with its columns."""

import numpy as np
from PySide6.QtGui import QPainter

from gui.canvas.faces.base import Hit, SampleFace
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Block, Moment, column_name, picture_words, type_word
from gui.drawing.pens import LEFT, RIGHT, Ink, Sheet, rounded, write
from gui.style import theme
from gui.text.number_text import amount
from gui.text.translation import tr

NAMED_ROW, LETTERS = 15, 11
"""Pixels of a row with the name of a column, and of its letters, where there is just room."""


class InputPicture(SampleFace):
    """The chosen picture as the data has it: grey or colour, every pixel a square."""

    kind = "picture"
    ground = "zero"
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
    ground = "panel"

    def prepare(self, place: Place, ink: Ink) -> None:
        """Nothing to make: words and bars are drawn as they are."""

    def rows(self, place: Place) -> list[Box]:
        """One line a column; what does not fit is left to the hover card."""
        inner = place.picture.grown(-8)
        count = min(self.block.shape[0], int(inner.h // theme.px(NAMED_ROW)))
        growth = self.growth(place)
        step = min(inner.h / max(count, 1), theme.px(26) * growth * 1.2)
        inner = inner._replace(y=inner.y + (inner.h - step * count) / 2) if growth > 1 else inner
        return [Box(inner.x, inner.y + index * step, inner.w, step) for index in range(count)]

    def frame(self, painter: QPainter, place: Place, ink: Ink) -> None:
        rounded(painter, place.picture, 7, ink.pen("line"), ink.brush("panel"))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        scaled = self.values if self.scaled is None else self.scaled
        limit = float(np.nanmax(np.abs(scaled), initial=0.0)) or 1.0
        rows = self.rows(place)
        size = round(LETTERS * max(min(self.growth(place), rows[0].h / theme.px(NAMED_ROW)), 1.0)) if rows else LETTERS
        thick = round(2 * size / LETTERS)
        for index, row in enumerate(rows):
            value = amount(float(self.values[index]))
            if ink.width(value, size) > row.w * 0.6:
                value = pictures.short(float(self.values[index]))
            room = row.w - ink.width(value, size) - 8
            name = ink.elided(column_name(self.block, index), room, size)
            write(painter, row, name, ink.font(size), ink.pen("muted"), LEFT)
            write(painter, row, value, ink.font(size, 500, True), ink.pen("text"), RIGHT)
            length = abs(float(scaled[index])) / limit * row.w / 2
            if np.isfinite(length):
                left = row.cx - length if scaled[index] < 0 else row.cx
                role = "negative" if scaled[index] < 0 else "positive"
                rounded(painter, Box(left, row.bottom - thick, length, thick), 1, None, ink.brush(role))

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
