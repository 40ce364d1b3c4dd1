"""Dense layers: y = x W + b and its gradients, on the tile product."""

from core.kernels import helper, kernel, matrix, number, tile, vector, worker
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.transpose import turn_square
from core.kernels.vectors.simd import lanes, load, spread, store

WORK = 400_000
"""Multiplications in one tile: some microseconds, so that claiming a tile costs nothing beside it."""
STEP = 12
"""Rows of C that the widest micro-kernel takes at once; a tile is a multiple of it."""
SHARES = 8
"""Least tiles of a large product: enough for several threads, each so wide that a panel of A serves many columns."""
TALL = 128
"""Rows of a large tile: enough that copying a panel of B for them is cheap, few enough for the second cache."""
BROAD = 32
"""Columns of a tile are a multiple of the widest block of C."""
LONG = 512
"""Rows of a tile of an input gradient: beside so many, turning a part of W anew costs nothing."""
TURNED = 1 << 17
"""Weights that are turned at a time: few enough to stay in the second cache until they are used."""


def turned_shape(rows: int, columns: int) -> tuple[int, int]:
    """Where Wᵀ of a (rows, columns) matrix is put: rows that would lie whole pages apart get a little longer, since
    they would all fall on the same lines of the cache."""
    return columns, rows + 16 * (rows % 1024 == 0)


