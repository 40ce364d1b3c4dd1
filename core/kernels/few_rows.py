"""Dense layers for small batches and many weights: W is read row by row and never transposed.

The blocked product of `gemm` reads W in panels of columns, which for one sample waits on memory; and it needs a
transposed copy of W for dx, which takes longer to make than the sums.
"""

from core.kernels import helper, kernel, matrix, number, tile, vector
from core.kernels.gemm import STEP, column_sums
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import fused, lanes, load, maximum, spread, store, total

MOST_ROWS, LEAST_WEIGHTS = 8, 1 << 16
"""Samples up to which, and weights from which on, this is the quicker way."""
MOST_FORWARD = 23
"""Samples up to which the forward pass goes this way: as quick as the product where W is in a cache, four times quicker
where it is not, until there are enough rows to pack panels of W for."""
MOST_DOTS, LEAST_UNITS, LEAST_DOTS = 24, 96, 1 << 14
"""Samples up to which, and units and weights from which on, dx is quicker by dots of rows than with a transposed W."""
BROAD = 512
"""Columns of W in a tile: so many lie side by side that memory is read in long runs."""
WEIGHTS = 1 << 14
"""Weights in a tile that is dealt by rows: few enough that the gradient is still in a near cache when the update
follows, enough that starting on a tile costs nothing beside it."""
MOST_STRIPS = 64
"""Samples up to which the gradient is made by such tiles; beyond, its sums take so much longer than the update that
larger blocks of it are the better way."""


@helper
def rows_of_tile(columns):
    """Rows of W in a tile."""
    return rows_in_tile(columns, WEIGHTS)


@kernel(tiles=lambda x, w, b, y, floor: tiles_of(w.shape[1], BROAD))
def few_forward(x: matrix, w: matrix, b: vector, y: matrix.out, floor: number, first: tile, last: tile):
    """y = x W + b"""
    rows, k = x.shape
    n = w.shape[1]
    begin, end = first * BROAD, min(n, last * BROAD)
    for c in range(begin, end, lanes()):
        start = spread(0.0)
        if b.size > 0:
            start = load(b, c, end - c)
        for r in range(rows):
            store(y, r * n + c, end - c, start)
    whole = k // 8 * 8
    for i in range(0, whole, 8):
        for c in range(begin, end, lanes()):
            count = end - c
            w0, w1 = load(w, i * n + c, count), load(w, (i + 1) * n + c, count)
            w2, w3 = load(w, (i + 2) * n + c, count), load(w, (i + 3) * n + c, count)
            w4, w5 = load(w, (i + 4) * n + c, count), load(w, (i + 5) * n + c, count)
            w6, w7 = load(w, (i + 6) * n + c, count), load(w, (i + 7) * n + c, count)
            for r in range(rows):
                s = fused(w1, x[r, i + 1], fused(w0, x[r, i], load(y, r * n + c, count)))
                s = fused(w3, x[r, i + 3], fused(w2, x[r, i + 2], s))
                s = fused(w5, x[r, i + 5], fused(w4, x[r, i + 4], s))
                store(y, r * n + c, count, fused(w7, x[r, i + 7], fused(w6, x[r, i + 6], s)))
    for i in range(whole, k):
        for c in range(begin, end, lanes()):
            w0 = load(w, i * n + c, end - c)
            for r in range(rows):
                store(y, r * n + c, end - c, fused(w0, x[r, i], load(y, r * n + c, end - c)))
    for r in range(rows):
        for c in range(begin, end, lanes()):
            store(y, r * n + c, end - c, maximum(load(y, r * n + c, end - c), floor))


@kernel
def few_bias_gradient(dy: matrix, db: vector.out):
    """db = Σ dy"""
    rows, n = dy.shape
    column_sums(dy, rows, n, 0, n, db)


@kernel(tiles=lambda x, dy, dw: tiles_of(dw.shape[0], rows_of_tile(dw.shape[1])))
def few_weight_gradient(x: matrix, dy: matrix, dw: matrix.out, first: tile, last: tile):
    """dW = xᵀ dy"""
    rows, n = dy.shape
    k = x.shape[1]
    size = rows_of_tile(n)
    for i in range(first * size, min(k, last * size)):
        for c in range(0, n, lanes()):
            s = load(dy, c, n - c) * x[0, i]
            for r in range(1, rows):
                s = fused(load(dy, r * n + c, n - c), x[r, i], s)
            store(dw, i * n + c, n - c, s)


