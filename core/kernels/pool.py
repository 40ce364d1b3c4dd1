"""Pooling: one value for each window of each channel. Windows may reach over the edge; only real pixels count."""

from core.kernels import PIECE, images, integer, kernel, tile
from core.kernels.dealing import rows_in_tile, tiles_of
from core.kernels.resize import clear
from core.kernels.simd import below, choose, lanes, load, maximum, spread, store


def _row_tiles(x, y, pool_h, pool_w, *rest):
    return tiles_of(y.shape[0] * y.shape[1], rows_in_tile(y.shape[2] * y.shape[3] * pool_h * pool_w, 4 * PIECE))


def _picture_tiles(*arguments):
    dx = arguments[-7]
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
        for j in range(out_w):
            column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
            for c in range(0, channels, lanes()):
                best = load(x, ((picture + row_0) * width + column_0) * channels + c, channels - c)
                for row in range(row_0, row_1):
                    for column in range(column_0, column_1):
                        v = load(x, ((picture + row) * width + column) * channels + c, channels - c)
                        best = maximum(best, v)
                store(y, (r * out_w + j) * channels + c, channels - c, best)


@kernel(tiles=_picture_tiles)
def max_pool_gradient(x: images, y: images, dy: images, dx: images.out, pool_h: integer, pool_w: integer,
                      stride_h: integer, stride_w: integer, top: integer, left: integer, first: tile, last: tile):
    """dx = dy at the first largest value of each window"""
    pictures, height, width, channels = x.shape
    out_h, out_w = y.shape[1], y.shape[2]
    size = rows_in_tile(height * width * channels, 4 * PIECE)
    for picture in range(first * size, min(pictures, last * size)):
        clear(dx, picture * height * width * channels, (picture + 1) * height * width * channels)
        for i in range(out_h):
            row_0, row_1 = max(0, i * stride_h - top), min(height, i * stride_h - top + pool_h)
            for j in range(out_w):
                column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
                for c in range(0, channels, lanes()):
                    n = channels - c
                    window = ((picture * out_h + i) * out_w + j) * channels + c
                    best, left_over = load(y, window, n), load(dy, window, n)
                    for row in range(row_0, row_1):
                        for column in range(column_0, column_1):
                            p = ((picture * height + row) * width + column) * channels + c
                            smaller = below(load(x, p, n), best)
                            store(dx, p, n, load(dx, p, n) + choose(smaller, 0.0, left_over))
                            left_over = choose(smaller, left_over, 0.0)


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
                s = spread(0.0)
                for row in range(row_0, row_1):
                    for column in range(column_0, column_1):
                        s = s + load(x, ((picture + row) * width + column) * channels + c, channels - c)
                store(y, (r * out_w + j) * channels + c, channels - c, s * share)


@kernel(tiles=_picture_tiles)
def average_pool_gradient(dy: images, dx: images.out, pool_h: integer, pool_w: integer, stride_h: integer,
                          stride_w: integer, top: integer, left: integer, first: tile, last: tile):
    """dx = dy / count for each pixel of each window"""
    pictures, height, width, channels = dx.shape
    out_h, out_w = dy.shape[1], dy.shape[2]
    size = rows_in_tile(height * width * channels, 4 * PIECE)
    for picture in range(first * size, min(pictures, last * size)):
        clear(dx, picture * height * width * channels, (picture + 1) * height * width * channels)
        for i in range(out_h):
            row_0, row_1 = max(0, i * stride_h - top), min(height, i * stride_h - top + pool_h)
            for j in range(out_w):
                column_0, column_1 = max(0, j * stride_w - left), min(width, j * stride_w - left + pool_w)
                share = 1.0 / ((row_1 - row_0) * (column_1 - column_0))
                for c in range(0, channels, lanes()):
                    n = channels - c
                    g = load(dy, ((picture * out_h + i) * out_w + j) * channels + c, n) * share
                    for row in range(row_0, row_1):
                        for column in range(column_0, column_1):
                            p = ((picture * height + row) * width + column) * channels + c
                            store(dx, p, n, load(dx, p, n) + g)
