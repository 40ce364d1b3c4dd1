"""Depthwise convolution: every channel has filters of its own, so the work is vectorised over the channels.

Kernels are (kernel height, kernel width, 1, channels); a channel with several filters stands there several times
over, side by side (`repeat_channels`). Pictures come padded, so every window lies inside.
"""

from core.kernels import PIECE, helper, images, integer, kernel, matrix, number, tile, vector
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import fused, lanes, load, maximum, spread, store

WORK = 8 * PIECE
"""Multiplications in one tile."""


def _row_tiles(x, w, b, y, *rest):
    return tiles_of(y.shape[0] * y.shape[1], rows_in_tile(y.shape[2] * w.size, WORK))


@kernel(tiles=_row_tiles)
def depthwise_convolve(x: images, w: images, b: vector, y: images.out, stride_h: integer, stride_w: integer,
                       dilation_h: integer, dilation_w: integer, floor: number, first: tile, last: tile):
    """y[i, j, c] = b[c] + Σ x[i·s + k·d, j·s + l·d, c] W[k, l, c]"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    kernel_h, kernel_w = w.shape[0], w.shape[1]
    pictures, out_h, out_w = y.shape[0], y.shape[1], y.shape[2]
    size = rows_in_tile(out_w * w.size, WORK)
    for r in range(first * size, min(pictures * out_h, last * size)):
        corner = (r // out_h * height + r % out_h * stride_h) * width
        for c in range(0, channels, lanes()):
            n = channels - c
            bias = load(b, c, n) if b.size > 0 else spread(0.0)
            for j in range(out_w):
                s = bias
                for k in range(kernel_h):
                    pixel = corner + k * dilation_h * width + j * stride_w
                    for m in range(kernel_w):
                        s = fused(load(x, (pixel + m * dilation_w) * channels + c, n),
                                  load(w, (k * kernel_w + m) * channels + c, n), s)
                store(y, (r * out_w + j) * channels + c, n, maximum(s, floor))


@helper
def gradient_parts(dy, w):
    """Into how many partial sums over pictures the gradient of a kernel is dealt."""
    pictures = dy.shape[0]
    work_a_picture = dy.size // pictures * w.shape[0] * w.shape[1]
    return tiles_of(pictures, rows_in_tile(work_a_picture, 8 * WORK))


@kernel(tiles=lambda x, dy, dw, db, *rest: db.shape[0])
def depthwise_gradient(x: images, dy: images, dw: images.out, db: matrix.out, stride_h: integer, stride_w: integer,
                       dilation_h: integer, dilation_w: integer, first: tile, last: tile):
    """dW[k, l, c] = Σ x[i·s + k·d, j·s + l·d, c] dy[i, j, c] over a part of the pictures, db = Σ dy"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w = dy.shape[0], dy.shape[1], dy.shape[2]
    parts, kernel_w = db.shape[0], dw.shape[1]
    kernel_h = dw.shape[0] // parts
    for part in range(first, last):
        begin, end = pictures * part // parts * out_h, pictures * (part + 1) // parts * out_h
        for c in range(0, channels, lanes()):
            n = channels - c
            for k in range(kernel_h * kernel_w):
                shift = k // kernel_w * dilation_h * width + k % kernel_w * dilation_w
                s = spread(0.0)
                for r in range(begin, end):
                    corner = (r // out_h * height + r % out_h * stride_h) * width + shift
                    for j in range(out_w):
                        s = fused(load(x, (corner + j * stride_w) * channels + c, n),
                                  load(dy, (r * out_w + j) * channels + c, n), s)
                store(dw, (part * kernel_h * kernel_w + k) * channels + c, n, s)
            if db.shape[1] > 0:
                s = spread(0.0)
                for pixel in range(begin * out_w, end * out_w):
                    s = s + load(dy, pixel * channels + c, n)
                store(db, part * channels + c, n, s)


@kernel(tiles=lambda x, y: tiles_of(x.shape[0], rows_in_tile(y.shape[1], PIECE)))
def repeat_channels(x: matrix, y: matrix.out, first: tile, last: tile):
    """y[p, c·m + i] = x[p, c] for i < m"""
    pixels, channels = x.shape
    times = y.shape[1] // channels
    size = rows_in_tile(y.shape[1], PIECE)
    for p in range(first * size, min(pixels, last * size)):
        for c in range(channels):
            v = x[p, c]
            for i in range(times):
                y[p, c * times + i] = v


@kernel(tiles=lambda dy, dx: tiles_of(dx.shape[0], rows_in_tile(dy.shape[1], PIECE)))
def fold_channels(dy: matrix, dx: matrix.out, first: tile, last: tile):
    """dx[p, c] = Σ dy[p, c·m + i] over i < m"""
    pixels, channels = dx.shape
    times = dy.shape[1] // channels
    size = rows_in_tile(dy.shape[1], PIECE)
    for p in range(first * size, min(pixels, last * size)):
        for c in range(channels):
            s = dy[p, c * times]
            for i in range(1, times):
                s += dy[p, c * times + i]
            dx[p, c] = s
