"""Pictures of inputs and outputs: one map with a window on it, a strip of channels, a row of numbers."""

import math

import numpy as np
from PySide6.QtCore import QPointF

from gui.drawing import pictures
from gui.drawing.geometry import Box
from gui.drawing.pens import Ink, Sheet, rounded
from gui.explanation.piece import Piece, Touch, outline
from gui.text.translation import tr

FRAME = 3
MOST_ROWS, MOST_COLUMNS = 8, 3
"""Of the strip: more channels show the strongest."""


class Colours:
    """The colour range that all pictures of one explanation share."""

    def __init__(self, held: pictures.HeldRange):
        self.held, self.limit, self.signed = held, held.limit or 1.0, held.signed

    def of(self, values: np.ndarray, ink: Ink) -> np.ndarray:
        """uint32 colours of values."""
        return ink.table(self.signed)[pictures.indices(np.asarray(values, np.float32), self.limit, self.signed)]


class Map(Piece):
    """One map (height, width), every value a square, framed. `window` marks rows and columns of it; `painted` says
    how many values are known in reading order, the others are dots."""

    def __init__(self, box: Box, values: np.ndarray, colours: Colours, window: tuple[range, range] | None = None,
                 painted: int | None = None, act: str = "place", name: str = ""):
        high, wide = values.shape
        box = box.grown(-FRAME)
        side = min(box.w / wide, box.h / high)
        self.side = math.floor(side) if side >= 2 else side
        super().__init__(Box(box.x, box.y, self.side * wide, self.side * high))
        self.values, self.colours, self.window, self.painted = values, colours, window, painted
        self.act, self.name = act, name

    def cell(self, row: float, column: float, rows: float = 1, columns: float = 1) -> Box:
        """The box of some values."""
        return Box(self.box.x + column * self.side, self.box.y + row * self.side, columns * self.side,
                   rows * self.side)

    @property
    def frame(self) -> Box:
        """The box of the window, as far as it lies on the map."""
        (top, bottom), (left, right) = ((max(side.start, 0), min(side.stop, length))
                                        for side, length in zip(self.window, self.values.shape, strict=True))
        return self.cell(top, left, max(bottom - top, 0), max(right - left, 0))

    def paint(self, painter, ink):
        rounded(painter, self.box.grown(FRAME), 5, ink.pen("line"), ink.brush("card"))
        colours = self.colours.of(self.values, ink)
        if self.painted is not None:
            flat = colours.reshape(-1)
            flat[self.painted:] = 0
            self._dots(painter, ink)
        Sheet(colours).stretch(painter, self.box)
        if self.window is not None:
            box = self.frame
            outline(painter, box.grown(1), 3, ink.pen("panel", 4, 0.55))
            outline(painter, box.grown(1), 3, ink.pen("accent", 2))

    def _dots(self, painter, ink):
        if self.side < 5:
            return
        wide = self.values.shape[1]
        painter.setPen(ink.pen("faint", 1.2, 0.6))
        painter.drawPoints([QPointF(box.cx, box.cy) for box in (
            self.cell(*divmod(number, wide)) for number in range(self.painted, self.values.size))])

    def touch(self, x, y):
        if not self.box.contains(x, y):
            return None
        high, wide = self.values.shape
        row, column = min(int((y - self.box.y) / self.side), high - 1), min(int((x - self.box.x) / self.side), wide - 1)
        words = tr("row {row}, column {column}: {value}", row=row + 1, column=column + 1,
                   value=pictures.short(float(self.values[row, column])))
        return Touch(self.cell(row, column), self.name, (words,), self.act, (row, column))


