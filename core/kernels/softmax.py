"""Softmax along the last axis, row by row."""

from core.kernels import helper, kernel, matrix, tile
from core.kernels.vectors.simd import exp, highest, keep, lanes, load, maximum, spread, store, total

ROWS = 256
"""Rows in one tile."""


@helper
def row_blocks(rows):
    """How many tiles `rows` rows make."""
    return max(1, -(-rows // ROWS))


@helper
def row_maximum(x, start, columns):
    """The largest value of a row."""
    top = spread(-3.0e38)
    for c in range(0, columns, lanes()):
        top = maximum(keep(load(x, start + c, columns - c), columns - c, -3.0e38), top)
    return highest(top)


@helper
def row_exponentials(x, start, columns, top, out):
    """out = e^(x − top) for one row; returns the sum."""
    s = spread(0.0)
    for c in range(0, columns, lanes()):
        e = keep(exp(load(x, start + c, columns - c) - top), columns - c, 0.0)
        store(out, start + c, columns - c, e)
        s = s + e
    return total(s)


@kernel(tiles=lambda z, y: row_blocks(z.shape[0]))
def softmax_forward(z: matrix, y: matrix.out, first: tile, last: tile):
    """yᵢ = e^zᵢ / Σⱼ e^zⱼ"""
    rows, n = z.shape
    for r in range(first * ROWS, min(rows, last * ROWS)):
        scale = 1.0 / row_exponentials(z, r * n, n, row_maximum(z, r * n, n), y)
        for c in range(0, n, lanes()):
            store(y, r * n + c, n - c, load(y, r * n + c, n - c) * scale)


@kernel(tiles=lambda y, dy, dz: row_blocks(y.shape[0]))
def softmax_backward(y: matrix, dy: matrix, dz: matrix.out, first: tile, last: tile):
    """dzᵢ = yᵢ (dyᵢ − Σⱼ dyⱼ yⱼ)"""
    rows, n = y.shape
    for r in range(first * ROWS, min(rows, last * ROWS)):
        s = spread(0.0)
        for c in range(0, n, lanes()):
            s = s + load(y, r * n + c, n - c) * load(dy, r * n + c, n - c)
        inner = total(s)
        for c in range(0, n, lanes()):
            store(dz, r * n + c, n - c, load(y, r * n + c, n - c) * (load(dy, r * n + c, n - c) - inner))
