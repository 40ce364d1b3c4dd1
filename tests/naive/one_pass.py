"""Gradient and update one after the other over whole arrays, the gradient written where it is in memory."""

import numpy as np

from core.kernels import PIECE
from core.kernels.runtime.compiler import ENTRY
from core.kernels.runtime.one_pass import EACH, HEAD


def one_pass(table, copies, strips):
    rows, columns, height, updates = map(int, table[:HEAD])
    place = HEAD
    for part in range(1 + updates):
        entry, slots = map(int, table[place:place + 2])
        row = np.array(table[place + EACH:place + EACH + slots])
        tiles = -(-rows // height) if part == 0 else -(-rows * columns // PIECE)
        ENTRY(entry)(row.ctypes.data, 0, tiles, 0)
        place += EACH + slots
