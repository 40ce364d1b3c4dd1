"""Convolution of pictures (n, height, width, channels) with kernels (kernel height, kernel width, channels, filters),
and its gradients, on the tile product. Pictures come padded, so every window lies inside.

No patch matrix is built: one row of pixels is a matrix whose row stride is one step of the window, a kernel row is
one segment of the product. Groups split the channels: kernels then have (channels / groups) and each group feeds
(filters / groups) of the filters. Padding, and the spreading of gradients that a stride asks for, is `place`.
"""

from core.kernels import PIECE, helper, images, integer, kernel, matrix, number, tile, vector
from core.kernels.dealing import rows_in_tile, tiles_of
from core.kernels.gemm import STEP, WORK
from core.kernels.product import NO_FLOOR, at, multiply
from core.kernels.simd import lanes, load, spread, store

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
            for c in range(0, step, lanes()):
                store(out, target + j * step_w * channels + c, step - c, load(x, source + j * step + c, step - c))


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
    if depth == channels and kernel_h * kernel_w * stride_h * stride_w == 1:
        # One pixel a window: all rows of pixels are one matrix.
        multiply(at(x, begin * width * channels), channels, 1, 0, at(w, 0), filters, 0, at(y, begin * out_w * filters),
                 filters, bias, 0, floor, (end - begin) * out_w, filters, channels, 1)
        return
    groups = channels // depth
    columns = filters // groups
    kernel_row, picture_row = kernel_w * depth * filters, dilation_h * width * channels
    joined = groups == 1 and (dilation_w == 1 or kernel_w == 1)
    for r in range(begin, end):
        corner = ((r // out_h) * height + (r % out_h) * stride_h) * width * channels
        c = at(y, r * out_w * filters)
        if joined:
            multiply(at(x, corner), stride_w * channels, 1, picture_row, at(w, 0), filters, kernel_row, c, filters,
                     bias, 0, floor, out_w, filters, kernel_w * depth, kernel_h)
            continue
        for g in range(groups):
            target = c + 4 * g * columns
            start, start_row = bias + 4 * g * columns if bias else 0, 0
            for k in range(kernel_h):
                multiply(at(x, corner + k * picture_row + g * depth), stride_w * channels, 1, dilation_w * channels,
                         at(w, k * kernel_row + g * columns), filters, depth * filters, target, filters, start,
                         start_row, floor if k == kernel_h - 1 else NO_FLOOR, out_w, columns, depth, kernel_w)
                start, start_row = target, filters


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
            for c in range(depth):
                for f in range(columns):
                    out_at = target + f * channels + g * depth + c
                    store(out, out_at, 1, load(w, source + c * filters + g * columns + f, 1))


@helper
def gradient_rows(x_channels, dy_size, w_rows, w_columns, dilation_w, kernel_w, kernel_h, parts):
    """Rows of a kernel row's gradient that one tile computes; all, where they cannot be split."""
    rows = kernel_w * w_rows
    if w_rows < x_channels or (dilation_w > 1 and kernel_w > 1):
        return rows
    work = dy_size * kernel_h * rows
    blocks = min(tiles_of(rows, 4 * STEP), tiles_of(work, WORK * parts * kernel_h))
    return min(rows, STEP * tiles_of(tiles_of(rows, blocks), STEP))


@helper
def gradient_parts(dy, kernel_shape):
    """Into how many partial sums over pictures the gradient of a kernel is dealt: decided by shapes alone."""
    kernel_h, kernel_w, depth, filters = kernel_shape
    weights = kernel_h * kernel_w * depth * filters
    work = dy.size * kernel_h * kernel_w * depth
    return max(1, min(dy.shape[0], PARTS, work // (4 * WORK), LARGEST_PARTS // weights))


def _gradient_tiles(x, dy, dw, db, stride_h, stride_w, dilation_h, dilation_w):
    parts = db.shape[0]
    kernel_h, kernel_w = dw.shape[0] // parts, dw.shape[1]
    if dy.size * kernel_h * kernel_w * dw.shape[2] <= WORK:
        return 1
    rows = gradient_rows(x.shape[3], dy.size, dw.shape[2], dw.shape[3], dilation_w, kernel_w, kernel_h, parts)
    return parts * kernel_h * tiles_of(kernel_w * dw.shape[2], rows)


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
    size = gradient_rows(channels, dy.size, depth, filters, dilation_w, kernel_w, kernel_h, parts)
    blocks = tiles_of(kernel_w * depth, size)
    joined = groups == 1 and (dilation_w == 1 or kernel_w == 1)
    begin, end = first, last
    if dy.size * kernel_h * kernel_w * depth <= WORK:
        begin, end = 0, parts * kernel_h * blocks
    for unit in range(begin, end):
        part, k, block = unit // (kernel_h * blocks), (unit // blocks) % kernel_h, unit % blocks
        first_picture, last_picture = pictures * part // parts, pictures * (part + 1) // parts
        kernel_row = (part * kernel_h + k) * kernel_w * depth * filters
        for picture in range(first_picture, last_picture):
            corner = (picture * height + k * dilation_h) * width * channels
            right = at(dy, picture * out_h * out_w * filters)
            fresh = picture == first_picture
            if joined:
                row = block * size
                c = at(dw, kernel_row + row * filters)
                multiply(at(x, corner + row), 1, stride_w * channels, stride_h * width * channels, right, filters,
                         out_w * filters, c, filters, 0 if fresh else c, filters, NO_FLOOR,
                         min(size, kernel_w * depth - row), filters, out_w, out_h)
                continue
            for j in range(kernel_w):
                for g in range(groups):
                    c = at(dw, kernel_row + j * depth * filters + g * columns)
                    multiply(at(x, corner + j * dilation_w * channels + g * depth), 1, stride_w * channels,
                             stride_h * width * channels, right + 4 * g * columns, filters, out_w * filters, c,
                             filters, 0 if fresh else c, filters, NO_FLOOR, depth, columns, out_w, out_h)
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
