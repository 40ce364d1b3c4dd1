"""A weight's gradient and its update strip by strip: the gradient never reaches memory, the weights come by once.

A strip is some rows of W. The kernel of the gradient fills it into memory of the thread's own, small enough for the
first cache, and the kernels of the update follow at once on the same rows of W and of what the optimiser keeps. These
are kernels like any others: they get copies of their argument rows in which sizes and addresses are those of the strip.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from core.kernels import PIECE
from core.kernels.runtime import compiler
from core.kernels.runtime.kernel import kernel
from core.kernels.runtime.place import at, run_entry
from core.kernels.runtime.signature import Instruction, counters, matrix, tile, worker
from core.kernels.runtime.tensor import Tensor

HEAD, EACH = 4, 4
"""Places in front of the first part of the table, and of each part before its argument row."""
LONGEST = 64
"""Places of the longest argument row: as many bits as say which of them move from strip to strip."""


@kernel(tiles=lambda table, copies, strips: 1)
def one_pass(table: counters, copies: counters.inout, strips: matrix.scratch, first: tile, last: tile, me: worker):
    """∂W, then the update, strip by strip"""
    rows, columns, height, updates = table[0], table[1], table[2], table[3]
    mine, strip = me * LONGEST, at(strips, me * strips.shape[1])
    for t in range(first, last):
        count = (min(rows, (t + 1) * height) - t * height) * columns
        shift = 4 * t * height * columns
        place = HEAD
        for part in range(1 + updates):
            entry, slots, moving, slope = table[place], table[place + 1], table[place + 2], table[place + 3]
            for s in range(slots):
                copies[mine + s] = table[place + EACH + s]
            for s in range(slots):
                if moving >> s & 1:
                    copies[mine + s] += shift
                    copies[mine + s + 1] = count
            if part == 0:
                copies[mine + slope] = strip - shift  # it writes where this strip of ∂W would be
                run_entry(entry, at(copies, mine), t, t + 1, me)
            else:
                if slope >= 0:
                    copies[mine + slope] = strip
                    copies[mine + slope + 1] = count
                run_entry(entry, at(copies, mine), 0, -(-count // PIECE), me)
            place += EACH + slots


class OnePass:
    """The instruction that takes the place of a gradient's and of those that update the same weights.

    `gradient` has ∂W (rows, columns) as its third argument and a tile for every `height` rows of it; `updates` do
    every value by itself, on runs as long as W. `slope` is the run of gradients that they read.
    """

    def __init__(self, gradient: Instruction, updates: list[Instruction], slope: Tensor, height: int, workers: int,
                 new: Callable[..., Tensor]):
        rows, columns = gradient.arguments[2].shape
        self.kernel, self.tiles, self.parts = one_pass, -(-rows // height), (gradient, *updates)
        self._slope, self._shape = slope, (rows, columns, height)
        self._table = np.zeros(HEAD + sum(EACH + _places(part) for part in self.parts), np.int64)
        self.arguments = (slope.recorder.of("parts", self._table), new("parts", (workers * LONGEST,), np.int64),
                          new("strips of ∂W", (workers, height * columns)))

    @property
    def kernels(self) -> list:
        """What must be compiled before it can run."""
        return [self.kernel, *(part.kernel for part in self.parts)]

    def reads(self) -> list[Tensor]:
        """The tensors whose values matter."""
        return [*self.arguments, *(tensor for part in self.parts for tensor in part.reads() if self._known(tensor))]

    def writes(self) -> list[Tensor]:
        """The tensors that are changed; ∂W is none of them."""
        return [*self.arguments[1:], *(tensor for part in self.parts for tensor in part.writes()
                                       if self._known(tensor))]

    def _known(self, tensor: Tensor) -> bool:
        return not (tensor.buffer is self._slope.buffer and tensor.start == self._slope.start)

    def packed(self, place: Callable) -> np.ndarray:
        """Its argument row; the table of its parts is filled in."""
        self._table[:HEAD] = *self._shape, len(self.parts) - 1
        at = HEAD
        for number, part in enumerate(self.parts):
            row, moving, slope = part.packed(place), 0, -1
            for value, kind, slot in part.slots():
                if number == 0 and value is part.arguments[2]:
                    slope = slot
                elif number and kind.rank == 1 and value.size == self._slope.size:
                    if self._known(value):
                        moving |= 1 << slot
                    else:
                        slope = slot
            self._table[at:at + EACH] = compiler.address(part.kernel), len(row), moving, slope
            self._table[at + EACH:at + EACH + len(row)] = row
            at += EACH + len(row)
        return Instruction(self.kernel, self.arguments, self.tiles).packed(place)

    def cells(self, row: np.ndarray):
        """(argument, its kind, the address of the place where its own address stands) of all parts."""
        at = HEAD
        for part in self.parts:
            at += EACH
            yield from part.cells(self._table[at:at + _places(part)])
            at += _places(part)


def _places(part: Instruction) -> int:
    return sum(kind.slots for kind in part.kernel.kinds)
