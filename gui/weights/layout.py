"""Layout of a weight array's picture. Plain arithmetic in logical pixels, and NumPy.

A matrix has a row for every unit and a column for every input. Filters are small tiles, a row of them for every filter,
one for each of its inputs; where there are few inputs the rows stand in several columns beside each other. What does
not fit is drawn as means.
"""

import math
from typing import NamedTuple

import numpy as np

from core.inspection.needs import WeightSheet
from core.ops.weight_sheet import bounds
from gui.drawing.geometry import Box

SIDE, TALL = 192, 256
"""Room for a picture: both ways, and downwards where filters would else be means."""
MOST = 96
"""Rows and columns of a matrix that are drawn one by one."""
SMALL = 3
"""Pixels of a number below which a taller picture is worth its room."""
LARGEST, TOUCHED, OPENED = 16, 5, 8
"""Pixels of a number: at most; at least for one that can be clicked; where a click has opened a part."""


class View(NamedTuple):
    """The part of a sheet that is shown: outputs and inputs, from … to."""

    outputs: tuple[int, int]
    inputs: tuple[int, int]

    def holds(self, place) -> bool:
        """Whether a place lies in it."""
        return self.outputs[0] <= place[0] < self.outputs[1] and self.inputs[0] <= place[2] < self.inputs[1]


def whole(extent) -> View:
    """All of a sheet."""
    return View((0, extent[0]), (0, extent[2]))