@helper
def rows_of_strip(columns):
    """Rows of W in a strip: whole rounds of the product."""
    return max(1, rows_of_tile(columns) // STEP) * STEP


@kernel(tiles=lambda x, dy, dw: tiles_of(dw.shape[0], rows_of_strip(dw.shape[1])))
def strip_weight_gradient(x: matrix, dy: matrix, dw: matrix.out, first: tile, last: tile):
    """dW = xᵀ dy, some rows of dW after others"""
    rows, n = dy.shape
    k = x.shape[1]
    size = rows_of_strip(n)
    for t in range(first, last):
        i = t * size
        multiply(at(x, i), 1, k, 0, at(dy, 0), n, 0, at(dw, i * n), n, 0, 0, NO_FLOOR, min(size, k - i), n, rows, 1)


@helper
def rows_of_dots(columns, rows):
    """Rows of W in a tile of the input gradient, an even number."""
    return rows_in_tile(columns * max(1, rows // MOST_ROWS), WEIGHTS) // 2 * 2 + 2


@helper
def dot(x, at, y, to, count):
    """Σ x[at + c] y[to + c]"""
    step = 4 * lanes()
    whole = count // step * step
    s0, s1, s2, s3 = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
    for c in range(0, whole, step):
        s0 = fused(load(x, at + c, step), load(y, to + c, step), s0)
        s1 = fused(load(x, at + c + lanes(), step), load(y, to + c + lanes(), step), s1)
        s2 = fused(load(x, at + c + 2 * lanes(), step), load(y, to + c + 2 * lanes(), step), s2)
        s3 = fused(load(x, at + c + 3 * lanes(), step), load(y, to + c + 3 * lanes(), step), s3)
    for c in range(whole, count, lanes()):
        s0 = fused(load(x, at + c, count - c), load(y, to + c, count - c), s0)
    return total((s0 + s1) + (s2 + s3))


@helper
def eight_dots(dy, r, w, i, n, dx):
    """The products of four rows of dy with two rows of W: eight sums side by side, so that none waits for itself."""
    p, q, at = i * n, (i + 1) * n, r * n
    a0, a1, a2, a3 = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
    b0, b1, b2, b3 = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
    for c in range(0, n, lanes()):
        count = n - c
        u, v = load(w, p + c, count), load(w, q + c, count)
        d = load(dy, at + c, count)
        a0, b0 = fused(u, d, a0), fused(v, d, b0)
        d = load(dy, at + n + c, count)
        a1, b1 = fused(u, d, a1), fused(v, d, b1)
        d = load(dy, at + 2 * n + c, count)
        a2, b2 = fused(u, d, a2), fused(v, d, b2)
        d = load(dy, at + 3 * n + c, count)
        a3, b3 = fused(u, d, a3), fused(v, d, b3)
    dx[r, i], dx[r + 1, i], dx[r + 2, i], dx[r + 3, i] = total(a0), total(a1), total(a2), total(a3)
    i += 1
    dx[r, i], dx[r + 1, i], dx[r + 2, i], dx[r + 3, i] = total(b0), total(b1), total(b2), total(b3)


@kernel(tiles=lambda dy, w, dx: tiles_of(w.shape[0], rows_of_dots(w.shape[1], dy.shape[0])))
def few_input_gradient(dy: matrix, w: matrix, dx: matrix.out, first: tile, last: tile):
    """dx = dy Wᵀ"""
    rows, n = dy.shape
    k = w.shape[0]
    size = rows_of_dots(n, rows)
    begin, end = first * size, min(k, last * size)
    paired = begin + (end - begin) // 2 * 2
    by_four = rows // 4 * 4
    for i in range(begin, paired, 2):
        for r in range(0, by_four, 4):
            eight_dots(dy, r, w, i, n, dx)
    for i in range(begin, end):
        for r in range(by_four if i < paired else 0, rows):
            dx[r, i] = dot(w, i * n, dy, r * n, n)
