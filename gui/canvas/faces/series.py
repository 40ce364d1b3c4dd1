"""The picture of a series: moments from left to right, features from top to bottom; tokens by their names.

In a score all pictures stand over one axis of steps, so it fills its place.
"""

import numpy as np
from PySide6.QtGui import QPainter

from gui.canvas.faces.base import Hit, SampleFace, formula
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import column_name, picture_words, type_word
from gui.drawing.pens import CENTRE, Ink, Sheet, write
from gui.text.translation import counted, tr

ROOM_FOR_NUMBERS = 14
"""Pixels of a cell from which on the number of a token stands in it."""


class Series(SampleFace):
    """A strip with a column for each moment."""

    kind = "series"
    sheet: Sheet | None = None
    sample: tuple[str, int] | None = None
    """Split and number of the sample whose values these are, for one that comes in."""

    def feed(self, moment) -> bool:
        changed = super().feed(moment)
        if self.block.layer is None and moment.sample_need is not None:
            self.sample = moment.sample_need.split, moment.sample_need.index
            self.words = picture_words(*self.sample, type_word(self.block.type))
        return changed

    def prepare(self, place: Place, ink: Ink) -> None:
        grid = self.grid()
        pooled = 1
        while place.pitch and grid.shape[0] > max(self.inner(place).h * self.ratio, 8):
            grid = _halved(grid)
            pooled *= 2
        levels, colours = self.levels(grid[:, :self.seen(place)], ink)
        self.sheet = Sheet(colours[levels])
        if place.pitch:
            self.words, self.shorter = self.score_words(place, pooled), (self.range.dense(),)
        elif self.block.layer is not None:
            self.words = counted(self.block.type.shape[0], "{n} moment · {range}", "{n} moments · {range}",
                                 range=self.range.words())
            self.shorter = self.range.dense(),

    def score_words(self, place: Place, pooled: int) -> str:
        """The line below a strip of a score."""
        rows = self.values.reshape(self.values.shape[0], -1).shape[1]
        words = counted(rows, "{n} number a step · {range}", "{n} numbers a step · {range}", range=self.range.words())
        if pooled > 1:
            words = tr("each line the mean of {n} · {words}", n=pooled, words=words)
        return words

    def seen(self, place: Place) -> int:
        """How many steps have room."""
        steps = self.values.shape[0]
        return min(round(place.picture.w / place.pitch), steps) if place.pitch else steps

    def step_at(self, place: Place, x: float) -> int:
        step = int((x - place.picture.x) // place.pitch) if place.pitch else -1
        return step if self.values is not None and 0 <= step < self.seen(place) else -1

    def name(self, token: int) -> str:
        """A token as it is called, or its number."""
        names = self.block.port.tokens if self.block.port is not None else ()
        return names[token] if 0 <= token < len(names) else str(token)

    def grid(self) -> np.ndarray:
        """The values as (features, moments)."""
        return self.values.reshape(self.values.shape[0], -1).T

    def inner(self, place: Place) -> Box:
        return place.picture if place.pitch else super().inner(place)

    def target(self, place: Place) -> Box:
        """Where the strip lies: as wide as the frame, cells at most twice as high as wide."""
        inner, (rows, columns) = self.inner(place), self.sheet.colours.shape
        if place.pitch:
            return inner
        high = min(inner.h, 2 * inner.w / columns * rows)
        return Box(inner.x, inner.y + (inner.h - high) / 2, inner.w, high)

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        target = self.target(place)
        self.sheet.stretch(painter, target)
        wide, rows = target.w / self.seen(place), self.sheet.colours.shape[0]
        if self.block.type.is_tokens and rows == 1 and wide >= ROOM_FOR_NUMBERS:
            for moment, token in enumerate(self.values.ravel()[:self.seen(place)]):
                write(painter, Box(target.x + moment * wide, target.y, wide, target.h), self.name(int(token)),
                      ink.font(11), ink.pen("text"), CENTRE)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.sheet is None or self.values is None:
            return None
        target, (rows, columns) = self.target(place), self.sheet.colours.shape
        wide, high = target.w / columns, target.h / rows
        moment, feature = int((x - target.x) // wide), int((y - target.y) // high)
        if not (0 <= moment < columns and 0 <= feature < rows):
            return None
        lines = self.grid()
        feature = feature * lines.shape[0] // rows
        value = float(lines[feature, moment])
        name = column_name(self.block, feature) if self.block.layer is None else tr("feature {n}", n=feature + 1)
        box = Box(target.x + moment * wide, target.y + feature * high, wide, high)
        if self.block.type.is_tokens:
            return Hit(tr("moment {n}", n=moment + 1), (tr("token {n}", n=self.name(int(value))),), box.grown(3),
                       feature)
        return Hit(tr("{block}, moment {moment} of {moments}", block=self.block.title, moment=moment + 1,
                      moments=columns),
                   (f"{name}: {pictures.short(value)}", formula(self.block)), box.grown(3), feature)


def step_box(place: Place, step: int) -> Box:
    """The column of a step in a score."""
    return Box(place.picture.x + step * place.pitch, place.picture.y, place.pitch, place.picture.h)


def _halved(grid: np.ndarray) -> np.ndarray:
    """The mean of every two rows; a last one without a neighbour stays."""
    pairs = grid[:len(grid) // 2 * 2].reshape(-1, 2, grid.shape[1]).mean(1)
    return pairs if len(grid) % 2 == 0 else np.concatenate([pairs, grid[-1:]])