class ChannelStrip(Piece):
    """Every channel as a small map, the chosen one framed; a click chooses another."""

    GAP = 4

    def __init__(self, box: Box, maps: np.ndarray, numbers: list[int], chosen: int, colours: Colours):
        """`maps` is (height, width, channels); `numbers` lists the channels that are shown, `chosen` is one."""
        self.rows = min(MOST_ROWS, len(numbers))
        self.tile = math.floor(self.limit(box.h))
        columns = math.ceil(len(numbers) / self.rows)
        super().__init__(Box(box.x + 2, box.y + 2, columns * (self.tile + self.GAP) - self.GAP,
                             self.rows * (self.tile + self.GAP) - self.GAP))
        self.maps, self.numbers, self.chosen, self.colours = maps, numbers, chosen, colours

    @classmethod
    def limit(cls, height: float) -> float:
        """The largest tile: as if all rows were filled."""
        return (height - 4 - (MOST_ROWS - 1) * cls.GAP) / MOST_ROWS

    @classmethod
    def width(cls, count: int, height: float) -> float:
        """How wide the strip of so many channels is."""
        return math.ceil(count / MOST_ROWS) * (math.floor(cls.limit(height)) + cls.GAP) - cls.GAP

    @staticmethod
    def shown(maps: np.ndarray, channels: tuple[int, ...], chosen: int) -> list[int]:
        """The channels that have room: all, or the strongest and the chosen one."""
        room = MOST_ROWS * MOST_COLUMNS
        if len(channels) <= room:
            return list(channels)
        found = [channels[number] for number in pictures.strongest(maps[..., list(channels)], room)]
        return found if chosen in found else sorted([*found[:-1], chosen])

    def tile_box(self, place: int) -> Box:
        """The box of one tile."""
        column, row = divmod(place, self.rows)
        step = self.tile + self.GAP
        return Box(self.box.x + column * step, self.box.y + row * step, self.tile, self.tile)

    def paint(self, painter, ink):
        for place, number in enumerate(self.numbers):
            box = self.tile_box(place)
            Sheet(self.colours.of(self.maps[..., number], ink)).stretch(painter, box)
            if number == self.chosen:
                outline(painter, box.grown(2), 4, ink.pen("accent", 2))

    def touch(self, x, y):
        for place, number in enumerate(self.numbers):
            if self.tile_box(place).contains(x, y):
                return Touch(self.tile_box(place), tr("Channel {number}", number=number + 1),
                             (tr("click to look at it"),), "channel", (number,))
        return None


class NumberRow(Piece):
    """A row of numbers as square cells, line by line; some are marked, those beyond `painted` are dots."""

    def __init__(self, box: Box, values: np.ndarray, colours: Colours, marked: tuple[int, ...] = (),
                 painted: int | None = None, act: str = "", word: str = "", columns: int = 0):
        """`columns` is how many stand in a line, 0 for as many as fit best."""
        box = box.grown(-FRAME)
        self.columns = columns or pictures.line_length(values.size, box.w, box.h)
        side = min(box.w / self.columns, box.h / math.ceil(values.size / self.columns), 34)
        self.side = math.floor(side) if side >= 2 else side
        super().__init__(Box(box.x, box.y, self.side * self.columns,
                             self.side * math.ceil(values.size / self.columns)))
        self.values, self.colours, self.marked, self.painted = values.ravel(), colours, marked, painted
        self.act, self.word = act, word

    def cell(self, number: int) -> Box:
        """The box of one value."""
        row, column = divmod(number, self.columns)
        return Box(self.box.x + column * self.side, self.box.y + row * self.side, self.side, self.side)

    def paint(self, painter, ink):
        rounded(painter, self.box.grown(FRAME), 5, ink.pen("line"), ink.brush("card"))
        colours = self.colours.of(self.values, ink)
        if self.painted is not None:
            colours[self.painted:] = 0
        sheet = np.zeros(math.ceil(colours.size / self.columns) * self.columns, np.uint32)
        sheet[:colours.size] = colours
        Sheet(sheet.reshape(-1, self.columns)).stretch(painter, self.box)
        if self.painted is not None and self.side >= 5:
            painter.setPen(ink.pen("faint", 1.2, 0.6))
            painter.drawPoints([QPointF(box.cx, box.cy)
                                for box in map(self.cell, range(self.painted, self.values.size))])
        for place, number in enumerate(self.marked):
            box = self.cell(number)
            outline(painter, box.grown(max(1, (8 - box.w) / 2)), 2, ink.pen("accent", 2 if place == 0 else 1.2))

    def touch(self, x, y):
        if not self.box.contains(x, y):
            return None
        row, column = int((y - self.box.y) / self.side), int((x - self.box.x) / self.side)
        number = row * self.columns + column
        if column >= self.columns or number >= self.values.size:
            return None
        return Touch(self.cell(number), tr(self.word, number=number + 1) if self.word else "",
                     (pictures.short(float(self.values[number])),), self.act, (number,))
