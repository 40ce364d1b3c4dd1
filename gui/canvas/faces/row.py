"""Pictures of rows of numbers: a flattened picture line by line, and one cell a unit."""

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter

from gui.canvas.faces.base import Hit, SampleFace, formula
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import column_name
from gui.drawing.pens import Ink, Sheet
from gui.text.translation import counted, tr


class Lines(SampleFace):
    """A picture laid out as one row, wrapped line by line."""

    kind = "lines"
    sheet: Sheet | None = None
    columns = 1

    def prepare(self, place: Place, ink: Ink) -> None:
        levels, colours = self.levels(self.values, ink)
        inner = self.inner(place)
        before = self.block.input_types[0] if self.block.input_types else None
        self.columns = pictures.line_length(levels.size, inner.w, inner.h)
        if before is not None and before.is_picture and before.shape[2] == 1:
            self.columns = before.shape[1]  # one channel: the lines of the picture itself
        self.sheet = Sheet(pictures.wrapped(levels, self.columns, colours))
        self.words = counted(self.columns, "{n} value a line", "{n} values a line")
        self.shorter = counted(self.columns, "{n} value", "{n} values"),

    def target(self, place: Place) -> Box:
        """Where the lines lie: square values, as large as fit."""
        inner, height, width = self.inner(place), *self.sheet.colours.shape
        side = min(inner.w / width, inner.h / height)
        return Box(inner.x + (inner.w - side * width) / 2, inner.y, side * width, side * height)

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        self.sheet.stretch(painter, self.target(place))

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.sheet is None or self.values is None:
            return None
        target = self.target(place)
        side = target.w / self.columns
        column, row = int((x - target.x) // side), int((y - target.y) // side)
        number = row * self.columns + column
        if not (0 <= column < self.columns and 0 <= number < self.values.size):
            return None
        box = Box(target.x + column * side, target.y + row * side, side, side)
        title = tr("{block}, value {value} of {values}", block=self.block.title, value=number + 1,
                   values=self.values.size)
        return Hit(title, (pictures.short(float(self.values.flat[number])),
                           tr("laid out row by row, channel by channel")), box.grown(3), number)


class Strip(SampleFace):
    """One cell a unit; a dot where a unit gives exactly zero."""

    kind = "strip"
    MOST_DOTS = 400
    sheet: Sheet | None = None
    grid: pictures.Grid | None = None
    dots: tuple = ()

    def prepare(self, place: Place, ink: Ink) -> None:
        values = self.values.ravel()
        levels, colours = self.levels(values, ink)
        inner = self.inner(place)
        gap = round(2 * self.ratio) if values.size <= self.MOST_DOTS else 0
        (self.grid, _), = pictures.fitted([values.size], int(inner.w * self.ratio), int(inner.h * self.ratio), gap)
        self.sheet = Sheet(pictures.cells(levels, self.grid, colours), self.ratio)
        off = np.flatnonzero(values == 0)
        self.dots = tuple(self._middle(number) for number in off) if values.size <= self.MOST_DOTS else ()
        self.words = (tr("{on} on · {off} zero (dot)", on=values.size - off.size, off=off.size) if off.size
                      else counted(values.size, "{n} value · {range}", "{n} values · {range}",
                                   range=self.range.words()))
        self.shorter = () if off.size else (self.range.dense(),)

    def _middle(self, number: int) -> tuple[float, float]:
        left, top = self.grid.corner(int(number))
        return (left + self.grid.tile / 2) / self.ratio, (top + self.grid.tile / 2) / self.ratio

    def origin(self, place: Place) -> tuple[float, float]:
        """The left and top of the cells, in the middle of the frame."""
        inner = self.inner(place)
        return (round(inner.x + (inner.w - self.grid.width / self.ratio) / 2),
                round(inner.y + max(min(inner.h - self.grid.height / self.ratio, 8), 0) / 2))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        x, y = self.origin(place)
        self.sheet.draw(painter, x, y)
        if self.dots:
            painter.setPen(ink.pen("muted", 2.0, 0.8))
            painter.drawPoints([QPointF(x + dx, y + dy) for dx, dy in self.dots])

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if self.grid is None or self.values is None:
            return None
        left, top = self.origin(place)
        number = self.grid.at((x - left) * self.ratio, (y - top) * self.ratio)
        if number < 0 or number >= self.values.size:
            return None
        dx, dy = self.grid.corner(number)
        side = self.grid.tile / self.ratio
        value = float(self.values.flat[number])
        title = column_name(self.block, number) if self.block.layer is None else tr(
            "{block}, unit {unit} of {units}", block=self.block.title, unit=number + 1, units=self.values.size)
        return Hit(title, (tr("value {value}", value=pictures.short(value)), formula(self.block)),
                   Box(left + dx / self.ratio, top + dy / self.ratio, side, side), number)

    def unit_boxes(self, place: Place, units) -> list[Box]:
        if self.grid is None:
            return []
        left, top = self.origin(place)
        side = self.grid.tile / self.ratio
        corners = (self.grid.corner(unit) for unit in units if unit < self.grid.count)
        return [Box(left + x / self.ratio, top + y / self.ratio, side, side) for x, y in corners]