@helper
def tall(rows, columns, depth):
    """Rows of one tile of C."""
    size = max(TALL, WORK // max(1, depth * columns))
    blocks = tiles_of(rows, size)
    return max(1, -(-rows // (blocks * STEP))) * STEP


@helper
def broad(rows, columns, depth):
    """Columns of one tile of C."""
    work = max(WORK, rows * columns * depth // SHARES)
    wanted = work // max(1, depth * min(rows, tall(rows, columns, depth)))
    blocks = tiles_of(columns, max(BROAD, wanted // BROAD * BROAD))
    return max(1, -(-columns // (blocks * BROAD))) * BROAD


@helper
def tiles_of_product(rows, columns, depth):
    """How many tiles C is dealt into: side by side first, then row under row."""
    if rows * columns * depth <= WORK:
        return 1
    return tiles_of(rows, tall(rows, columns, depth)) * tiles_of(columns, broad(rows, columns, depth))


@helper
def tile_of_product(rows, columns, depth, index):
    """First row, rows, first column and columns of a tile of C."""
    if rows * columns * depth <= WORK:
        return 0, rows, 0, columns  # small products would feel the divisions below
    height, width = tall(rows, columns, depth), broad(rows, columns, depth)
    across = tiles_of(columns, width)
    row, column = index // across * height, index % across * width
    return row, min(height, rows - row), column, min(width, columns - column)


@helper
def column_sums(x, rows, columns, begin, end, out):
    """out[c] = Σ_r x[r, c] for the columns from begin to end; two sums at a time, since one alone waits for itself"""
    whole = rows // 2 * 2
    for c in range(begin, end, lanes()):
        s0, s1 = spread(0.0), spread(0.0)
        for r in range(0, whole, 2):
            s0 = s0 + load(x, r * columns + c, end - c)
            s1 = s1 + load(x, (r + 1) * columns + c, end - c)
        if whole < rows:
            s0 = s0 + load(x, whole * columns + c, end - c)
        store(out, c, end - c, s0 + s1)


@kernel(tiles=lambda x, w, b, y, floor: tiles_of_product(*y.shape, x.shape[1]))
def dense_forward(x: matrix, w: matrix, b: vector, y: matrix.out, floor: number, first: tile, last: tile):
    """y = x W + b"""
    m, n = y.shape
    k = x.shape[1]
    for index in range(first, last):
        i, rows, j, columns = tile_of_product(m, n, k, index)
        multiply(at(x, i * k), k, 1, 0, at(w, j), n, 0, at(y, i * n + j), n, at(b, j) if b.size > 0 else 0, 0, floor,
                 rows, columns, k, 1)


@kernel(tiles=lambda x, dy, dw, db: tiles_of_product(*dw.shape, x.shape[0]))
def dense_weight_gradient(x: matrix, dy: matrix, dw: matrix.out, db: vector.out, first: tile, last: tile):
    """dW = xᵀ dy, db = Σ dy"""
    m, n = dy.shape
    k = x.shape[1]
    for index in range(first, last):
        i, rows, j, columns = tile_of_product(k, n, m, index)
        multiply(at(x, i), 1, k, 0, at(dy, j), n, 0, at(dw, i * n + j), n, 0, 0, NO_FLOOR, rows, columns, m, 1)
        if i == 0 and db.size > 0:
            column_sums(dy, m, n, j, j + columns, db)


@helper
def turned_rows(rows, columns):
    """Rows that one tile turns."""
    return rows if 8 * rows * columns <= WORK else STEP * rows_in_tile(8 * STEP * columns, WORK)


@kernel(tiles=lambda w, out: tiles_of(w.shape[0], turned_rows(*w.shape)))
def transpose(w: matrix, out: matrix.inout, first: tile, last: tile):
    """out = Wᵀ, in the first columns of out"""
    rows, columns = w.shape
    stride = out.shape[1]
    size = turned_rows(rows, columns)
    begin, end = first * size, min(rows, last * size)
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


@helper
def tall_of_gradient(rows):
    """Rows of one tile of dx: nearly always all, since every tile turns its part of W by itself."""
    return max(1, -(-rows // (tiles_of(rows, LONG) * STEP))) * STEP


@helper
def broad_of_gradient(rows, columns, depth):
    """Columns of one tile of dx: rows of W that are turned at a time."""
    if rows * columns * depth <= WORK:
        return max(1, columns)
    work = max(WORK, rows * columns * depth // SHARES)
    wanted = min(work // max(1, min(rows, tall_of_gradient(rows)) * depth), TURNED // max(1, depth))
    blocks = tiles_of(columns, max(BROAD, wanted // BROAD * BROAD))
    return max(1, -(-columns // (blocks * BROAD))) * BROAD


@helper
def step_of_turned(columns):
    """From row to row of the turned part of W: an odd number of lines of the cache, so that a column of it goes over
    all of them."""
    return 16 * (-(-columns // 16) | 1)


@helper
def room_of_turned(rows, columns, depth):
    """Values that a thread needs for the turned part of W, for dx (rows, columns) and so many units."""
    return (depth + 16) * step_of_turned(min(columns, broad_of_gradient(rows, columns, depth)))


@helper
def turn_rows(w, first, rows, room, me, step):
    """room[me, c · step + r] = w[first + r, c] for some rows. Squares are turned in registers, the last of a row or
    column over a part of the one before; where W is narrower than a square, what comes behind Wᵀ is spoilt."""
    side, n = lanes(), w.shape[1]
    start, done = me * room.shape[1], 0
    if rows >= side:
        for i in range(0, rows, side):
            r = min(i, rows - side)
            place = (first + r) * n
            if n >= side or place + (side - 1) * n + side <= w.size:
                for j in range(0, n, side):
                    c = max(0, min(j, n - side))
                    turn_square(w, place + c, n, room, start + c * step + r, step)
                done = r + side
    for r in range(done, rows):
        for c in range(n):
            room[me, c * step + r] = w[first + r, c]


@kernel(tiles=lambda dy, w, room, dx: tiles_of(dx.shape[0], tall_of_gradient(dx.shape[0])) * tiles_of(
    dx.shape[1], broad_of_gradient(*dx.shape, dy.shape[1])))
def dense_input_gradient(dy: matrix, w: matrix, room: matrix.scratch, dx: matrix.out, first: tile, last: tile,
                         me: worker):
    """dx = dy Wᵀ"""
    m, k = dx.shape
    n = dy.shape[1]
    height, width = tall_of_gradient(m), broad_of_gradient(m, k, n)
    across = tiles_of(k, width)
    for index in range(first, last):
        i, j = index // across * height, index % across * width
        rows, columns = min(height, m - i), min(width, k - j)
        # Wᵀ of one unit lies in memory as W does.
        place, step = at(w, j), k
        if n > 1:
            place, step = at(room, me * room.shape[1]), step_of_turned(columns)
            turn_rows(w, j, columns, room, me, step)
        multiply(at(dy, i * n), n, 1, 0, place, step, 0, at(dx, i * k + j), k, 0, 0, NO_FLOOR, rows, columns, n, 1)
