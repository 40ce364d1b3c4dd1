"""Pooling: one value for each window of each channel. Windows may reach over the edge; only real pixels count."""

from core.kernels import PIECE, images, integer, kernel, number, tile
from core.kernels.pool_pairs import all_pairs, give_to_pairs, largest_of_pairs
from core.kernels.resize import clear
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import above, below, choose, lanes, load, maximum, spread, store


def _row_tiles(x, y, pool_h, pool_w, *rest):
    return tiles_of(y.shape[0] * y.shape[1], rows_in_tile(y.shape[2] * y.shape[3] * pool_h * pool_w, 4 * PIECE))


def _picture_tiles(*arguments):
    dx = next(a for a in reversed(arguments) if hasattr(a, "shape"))
    return tiles_of(dx.shape[0], rows_in_tile(dx.shape[1] * dx.shape[2] * dx.shape[3], 4 * PIECE))


@kernel(tiles=_row_tiles)
def max_pool(x: images, y: images.out, pool_h: integer, pool_w: integer, stride_h: integer, stride_w: integer,
             top: integer, left: integer, first: tile, last: tile):
    """y[i, j] = max over the window of x"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w = y.shape[0], y.shape[1], y.shape[2]
    size = rows_in_tile(out_w * channels * pool_h * pool_w, 4 * PIECE)
    for r in range(first * size, min(pictures * out_h, last * size)):
        picture, edge = r // out_h * height, r % out_h * stride_h - top
        row_0, row_1 = max(0, edge), min(height, edge + pool_h)
        if all_pairs(row_0, row_1, pool_w, stride_w, left, out_w, width):
            largest_of_pairs(x, (picture + row_0) * width * channels, width * channels, stride_w * channels,
                             y, r * out_w * channels, out_w, channels)
            continue
        for j in range(out_w):
            column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
            for c in range(0, channels, lanes()):
                n = channels - c
                p = ((picture + row_0) * width + column_0) * channels + c
                best = load(x, p, n)
                for row in range(row_1 - row_0):
                    for column in range(column_1 - column_0):
                        best = maximum(best, load(x, p + (row * width + column) * channels, n))
                store(y, (r * out_w + j) * channels + c, n, best)


@kernel(tiles=_picture_tiles)
def max_pool_gradient(x: images, y: images, dy: images, dx: images.out, pool_h: integer, pool_w: integer,
                      stride_h: integer, stride_w: integer, top: integer, left: integer, cut: number,
                      first: tile, last: tile):
    """dx = dy at the first largest value of each window, where that is above the cut"""
    pictures, height, width, channels = x.shape
    out_h, out_w = y.shape[1], y.shape[2]
    size = rows_in_tile(height * width * channels, 4 * PIECE)
    apart = stride_h >= pool_h and stride_w >= pool_w
    covered = apart and out_h * stride_h == height and out_w * stride_w == width and stride_h == pool_h and (
        stride_w == pool_w)
    for picture in range(first * size, min(pictures, last * size)):
        if not covered:
            clear(dx, picture * height * width * channels, (picture + 1) * height * width * channels)
        for i in range(out_h):
            row_0, row_1 = max(0, i * stride_h - top), min(height, i * stride_h - top + pool_h)
            source, window = (picture * height + row_0) * width * channels, (picture * out_h + i) * out_w * channels
            if all_pairs(row_0, row_1, pool_w, stride_w, left, out_w, width):
                give_to_pairs(x, source, width * channels, stride_w * channels, y, dy, window, dx, out_w, channels,
                              cut, apart)
                continue
            for j in range(out_w):
                column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
                for c in range(0, channels, lanes()):
                    n = channels - c
                    best = load(y, window + j * channels + c, n)
                    slope = choose(above(best, cut), load(dy, window + j * channels + c, n), 0.0)
                    for row in range(row_1 - row_0):
                        for column in range(column_1 - column_0):
                            pixel = source + (row * width + column_0 + column) * channels + c
                            smaller = below(load(x, pixel, n), best)
                            mine = choose(smaller, 0.0, slope)
                            store(dx, pixel, n, mine if apart else mine + load(dx, pixel, n))
                            slope = choose(smaller, slope, 0.0)


@kernel(tiles=_row_tiles)
def average_pool(x: images, y: images.out, pool_h: integer, pool_w: integer, stride_h: integer, stride_w: integer,
                 top: integer, left: integer, first: tile, last: tile):
    """y[i, j] = mean over the window of x"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w = y.shape[0], y.shape[1], y.shape[2]
    size = rows_in_tile(out_w * channels * pool_h * pool_w, 4 * PIECE)
    for r in range(first * size, min(pictures * out_h, last * size)):
        picture, edge = r // out_h * height, r % out_h * stride_h - top
        row_0, row_1 = max(0, edge), min(height, edge + pool_h)
        for j in range(out_w):
            column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
            share = 1.0 / ((row_1 - row_0) * (column_1 - column_0))
            for c in range(0, channels, lanes()):
                n = channels - c
                p = ((picture + row_0) * width + column_0) * channels + c
                s = spread(0.0)
                if row_1 - row_0 == 2 and column_1 - column_0 == 2:
                    q = p + width * channels
                    s = (load(x, p, n) + load(x, p + channels, n)) + (load(x, q, n) + load(x, q + channels, n))
                else:
                    for row in range(row_1 - row_0):
                        for column in range(column_1 - column_0):
                            s = s + load(x, p + (row * width + column) * channels, n)
                store(y, (r * out_w + j) * channels + c, n, s * share)


@kernel(tiles=_picture_tiles)
def average_pool_gradient(dy: images, dx: images.out, pool_h: integer, pool_w: integer, stride_h: integer,
                          stride_w: integer, top: integer, left: integer, first: tile, last: tile):
    """dx = dy / count for each pixel of each window"""
    pictures, height, width, channels = dx.shape
    out_h, out_w = dy.shape[1], dy.shape[2]
    size = rows_in_tile(height * width * channels, 4 * PIECE)
    apart = stride_h >= pool_h and stride_w >= pool_w
    covered = apart and out_h * stride_h == height and out_w * stride_w == width and stride_h == pool_h and (
        stride_w == pool_w)
    for picture in range(first * size, min(pictures, last * size)):
        if not covered:
            clear(dx, picture * height * width * channels, (picture + 1) * height * width * channels)
        for i in range(out_h):
            row_0, row_1 = max(0, i * stride_h - top), min(height, i * stride_h - top + pool_h)
            for j in range(out_w):
                column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
                share = 1.0 / ((row_1 - row_0) * (column_1 - column_0))
                for c in range(0, channels, lanes()):
                    n = channels - c
                    slope = load(dy, ((picture * out_h + i) * out_w + j) * channels + c, n) * share
                    p = ((picture * height + row_0) * width + column_0) * channels + c
                    for row in range(row_1 - row_0):
                        for column in range(column_1 - column_0):
                            pixel = p + (row * width + column) * channels
                            store(dx, pixel, n, slope if apart else slope + load(dx, pixel, n))
