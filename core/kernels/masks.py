"""Kernels for units that are switched off or frozen during training, and for learning rates of single blocks."""

from core.kernels import PIECE, kernel, labels, matrix, number, tile, vector
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, store


@kernel(tiles=lambda x, off, y: tiles_of(x.shape[0], rows_in_tile(x.shape[1], PIECE)))
def switch_off(x: matrix, off: labels, y: matrix.out, first: tile, last: tile):
    """y = x, but 0 for the units that are switched off"""
    rows, columns = x.shape
    size = rows_in_tile(columns, PIECE)
    for r in range(first * size, min(rows, last * size)):
        for c in range(0, columns, lanes()):
            store(y, r * columns + c, columns - c, load(x, r * columns + c, columns - c))
        # Written, not multiplied: infinity times zero is no number.
        for i in range(off.size):
            y[r, off[i]] = 0.0


@kernel
def own_rate(rate: vector, factor: number, own: vector.out):
    """η' = c η"""
    own[0] = rate[0] * factor


@kernel
def take(x: vector, places: labels, kept: vector.out):
    """kept = x at these places"""
    for i in range(places.size):
        kept[i] = x[places[i]]


@kernel
def put_back(kept: vector, places: labels, x: vector.inout):
    """x ← what was kept, at these places"""
    for i in range(places.size):
        x[places[i]] = kept[i]
