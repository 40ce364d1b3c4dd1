"""Rows of a table looked up by whole numbers, and the gradient of the table.

Numbers must lie below the table's rows; who hands them over has seen to it. Each tile of the gradient owns a run of
the table's rows and walks all places in order: sums are taken in one order, whoever runs a tile.
"""

from core.kernels import PIECE, helper, kernel, labels, matrix, tile, vector
from core.kernels.copying import copy_row
from core.kernels.gemm import WORK
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, spread, store

OWNERS = 8
"""Most tiles of a gradient: each looks at every place."""


@helper
def rows_owned(rows, width, places):
    """Rows of the table that one tile of the gradient owns."""
    return -(-rows // max(1, min(OWNERS, rows, (rows + places) * width // WORK)))


@kernel(tiles=lambda tokens, table, out: tiles_of(tokens.size, rows_in_tile(table.shape[1], 4 * PIECE)))
def look_up(tokens: labels, table: matrix, out: matrix.out, first: tile, last: tile):
    """y = E[token]"""
    width = table.shape[1]
    size = rows_in_tile(width, 4 * PIECE)
    for i in range(first * size, min(tokens.size, last * size)):
        copy_row(table, tokens[i] * width, out, i * width, width)


@kernel(tiles=lambda tokens, dy, dtable: tiles_of(dtable.shape[0],
                                                  rows_owned(dtable.shape[0], dtable.shape[1], tokens.size)))
def look_up_gradient(tokens: labels, dy: matrix, dtable: matrix.out, first: tile, last: tile):
    """dE[token] = Σ dy over the places of that token"""
    rows, width = dtable.shape
    size = rows_owned(rows, width, tokens.size)
    begin, end = first * size, min(rows, last * size)
    for i in range(begin * width, end * width, lanes()):
        store(dtable, i, end * width - i, spread(0.0))
    for i in range(tokens.size):
        token = tokens[i]
        if begin <= token < end:
            for c in range(0, width, lanes()):
                n, target = width - c, token * width + c
                store(dtable, target, n, load(dtable, target, n) + load(dy, i * width + c, n))


@kernel
def told_apart(tokens: labels, mask: vector.out):
    """mask = 0 where a token is 0, the filler of short series, else 1"""
    for i in range(tokens.size):
        mask[i] = 0.0 if tokens[i] == 0 else 1.0
