"""The input gradient of a convolution with a stride, phase by phase (and the forward pass of a transposed one).

Pixels of x that are a stride apart are seen by the same pixels of the kernel, and by no others: each such phase is a
convolution of stride 1 of dy with its share of the kernel. Spreading dy by zeros instead costs stride² times as much.
"""

from core.kernels import helper, images, integer, kernel, number, tile, vector
from core.kernels.conv import WORK, turn_block
from core.kernels.product import multiply
from core.kernels.runtime.place import at
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import lanes, load, maximum, spread, store


@helper
def share(size, stride, phase):
    """How many of `size` kernel pixels belong to a phase."""
    return (size - phase + stride - 1) // stride if phase < size else 0


@helper
def before(size, stride, phase):
    """How many belong to the phases before it."""
    found = 0
    for other in range(phase):
        found += share(size, stride, other)
    return found


@kernel(tiles=lambda w, out, stride_h, stride_w: w.shape[0])
def turn_phases(w: images, out: vector.out, stride_h: integer, stride_w: integer, first: tile, last: tile):
    """Wᵀ turned by half a circle, phase after phase"""
    height, width, channels, filters = w.shape
    each = channels * filters
    for u in range(first, last):
        a = u % stride_h
        rows, start = share(height, stride_h, a), before(height, stride_h, a) * width
        for v in range(width):
            b = v % stride_w
            columns = share(width, stride_w, b)
            place = start + rows * before(width, stride_w, b) + u // stride_h * columns + v // stride_w
            turned = (height - 1 - u) * width + width - 1 - v
            turn_block(w, turned * each, channels, filters, out, place * each, channels)


@helper
def fill_pixels(y, begin, step, pixels, b, channels, floor):
    """Pixels that no pixel of the kernel sees: the bias alone."""
    for c in range(0, channels, lanes()):
        value = spread(0.0)
        if b.size > 0:
            value = load(b, c, channels - c)
        value = maximum(value, floor)
        for pixel in range(pixels):
            store(y, begin + pixel * step + c, channels - c, value)


def _tiles(x, w, b, y, kernel_h, kernel_w, stride_h, stride_w, *rest):
    return tiles_of(y.shape[0] * y.shape[1], rows_in_tile(y.shape[2] * w.size // (stride_h * stride_w), WORK))


@kernel(tiles=_tiles)
def convolve_phases(x: images, w: vector, b: vector, y: images.out, kernel_h: integer, kernel_w: integer,
                    stride_h: integer, stride_w: integer, top: integer, left: integer, row_0: integer,
                    column_0: integer, floor: number, first: tile, last: tile):
    """y[i, j] = b + Σ x[(i + k − top)/s, (j + l − left)/s] W[k, l], where these are whole"""
    height, width, filters = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w, channels = y.shape
    size, each = rows_in_tile(out_w * w.size // (stride_h * stride_w), WORK), filters * channels
    bias = at(b, 0) if b.size > 0 else 0
    for r in range(first * size, min(pictures * out_h, last * size)):
        i = r % out_h
        a = (top - i) % stride_h
        rows, start = share(kernel_h, stride_h, a), before(kernel_h, stride_h, a) * kernel_w
        line = (r // out_h * height + (i + a - top) // stride_h + row_0) * width
        for phase in range(min(stride_w, out_w)):
            c = (left - phase) % stride_w
            columns = share(kernel_w, stride_w, c)
            pixels, target = (out_w - phase + stride_w - 1) // stride_w, (r * out_w + phase) * channels
            if rows == 0 or columns == 0:
                fill_pixels(y, target, stride_w * channels, pixels, b, channels, floor)
                continue
            place = (line + (phase + c - left) // stride_w + column_0) * filters
            own = (start + rows * before(kernel_w, stride_w, c)) * each
            multiply(at(x, place), filters, 1, width * filters, at(w, own), channels, columns * each, at(y, target),
                     stride_w * channels, bias, 0, floor, pixels, channels, columns * filters, rows)
