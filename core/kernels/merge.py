"""Merging several inputs: sums, products and concatenation."""

from core.kernels import PIECE, integer, kernel, matrix, number, pieces, tile, vector
from core.kernels.copying import copy_row
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, store


def _tiles(a, *rest):
    return pieces(a.size)


@kernel(tiles=_tiles)
def add(a: vector, b: vector, y: vector.out, first: tile, last: tile):
    """y = a + b"""
    end = min(a.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(y, i, end - i, load(a, i, end - i) + load(b, i, end - i))


@kernel(tiles=_tiles)
def product(a: vector, b: vector, y: vector.out, first: tile, last: tile):
    """y = a · b"""
    end = min(a.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(y, i, end - i, load(a, i, end - i) * load(b, i, end - i))


@kernel(tiles=_tiles)
def copy(x: vector, y: vector.out, first: tile, last: tile):
    """y = x"""
    begin = first * PIECE
    copy_row(x, begin, y, begin, min(x.size, last * PIECE) - begin)


@kernel(tiles=lambda x, y, source, target, columns: tiles_of(x.shape[0], rows_in_tile(columns, PIECE)))
def copy_columns(x: matrix, y: matrix.inout, source: integer, target: integer, columns: integer,
                 first: tile, last: tile):
    """y[:, target:] = x[:, source:], as many columns as asked for"""
    rows, width = x.shape
    size = rows_in_tile(columns, PIECE)
    for r in range(first * size, min(rows, last * size)):
        copy_row(x, r * width + source, y, r * y.shape[1] + target, columns)


@kernel(tiles=lambda x, row, y: tiles_of(x.shape[0], rows_in_tile(x.shape[1], PIECE)))
def add_row(x: matrix, row: vector, y: matrix.out, first: tile, last: tile):
    """y = x + the same row everywhere"""
    rows, width = x.shape
    size = rows_in_tile(width, PIECE)
    for r in range(first * size, min(rows, last * size)):
        for c in range(0, width, lanes()):
            store(y, r * width + c, width - c, load(x, r * width + c, width - c) + load(row, c, width - c))


@kernel(tiles=lambda x, row: pieces(x.shape[1]))
def add_up_rows(x: matrix, row: vector.out, first: tile, last: tile):
    """row = Σ over the rows of x"""
    rows, width = x.shape
    for c in range(first * PIECE, min(width, last * PIECE), lanes()):
        s = load(x, c, width - c)
        for r in range(1, rows):
            s = s + load(x, r * width + c, width - c)
        store(row, c, width - c, s)


@kernel(tiles=lambda x, factor: pieces(x.size))
def scale(x: vector.inout, factor: number, first: tile, last: tile):
    """x ← f x"""
    end = min(x.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(x, i, end - i, load(x, i, end - i) * factor)
