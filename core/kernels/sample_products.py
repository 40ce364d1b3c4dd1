"""Products of two matrices sample by sample, as two inputs of a network meet: (samples, rows, columns) each. A tile is
one sample."""

import math

from core.kernels import cube, integer, kernel, matrix, tile, vector
from core.kernels.few_rows import dot
from core.kernels.gemm import WORK
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, spread, store, total

TINY = 1.0e-12
"""The square of a length that counts as none, as in Keras."""
BLOCK = 4096
"""Numbers in one tile of rows."""


@kernel(tiles=lambda a, b, y, turned: tiles_of(a.shape[0], rows_in_tile(y.shape[1] * y.shape[2] * b.shape[1], WORK)))
def products(a: cube, b: cube, y: cube.out, turned: integer, first: tile, last: tile):
    """y = a b of every sample; with `turned` y = aᵀ b"""
    samples, rows, columns = y.shape
    depth, height, width = b.shape[1], a.shape[1], a.shape[2]
    size = rows_in_tile(rows * columns * depth, WORK)
    row, step = (1, width) if turned else (width, 1)
    for sample in range(first * size, min(samples, last * size)):
        if columns == 1 and turned == 0:  # a product would fill one lane of a vector
            for r in range(rows):
                y[sample, r, 0] = dot(a, (sample * rows + r) * depth, b, sample * depth, depth)
            continue
        multiply(at(a, sample * height * width), row, step, 0, at(b, sample * depth * columns), columns, 0,
                 at(y, sample * rows * columns), columns, 0, 0, NO_FLOOR, rows, columns, depth, 1)


@kernel(tiles=lambda x, y: tiles_of(x.shape[0], rows_in_tile(x.shape[1] * x.shape[2], BLOCK)))
def turn_each(x: cube, y: cube.out, first: tile, last: tile):
    """y = xᵀ of every sample"""
    samples, rows, columns = x.shape
    size = rows_in_tile(rows * columns, BLOCK)
    for sample in range(first * size, min(samples, last * size)):
        start = sample * rows * columns
        for r in range(rows):
            for c in range(columns):
                store(y, start + c * rows + r, 1, load(x, start + r * columns + c, 1))


@kernel(tiles=lambda x, inverse, y: tiles_of(x.shape[0], rows_in_tile(x.shape[1], BLOCK)))
def unit_rows(x: matrix, inverse: vector.out, y: matrix.out, first: tile, last: tile):
    """y = x / |x|, row by row; 1 / |x| is kept"""
    rows, width = x.shape
    size = rows_in_tile(width, BLOCK)
    for r in range(first * size, min(rows, last * size)):
        q = spread(0.0)
        for c in range(0, width, lanes()):
            v = load(x, r * width + c, width - c)
            q = q + v * v
        factor = 1.0 / math.sqrt(max(total(q), TINY))
        inverse[r] = factor
        for c in range(0, width, lanes()):
            store(y, r * width + c, width - c, load(x, r * width + c, width - c) * factor)


@kernel(tiles=lambda y, inverse, dy, dx: tiles_of(y.shape[0], rows_in_tile(y.shape[1], BLOCK)))
def unit_rows_gradient(y: matrix, inverse: vector, dy: matrix, dx: matrix.out, first: tile, last: tile):
    """dx = (dy − y (y · dy)) / |x|"""
    rows, width = y.shape
    size = rows_in_tile(width, BLOCK)
    for r in range(first * size, min(rows, last * size)):
        factor, q = inverse[r], spread(0.0)
        for c in range(0, width, lanes()):
            q = q + load(y, r * width + c, width - c) * load(dy, r * width + c, width - c)
        along = total(q)
        for c in range(0, width, lanes()):
            p, n = r * width + c, width - c
            store(dx, p, n, (load(dy, p, n) - load(y, p, n) * along) * factor)