def smallest(extent) -> tuple[int, int]:
    """Outputs and inputs of a part whose numbers are large enough to be clicked with ease."""
    _, height, inputs, width = extent
    gap = 2 + OPENED // 4 if height * width > 1 else 0
    across = min(max((SIDE + gap) // (width * OPENED + gap), 1), inputs)
    down = max((SIDE + gap) // (height * OPENED + gap), 1)
    if inputs == 1:
        down *= max((SIDE + gap) // (width * OPENED + gap), 1)
    return min(down, extent[0]), across


def part_of(extent, place, outputs: int, inputs: int) -> View:
    """So many outputs and inputs around a place, as far as the sheet goes."""
    def run(middle, size, most):
        size = min(max(size, 1), most)
        first = min(max(middle - size // 2, 0), most - size)
        return first, first + size
    return View(run(place[0], outputs, extent[0]), run(place[2], inputs, extent[2]))


def moved(extent, view: View, outputs: int, inputs: int) -> View:
    """A part of the same size further down and to the right."""
    def run(bounds_, step, most):
        first = min(max(bounds_[0] + step, 0), most - (bounds_[1] - bounds_[0]))
        return first, first + bounds_[1] - bounds_[0]
    return View(run(view.outputs, outputs, extent[0]), run(view.inputs, inputs, extent[2]))


def reaching(extent, view: View, place) -> View:
    """The part moved no more than needed, so that it holds a place."""
    def step(bounds_, at):
        return min(at - bounds_[0], 0) or max(at - bounds_[1] + 1, 0)
    return moved(extent, view, step(view.outputs, place[0]), step(view.inputs, place[2]))


class Layout:
    """The picture of one part of a sheet. `pooled` is what a need is asked for; `cell` the size of a number."""

    def __init__(self, extent: tuple[int, int, int, int], view: View | None = None):
        self.extent, self.view = extent, view or whole(extent)
        _, self.height_in, _, self.width_in = extent
        self.rows = self.view.outputs[1] - self.view.outputs[0]
        self.columns = self.view.inputs[1] - self.view.inputs[0]
        self.pooled: tuple[int, int] | None = None
        tiles = self.height_in * self.width_in > 1
        if not (self._tiled() if tiles or extent[2] == 1 else self._plain()):
            self._pool()
        high, across = self.rows_shown * self.pitch[1] - self.gap, self.strip_pitch * self.strips - self.apart
        self.size = max(across, 1), max(high, 1)

    def need(self, name: str) -> WeightSheet:
        """What the picture is drawn from."""
        return WeightSheet(name, *self.view, self.pooled)

    @property
    def rows_shown(self) -> int:
        """Rows of strips."""
        return math.ceil(self.rows / self.strips)

    def _tiled(self) -> bool:
        """Tiles in rows, the rows in as many columns as fit, every number as large as possible; where that is small, a
        taller picture if it makes them larger."""
        found = self._fitting(SIDE)
        if found is None or found[0] < SMALL:
            found = max(found or (0,), self._fitting(TALL) or (0,))
        if not found[0]:
            return False
        side, gap, apart, strips = found
        self._set((side, side), gap, apart, strips)
        return True

    def _fitting(self, tall: int) -> tuple[int, int, int, int] | None:
        """(pixels of a number, gap, gap between columns of rows, columns of rows) for a picture of that height."""
        for side in range(LARGEST, 0, -1):
            gap = 1 if side < 3 else 2 + side // 4
            if self.height_in * self.width_in == 1:
                gap = 1 if side >= 7 else 0
            across = self.columns * (self.width_in * side + gap) - gap
            apart = 2 * gap + 4 if self.columns > 1 else gap
            strips = min((SIDE + apart) // (across + apart), self.rows)
            if strips and math.ceil(self.rows / strips) * (self.height_in * side + gap) - gap <= tall:
                return side, gap, apart, math.ceil(self.rows / math.ceil(self.rows / strips))
        return None

    def _plain(self) -> bool:
        """One row a unit, one column an input."""
        if max(self.rows, self.columns) > MOST:
            return False
        wide, high = min(SIDE // self.columns, LARGEST), min(SIDE // self.rows, LARGEST)
        wide, high = min(wide, 4 * high), min(high, 4 * wide)
        gap = 1 if min(wide, high) >= 7 else 0
        self._set((wide - gap, high - gap), gap, gap, 1)
        return True

    def _pool(self) -> None:
        """Means: a filter becomes one number, neighbours are joined."""
        self.height_in = self.width_in = 1
        most = MOST if self.columns > 1 else MOST * MOST
        self.pooled = min(self.rows, most), min(self.columns, MOST)
        self.edges = bounds(self.rows, self.pooled[0]), bounds(self.columns, self.pooled[1])
        self.rows, self.columns = self.pooled
        _ = self._plain() if self.columns > 1 else self._tiled()

    def _set(self, cell, gap, apart, strips) -> None:
        self.cell, self.gap, self.apart, self.strips = cell, gap, apart, strips
        self.pitch = self.width_in * cell[0] + gap, self.height_in * cell[1] + gap
        self.strip_pitch = self.columns * self.pitch[0] - gap + apart

    @property
    def fine(self) -> bool:
        """Whether a click means one number; else it opens the part around it."""
        small = self.view.outputs[1] - self.view.outputs[0], self.view.inputs[1] - self.view.inputs[0]
        largest = all(size <= most for size, most in zip(small, smallest(self.extent), strict=True))
        return self.pooled is None and (min(self.cell) >= TOUCHED or largest)

    def box(self, place) -> Box | None:
        """Where a place of the sheet is drawn; None where it is not shown. Of means: the mean that it is in."""
        if not self.view.holds(place):
            return None
        output, row = place[0] - self.view.outputs[0], place[1]
        one, column = place[2] - self.view.inputs[0], place[3]
        if self.pooled:
            output = int(np.searchsorted(self.edges[0], output, "right")) - 1
            one, row, column = int(np.searchsorted(self.edges[1], one, "right")) - 1, 0, 0
        strip, line = output % self.strips, output // self.strips
        return Box(strip * self.strip_pitch + one * self.pitch[0] + column * self.cell[0],
                   line * self.pitch[1] + row * self.cell[1], *self.cell)

    def strip(self, output: int) -> Box | None:
        """Everything that belongs to one output, where it is drawn by itself."""
        at = output - self.view.outputs[0]
        if not self.view.outputs[0] <= output < self.view.outputs[1] or (
                self.pooled and self.pooled[0] < self.view.outputs[1] - self.view.outputs[0]):
            return None
        return Box(at % self.strips * self.strip_pitch, at // self.strips * self.pitch[1],
                   self.strip_pitch - self.apart, self.pitch[1] - self.gap)

    def at(self, x: float, y: float) -> tuple[int, int, int, int] | None:
        """The place of the sheet under a point, the first one of a mean; None beside the picture."""
        strip, line = int(x // self.strip_pitch), int(y // self.pitch[1])
        one = int(x % self.strip_pitch // self.pitch[0])
        output = line * self.strips + strip
        if not (0 <= x < self.size[0] and 0 <= y < self.size[1] and one < self.columns and output < self.rows):
            return None
        column = min(int((x % self.strip_pitch - one * self.pitch[0]) // self.cell[0]), self.width_in - 1)
        row = min(int((y - line * self.pitch[1]) // self.cell[1]), self.height_in - 1)
        if self.pooled:
            output, one = int(self.edges[0][output]), int(self.edges[1][one])
        return self.view.outputs[0] + output, row, self.view.inputs[0] + one, column

    def drawn_at(self, place) -> tuple[int, int, int, int]:
        """Where the value of a place lies in the array that is drawn."""
        output, one = place[0] - self.view.outputs[0], place[2] - self.view.inputs[0]
        if not self.pooled:
            return output, place[1], one, place[3]
        return (int(np.searchsorted(self.edges[0], output, "right")) - 1, 0,
                int(np.searchsorted(self.edges[1], one, "right")) - 1, 0)

    @property
    def drawn(self) -> tuple[int, int, int, int]:
        """The shape of the array that is drawn."""
        return self.rows, self.height_in, self.columns, self.width_in

    def compose(self, levels: np.ndarray, colours: np.ndarray) -> np.ndarray:
        """uint32 (height, width) of indices of the shape `drawn`; what lies between is clear."""
        rows, high, columns, wide = levels.shape
        lines = self.rows_shown
        tiles = np.zeros((lines * self.strips, self.pitch[1], columns, self.pitch[0]), np.uint32)
        painted = colours[levels].repeat(self.cell[1], axis=1).repeat(self.cell[0], axis=3)
        tiles[:rows, :high * self.cell[1], :, :wide * self.cell[0]] = painted
        sheet = tiles.reshape(lines * self.strips, self.pitch[1], -1)
        if (more := self.apart - self.gap) > 0:
            sheet = np.pad(sheet, ((0, 0), (0, 0), (0, more)))
        sheet = sheet.reshape(lines, self.strips, self.pitch[1], -1).transpose(0, 2, 1, 3)
        return np.ascontiguousarray(sheet.reshape(lines * self.pitch[1], -1)[:self.size[1], :self.size[0]])
