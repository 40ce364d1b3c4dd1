"""Dense layers: y = x W + b and its gradients, on the tile product."""

from core.kernels import helper, kernel, matrix, number, tile, vector
from core.kernels.product import NO_FLOOR, at, multiply
from core.kernels.simd import lanes, load, spread, store
from core.kernels.turning import turn_square

WORK = 400_000
"""Multiplications in one tile: some microseconds, so that claiming a tile costs nothing beside it."""
STEP = 12
"""Rows of C that the widest micro-kernel takes at once; a tile is a multiple of it."""


def turned_shape(rows: int, columns: int) -> tuple[int, int]:
    """Where Wᵀ of a (rows, columns) matrix is put: rows that would lie whole pages apart get a little longer, since
    they would all fall on the same lines of the cache."""
    return columns, rows + 16 * (rows % 1024 == 0)


@helper
def tiles_of_rows(rows, work_a_row):
    """How many tiles `rows` rows of C are dealt into."""
    size = STEP * max(1, WORK // max(1, STEP * work_a_row))
    return max(1, -(-rows // size))


@helper
def first_row(rows, work_a_row, index):
    """Where tile `index` starts."""
    size = STEP * max(1, WORK // max(1, STEP * work_a_row))
    return min(rows, size * index)


@helper
def column_sums(x, rows, columns, out):
    """out[c] = Σ_r x[r, c]"""
    for c in range(0, columns, lanes()):
        s = spread(0.0)
        for r in range(rows):
            s = s + load(x, r * columns + c, columns - c)
        store(out, c, columns - c, s)


@kernel(tiles=lambda x, w, b, y, floor: tiles_of_rows(x.shape[0], w.size))
def dense_forward(x: matrix, w: matrix, b: vector, y: matrix.out, floor: number, first: tile, last: tile):
    """y = x W + b"""
    rows, n = y.shape
    k = x.shape[1]
    i = first_row(rows, w.size, first)
    end = first_row(rows, w.size, last)
    start = at(b, 0) if b.size > 0 else 0
    multiply(at(x, i * k), k, 1, 0, at(w, 0), n, 0, at(y, i * n), n, start, 0, floor, end - i, n, k, 1)


@kernel(tiles=lambda x, dy, dw, db: tiles_of_rows(x.shape[1], dy.size))
def dense_weight_gradient(x: matrix, dy: matrix, dw: matrix.out, db: vector.out, first: tile, last: tile):
    """dW = xᵀ dy, db = Σ dy"""
    rows, n = dy.shape
    k = x.shape[1]
    i = first_row(k, dy.size, first)
    end = first_row(k, dy.size, last)
    multiply(at(x, i), 1, k, 0, at(dy, 0), n, 0, at(dw, i * n), n, 0, 0, NO_FLOOR, end - i, n, rows, 1)
    if end == k and db.size > 0:
        column_sums(dy, rows, n, db)


@kernel(tiles=lambda w, out: tiles_of_rows(w.shape[0], 8 * w.shape[1]))
def transpose(w: matrix, out: matrix.inout, first: tile, last: tile):
    """out = Wᵀ, in the first columns of out"""
    rows, columns = w.shape
    stride = out.shape[1]
    begin, end = first_row(rows, 8 * columns, first), first_row(rows, 8 * columns, last)
    side = lanes()
    whole_rows, whole_columns = begin + (end - begin) // side * side, columns // side * side
    for r in range(begin, whole_rows, side):
        for c in range(0, whole_columns, side):
            turn_square(w, r * columns + c, columns, out, c * stride + r, stride)
        for c in range(whole_columns, columns):
            for i in range(r, r + side):
                out[c, i] = w[i, c]
    for i in range(whole_rows, end):
        for c in range(columns):
            out[c, i] = w[i, c]


@kernel(tiles=lambda dy, wt, dx: tiles_of_rows(dy.shape[0], wt.size))
def dense_input_gradient(dy: matrix, wt: matrix, dx: matrix.out, first: tile, last: tile):
    """dx = dy Wᵀ"""
    rows, k = dx.shape
    n = dy.shape[1]
    i = first_row(rows, wt.size, first)
    end = first_row(rows, wt.size, last)
    multiply(at(dy, i * n), n, 1, 0, at(wt, 0), wt.shape[1], 0, at(dx, i * k), k, 0, 0, NO_FLOOR, end - i, k, n, 1)
