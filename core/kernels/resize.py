"""Upsampling, padding and cropping of pictures by whole pixels."""

from core.kernels import PIECE, helper, images, integer, kernel, tile
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, spread, store


def _tiles(x, y, *rest):
    return tiles_of(y.shape[0] * y.shape[1], rows_in_tile(y.shape[2] * y.shape[3], PIECE))


@helper
def clear(x, begin, end):
    """Zeros from one flat position to another."""
    for i in range(begin, end, lanes()):
        store(x, i, end - i, spread(0.0))


@kernel(tiles=_tiles)
def frame(x: images, y: images.out, top: integer, left: integer, first: tile, last: tile):
    """y[i, j] = x[i − top, j − left], 0 outside; negative numbers cut off"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w = y.shape[0], y.shape[1], y.shape[2]
    begin, end = max(0, left), min(out_w, left + width)
    size = rows_in_tile(out_w * channels, PIECE)
    for r in range(first * size, min(pictures * out_h, last * size)):
        target, row = r * out_w * channels, r % out_h - top
        if row < 0 or row >= height or begin >= end:
            clear(y, target, target + out_w * channels)
            continue
        source = ((r // out_h * height + row) * width + begin - left) * channels
        clear(y, target, target + begin * channels)
        n = (end - begin) * channels
        for c in range(0, n, lanes()):
            store(y, target + begin * channels + c, n - c, load(x, source + c, n - c))
        clear(y, target + end * channels, target + out_w * channels)


@kernel(tiles=_tiles)
def enlarge(x: images, y: images.out, factor_h: integer, factor_w: integer, first: tile, last: tile):
    """y[i, j] = x[⌊i / f⌋, ⌊j / f⌋]"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w = y.shape[0], y.shape[1], y.shape[2]
    size = rows_in_tile(out_w * channels, PIECE)
    for r in range(first * size, min(pictures * out_h, last * size)):
        source = (r // out_h * height + r % out_h // factor_h) * width
        for j in range(width):
            for c in range(0, channels, lanes()):
                v = load(x, (source + j) * channels + c, channels - c)
                for f in range(factor_w):
                    store(y, (r * out_w + j * factor_w + f) * channels + c, channels - c, v)


@kernel(tiles=_tiles)
def enlarge_gradient(dy: images, dx: images.out, factor_h: integer, factor_w: integer, first: tile, last: tile):
    """dx[i, j] = Σ dy over the f × f pixels made of it"""
    height, width, channels = dx.shape[1], dx.shape[2], dx.shape[3]
    pictures, out_h, out_w = dx.shape[0], dy.shape[1], dy.shape[2]
    size = rows_in_tile(width * channels, PIECE)
    for r in range(first * size, min(pictures * height, last * size)):
        source = r // height * out_h + r % height * factor_h
        for j in range(width):
            for c in range(0, channels, lanes()):
                s = spread(0.0)
                for row in range(source, source + factor_h):
                    for column in range(j * factor_w, (j + 1) * factor_w):
                        s = s + load(dy, (row * out_w + column) * channels + c, channels - c)
                store(dx, (r * width + j) * channels + c, channels - c, s)
