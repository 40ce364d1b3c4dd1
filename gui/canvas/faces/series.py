"""The picture of a series: moments from left to right, features from top to bottom; tokens by their numbers."""

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

    def feed(self, moment) -> bool:
        changed = super().feed(moment)
        if self.block.layer is None and moment.sample_need is not None:
            self.words = picture_words(moment.sample_need.split, moment.sample_need.index, type_word(self.block.type))
        return changed

    def prepare(self, place: Place, ink: Ink) -> None:
        levels, colours = self.levels(self.grid(), ink)
        self.sheet = Sheet(colours[levels])
        if self.block.layer is not None:
            self.words = counted(self.block.type.shape[0], "{n} moment · {range}", "{n} moments · {range}",
                                 range=self.range.words())
            self.shorter = self.range.dense(),

    def grid(self) -> np.ndarray:
        """The values as (features, moments)."""
        return self.values.reshape(self.values.shape[0], -1).T

    def target(self, place: Place) -> Box:
        """Where the strip lies: as wide as the frame, cells at most twice as high as wide."""
        inner, (rows, columns) = self.inner(place), self.sheet.colours.shape
        high = min(inner.h, 2 * inner.w / columns * rows)
        return Box(inner.x, inner.y + (inner.h - high) / 2, inner.w, high)

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        target = self.target(place)
        self.sheet.stretch(painter, target)
        wide, rows = target.w / self.values.shape[0], self.sheet.colours.shape[0]
        if self.block.type.is_tokens and rows == 1 and wide >= ROOM_FOR_NUMBERS:
            for moment, token in enumerate(self.values.ravel()):
                write(painter, Box(target.x + moment * wide, target.y, wide, target.h), str(int(token)), ink.font(11),
                      ink.pen("text"), CENTRE)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.sheet is None or self.values is None:
            return None
        target, (rows, columns) = self.target(place), self.sheet.colours.shape
        wide, high = target.w / columns, target.h / rows
        moment, feature = int((x - target.x) // wide), int((y - target.y) // high)
        if not (0 <= moment < columns and 0 <= feature < rows):
            return None
        value = float(self.grid()[feature, moment])
        name = column_name(self.block, feature) if self.block.layer is None else tr("feature {n}", n=feature + 1)
        box = Box(target.x + moment * wide, target.y + feature * high, wide, high)
        if self.block.type.is_tokens:
            return Hit(tr("moment {n}", n=moment + 1), (tr("token {n}", n=int(value)),), box.grown(3), feature)
        return Hit(tr("{block}, moment {moment} of {moments}", block=self.block.title, moment=moment + 1,
                      moments=columns),
                   (f"{name}: {pictures.short(value)}", formula(self.block)), box.grown(3), feature)
