"""Convolution of pictures (n, height, width, channels) with kernels (kernel height, kernel width, channels, filters),
and its gradients, on the tile product. Pictures come padded, so every window lies inside.

No patch matrix is built: one row of pixels is a matrix whose row stride is one step of the window, a kernel row is
one segment of the product. Groups split the channels: kernels then have (channels / groups) and each group feeds
(filters / groups) of the filters. Padding, and the spreading of gradients that a stride asks for, is `place`.
"""

from core.kernels import PIECE, helper, images, integer, kernel, matrix, number, tile, vector
from core.kernels.copying import copy_row
from core.kernels.gemm import STEP, WORK
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.transpose import turn_square
from core.kernels.vectors.simd import lanes, load, spread, store

PARTS = 8
"""Most partial sums of a weight gradient."""
LARGEST_PARTS = 1 << 20
"""Most values in all partial sums together."""


def _place_tiles(x, out, *rest):
    return tiles_of(x.shape[0] * x.shape[1], rows_in_tile(x.shape[2] * x.shape[3], PIECE))


@kernel(tiles=_place_tiles)
def place(x: images, out: images.inout, top: integer, left: integer, step_h: integer, step_w: integer,
          first: tile, last: tile):
    """out[top + i·s, left + j·s] = x[i, j], where that lies inside"""
    pictures, height, width, channels = x.shape
    out_h, out_w = out.shape[1], out.shape[2]
    begin = -(-max(0, -left) // step_w)
    end = min(width, -(-max(0, out_w - left) // step_w))
    run, step = (1, (end - begin) * channels) if step_w == 1 else (end - begin, channels)
    size = rows_in_tile(width * channels, PIECE)
    for r in range(first * size, min(pictures * height, last * size)):
        row = top + (r % height) * step_h
        if row < 0 or row >= out_h:
            continue
        source = (r * width + begin) * channels
        target = (((r // height) * out_h + row) * out_w + left + begin * step_w) * channels
        for j in range(run):
            copy_row(x, source + j * step, out, target + j * step_w * channels, step)


def _forward_tiles(x, w, b, y, *rest):
    return tiles_of(y.shape[0] * y.shape[1], rows_in_tile(y.shape[2] * w.size, WORK))


@kernel(tiles=_forward_tiles)
def convolve(x: images, w: images, b: vector, y: images.out, stride_h: integer, stride_w: integer,
             dilation_h: integer, dilation_w: integer, floor: number, first: tile, last: tile):
    """y[i, j] = b + Σ x[i·s + k·d, j·s + l·d] W[k, l]"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    kernel_h, kernel_w, depth, filters = w.shape
    pictures, out_h, out_w = y.shape[0], y.shape[1], y.shape[2]
    size = rows_in_tile(out_w * w.size, WORK)
    begin, end = first * size, min(pictures * out_h, last * size)
    bias = at(b, 0) if b.size > 0 else 0
    kernel_row, picture_row = kernel_w * depth * filters, dilation_h * width * channels
    groups = channels // depth
    columns = filters // groups
    joined = groups == 1 and (dilation_w == 1 or kernel_w == 1)
    # Joined: the pixels under a kernel row lie side by side, and the kernel rows are the segments of one product.
    # Else each kernel row is a product of its own, added to those before, and its pixels are the segments.
    turns, segments, run = (1, kernel_h, kernel_w * depth) if joined else (kernel_h, kernel_w, depth)
    a_segment, b_segment = (picture_row, kernel_row) if joined else (dilation_w * channels, depth * filters)
    pixels, step = out_w, 1
    if joined and kernel_h * kernel_w * stride_h * stride_w == 1:
        pixels, step = (end - begin) * out_w, max(1, end - begin)  # one pixel a window: all rows are one matrix
    for r in range(begin, end, step):
        corner = ((r // out_h) * height + (r % out_h) * stride_h) * width * channels
        for g in range(groups):
            target = at(y, r * out_w * filters + g * columns)
            start, start_row = bias + 4 * g * columns if bias else 0, 0
            for k in range(turns):
                multiply(at(x, corner + k * picture_row + g * depth), stride_w * channels, 1, a_segment,
                         at(w, k * kernel_row + g * columns), filters, b_segment, target, filters, start, start_row,
                         floor if k == turns - 1 else NO_FLOOR, pixels, columns, run, segments)
                start, start_row = target, filters


@helper
def turn_block(source, place, rows, columns, target, target_place, target_stride):
    """target[j, i] = source[i, j] for `rows` rows of `columns` values that lie one after the other."""
    side = lanes()
    whole_rows, whole_columns = rows // side * side, columns // side * side
    for i in range(0, whole_rows, side):
        for j in range(0, whole_columns, side):
            turn_square(source, place + i * columns + j, columns, target, target_place + j * target_stride + i,
                        target_stride)
    for i in range(rows):
        for j in range(whole_columns if i < whole_rows else 0, columns):
            store(target, target_place + j * target_stride + i, 1, load(source, place + i * columns + j, 1))


@kernel(tiles=lambda w, out, groups: 1 if w.size <= PIECE else w.shape[0] * w.shape[1])
def turn(w: images, out: images.out, groups: integer, first: tile, last: tile):
    """Wᵀ turned by half a circle: filters become channels, channels filters, group by group"""
    kernel_h, kernel_w, depth, filters = w.shape
    columns = filters // groups
    channels = groups * depth
    places = kernel_h * kernel_w
    begin, end = (0, places) if w.size <= PIECE else (first, last)
    for k in range(begin, end):
        source, target = k * depth * filters, (places - 1 - k) * columns * channels
        for g in range(groups):
            if groups == 1:
                turn_block(w, source, depth, columns, out, target, channels)
                continue
            for c in range(depth):
                for f in range(columns):
                    out_at = target + f * channels + g * depth + c
                    store(out, out_at, 1, load(w, source + c * filters + g * columns + f, 1))


@helper
def gradient_rows(rows, joined, dy_size, parts):
    """Of the `rows` rows of a kernel row's gradient, how many one tile computes: all, where they cannot be split."""
    wanted = -(-dy_size * rows // (WORK * parts)) if joined else 1
    blocks = max(1, min(wanted, -(-rows // (4 * STEP))))
    return min(rows, -(-rows // (blocks * STEP)) * STEP) if joined else rows


@helper
def gradient_parts(dy, kernel_shape):
    """Into how many partial sums over pictures the gradient of a kernel is dealt: decided by shapes alone."""
    kernel_h, kernel_w, depth, filters = kernel_shape
    weights = kernel_h * kernel_w * depth * filters
    work = dy.size * kernel_h * kernel_w * depth
    return max(1, min(dy.shape[0], PARTS, work // (2 * WORK), LARGEST_PARTS // weights))


def _gradient_tiles(x, dy, dw, db, stride_h, stride_w, dilation_h, dilation_w):
    parts = db.shape[0]
    kernel_h, kernel_w = dw.shape[0] // parts, dw.shape[1]
    if dy.size * kernel_h * kernel_w * dw.shape[2] <= WORK:
        return 1
    rows = kernel_w * dw.shape[2]
    joined = dw.shape[2] == x.shape[3] and (dilation_w == 1 or kernel_w == 1)
    return parts * kernel_h * tiles_of(rows, gradient_rows(rows, joined, dy.size, parts))


@helper
def pixel_sums(dy, begin, end, columns, out, target):
    """out[target + c] = Σ dy[pixel, c] over the pixels from begin to end"""
    for c in range(0, columns, lanes()):
        s0, s1, s2, s3 = spread(0.0), spread(0.0), spread(0.0), spread(0.0)
        whole = begin + (end - begin) // 4 * 4
        # Four sums at a time: one alone would wait for each addition to finish.
        for pixel in range(begin, whole, 4):
            p = pixel * columns + c
            s0 = s0 + load(dy, p, columns - c)
            s1 = s1 + load(dy, p + columns, columns - c)
            s2 = s2 + load(dy, p + 2 * columns, columns - c)
            s3 = s3 + load(dy, p + 3 * columns, columns - c)
        for pixel in range(whole, end):
            s0 = s0 + load(dy, pixel * columns + c, columns - c)
        store(out, target + c, columns - c, (s0 + s1) + (s2 + s3))


@kernel(tiles=_gradient_tiles)
def kernel_gradient(x: images, dy: images, dw: images.out, db: matrix.out, stride_h: integer, stride_w: integer,
                    dilation_h: integer, dilation_w: integer, first: tile, last: tile):
    """dW[k, l] = Σ x[i·s + k·d, j·s + l·d]ᵀ dy[i, j] over a part of the pictures, db = Σ dy"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w, filters = dy.shape
    parts, kernel_w, depth = db.shape[0], dw.shape[1], dw.shape[2]
    kernel_h = dw.shape[0] // parts
    groups = channels // depth
    columns = filters // groups
    joined = groups == 1 and (dilation_w == 1 or kernel_w == 1)
    size = gradient_rows(kernel_w * depth, joined, dy.size, parts)
    blocks = -(-kernel_w * depth // size)
    places, rows = (1, size) if joined else (kernel_w, depth)
    begin, end = first, last
    if dy.size * kernel_h * kernel_w * depth <= WORK:
        begin, end = 0, parts * kernel_h * blocks
    for unit in range(begin, end):
        part, k, block = unit // (kernel_h * blocks), (unit // blocks) % kernel_h, unit % blocks
        first_picture, last_picture = pictures * part // parts, pictures * (part + 1) // parts
        target = ((part * kernel_h + k) * kernel_w * depth + block * size) * filters
        for picture in range(first_picture, last_picture):
            corner = (picture * height + k * dilation_h) * width * channels + block * size
            for j in range(places):
                for g in range(groups):
                    c = at(dw, target + j * depth * filters + g * columns)
                    multiply(at(x, corner + j * dilation_w * channels + g * depth), 1, stride_w * channels,
                             stride_h * width * channels, at(dy, picture * out_h * out_w * filters + g * columns),
                             filters, out_w * filters, c, filters, 0 if picture == first_picture else c, filters,
                             NO_FLOOR, min(rows, kernel_w * depth - block * size), columns, out_w, out_h)
        if k == 0 and block == 0 and db.shape[1] > 0:
            pixel_sums(dy, first_picture * out_h * out_w, last_picture * out_h * out_w, filters, db, part * filters)


@kernel(tiles=lambda parts, out: tiles_of(out.size, PIECE))
def sum_parts(parts: matrix, out: vector.out, first: tile, last: tile):
    """out = Σ over the partial sums"""
    count, n = parts.shape
    end = min(n, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        s = load(parts, i, end - i)
        for part in range(1, count):
            s = s + load(parts, part * n + i, end - i)
        store(out, i, end - i, s)
