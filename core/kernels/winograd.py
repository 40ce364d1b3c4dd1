"""Convolution with 3×3 filters by Winograd's minimal algorithm F(2×2, 3×3) (Lavin and Gray 2015).

Four pixels of the output need 16 products instead of 36: patches of 4×4 pixels of x become V = Bᵀ x B, the filter
becomes U = G w Gᵀ, and the output is Aᵀ (V·U) A, where · sums over channels. The 16 places of V and U are 16 ordinary
matrix products. The gradient of the filter goes the same way: Gᵀ (Vᵀ · A dy Aᵀ) G.
Pictures come padded; outputs have even height and width. Sums are taken in an order that the shapes decide.
"""

from core.kernels import PIECE, helper, images, kernel, matrix, number, tile, vector, worker
from core.kernels.product import NO_FLOOR, multiply
from core.kernels.runtime.place import at
from core.kernels.tiling import tiles_of
from core.kernels.vectors.simd import lanes, load, maximum, spread, store

PATCHES = 64
"""Patches that are transformed together before the products: enough rows for the product, few enough for the cache."""
GRADIENT_PATCHES = 64
PAD = 16
"""Extra values between the 16 places, so that they do not fall on the same lines of the cache."""


@helper
def rows_at_once(across, most):
    """Rows of patches in one block."""
    return max(1, most // across)


def block_size(out_w: int, channels: int, filters: int, gradient: bool = False) -> int:
    """Values of scratch memory that one block needs."""
    across = out_w // 2
    patches = across * rows_at_once(across, GRADIENT_PATCHES if gradient else PATCHES)
    return 16 * (patches * channels + PAD) + 16 * (patches * filters + PAD)


@kernel(tiles=lambda w, u: tiles_of(w.shape[2] * w.shape[3], PIECE))
def transform_filters(w: images, u: matrix.out, first: tile, last: tile):
    """U = G w Gᵀ"""
    n = w.shape[2] * w.shape[3]
    end = min(n, last * PIECE)
    for e in range(first * PIECE, end, lanes()):
        left = end - e
        for j in range(3):
            a, b, c = load(w, j * n + e, left), load(w, (3 + j) * n + e, left), load(w, (6 + j) * n + e, left)
            half, middle = (a + c) * 0.5, b * 0.5
            store(u, j * n + e, left, a)
            store(u, (4 + j) * n + e, left, half + middle)
            store(u, (8 + j) * n + e, left, half - middle)
            store(u, (12 + j) * n + e, left, c)
        for i in range(4):
            p = 4 * i * n + e
            a, b, c = load(u, p, left), load(u, p + n, left), load(u, p + 2 * n, left)
            half, middle = (a + c) * 0.5, b * 0.5
            store(u, p + n, left, half + middle)
            store(u, p + 2 * n, left, half - middle)
            store(u, p + 3 * n, left, c)


@helper
def spread_four(a, b, c, d):
    """Bᵀ times four values."""
    return a - c, b + c, c - b, b - d


@helper
def four(x, p, step, n):
    """Four vectors, `step` apart."""
    return load(x, p, n), load(x, p + step, n), load(x, p + 2 * step, n), load(x, p + 3 * step, n)


@helper
def put_four(v, p, step, n, a, b, c, d):
    """Four vectors to places `step` apart."""
    store(v, p, n, a)
    store(v, p + step, n, b)
    store(v, p + 2 * step, n, c)
    store(v, p + 3 * step, n, d)


@helper
def patch_row(x, source, row, channels, across, v, target, place):
    """V = Bᵀ x B for one row of 4×4 patches, two pixels apart."""
    for t in range(across):
        for c in range(0, channels, lanes()):
            n = channels - c
            s, d = source + 2 * t * channels + c, target + t * channels + c
            a0, a1, a2, a3 = four(x, s, row, n)
            b0, b1, b2, b3 = four(x, s + channels, row, n)
            c0, c1, c2, c3 = four(x, s + 2 * channels, row, n)
            d0, d1, d2, d3 = four(x, s + 3 * channels, row, n)
            a0, a1, a2, a3 = spread_four(a0, a1, a2, a3)
            b0, b1, b2, b3 = spread_four(b0, b1, b2, b3)
            c0, c1, c2, c3 = spread_four(c0, c1, c2, c3)
            d0, d1, d2, d3 = spread_four(d0, d1, d2, d3)
            put_four(v, d, place, n, a0 - c0, b0 + c0, c0 - b0, b0 - d0)
            put_four(v, d + 4 * place, place, n, a1 - c1, b1 + c1, c1 - b1, b1 - d1)
            put_four(v, d + 8 * place, place, n, a2 - c2, b2 + c2, c2 - b2, b2 - d2)
            put_four(v, d + 12 * place, place, n, a3 - c3, b3 + c3, c3 - b3, b3 - d3)


@helper
def output_row(m, source, place, filters, across, b, floor, y, target, row):
    """y = Aᵀ m A + b for one row of patches: two rows of pixels."""
    for t in range(across):
        for f in range(0, filters, lanes()):
            n = filters - f
            s, d = source + t * filters + f, target + 2 * t * filters + f
            bias = load(b, f, n) if b.size > 0 else spread(0.0)
            m0, m1, m2, m3 = four(m, s, 4 * place, n)
            top0, low0 = m0 + m1 + m2, m1 - m2 - m3
            m0, m1, m2, m3 = four(m, s + place, 4 * place, n)
            top1, low1 = m0 + m1 + m2, m1 - m2 - m3
            m0, m1, m2, m3 = four(m, s + 2 * place, 4 * place, n)
            top2, low2 = m0 + m1 + m2, m1 - m2 - m3
            m0, m1, m2, m3 = four(m, s + 3 * place, 4 * place, n)
            top3, low3 = m0 + m1 + m2, m1 - m2 - m3
            store(y, d, n, maximum(top0 + top1 + top2 + bias, floor))
            store(y, d + filters, n, maximum(top1 - top2 - top3 + bias, floor))
            store(y, d + row, n, maximum(low0 + low1 + low2 + bias, floor))
            store(y, d + row + filters, n, maximum(low1 - low2 - low3 + bias, floor))


@helper
def error_row(dy, source, row, filters, across, z, target, place):
    """Z = A dy Aᵀ for one row of patches."""
    for t in range(across):
        for f in range(0, filters, lanes()):
            n = filters - f
            s, d = source + 2 * t * filters + f, target + t * filters + f
            a, b = load(dy, s, n), load(dy, s + filters, n)
            c, e = load(dy, s + row, n), load(dy, s + row + filters, n)
            put_four(z, d, place, n, a, a + b, a - b, -b)
            left, right = a + c, b + e
            put_four(z, d + 4 * place, place, n, left, left + right, left - right, -right)
            left, right = a - c, b - e
            put_four(z, d + 8 * place, place, n, left, left + right, left - right, -right)
            put_four(z, d + 12 * place, place, n, -c, -(c + e), e - c, e)


def _blocks(x, u, b, y, *rest):
    rows = y.shape[1] // 2
    return y.shape[0] * tiles_of(rows, rows_at_once(y.shape[2] // 2, PATCHES))


@kernel(tiles=_blocks)
def winograd_convolve(x: images, u: matrix, b: vector, y: images.out, scratch: matrix.scratch, floor: number,
                      first: tile, last: tile, me: worker):
    """y = b + x ∗ W, by patches of 4×4"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    out_h, out_w, filters = y.shape[1], y.shape[2], y.shape[3]
    across = out_w // 2
    rows = rows_at_once(across, PATCHES)
    blocks = tiles_of(out_h // 2, rows)
    v = me * scratch.shape[1]
    v_place = rows * across * channels + PAD
    m, m_place = v + 16 * v_place, rows * across * filters + PAD
    for unit in range(first, last):
        picture, row = unit // blocks, unit % blocks * rows
        count = min(rows, out_h // 2 - row)
        for r in range(count):
            source = (picture * height + 2 * (row + r)) * width * channels
            patch_row(x, source, width * channels, channels, across, scratch, v + r * across * channels, v_place)
        for p in range(16):
            multiply(at(scratch, v + p * v_place), channels, 1, 0, at(u, p * channels * filters), filters, 0,
                     at(scratch, m + p * m_place), filters, 0, 0, NO_FLOOR, count * across, filters, channels, 1)
        for r in range(count):
            target = (picture * out_h + 2 * (row + r)) * out_w * filters
            output_row(scratch, m + r * across * filters, m_place, filters, across, b, floor, y, target,
                       out_w * filters)


@kernel(tiles=lambda x, dy, du, *rest: du.shape[0])
def winograd_gradient(x: images, dy: images, du: matrix.out, scratch: matrix.scratch, first: tile, last: tile,
                      me: worker):
    """dU = Σ Vᵀ · A dy Aᵀ over a part of the pictures"""
    height, width, channels = x.shape[1], x.shape[2], x.shape[3]
    pictures, out_h, out_w, filters = dy.shape
    across = out_w // 2
    rows = rows_at_once(across, GRADIENT_PATCHES)
    v = me * scratch.shape[1]
    v_place = rows * across * channels + PAD
    z, z_place = v + 16 * v_place, rows * across * filters + PAD
    for part in range(first, last):
        begin, end = pictures * part // du.shape[0], pictures * (part + 1) // du.shape[0]
        for picture in range(begin, end):
            for row in range(0, out_h // 2, rows):
                count = min(rows, out_h // 2 - row)
                for r in range(count):
                    source = (picture * height + 2 * (row + r)) * width * channels
                    patch_row(x, source, width * channels, channels, across, scratch, v + r * across * channels,
                              v_place)
                    source = (picture * out_h + 2 * (row + r)) * out_w * filters
                    error_row(dy, source, out_w * filters, filters, across, scratch, z + r * across * filters,
                              z_place)
                fresh = picture == begin and row == 0
                for p in range(16):
                    c = at(du, (part * 16 + p) * channels * filters)
                    multiply(at(scratch, v + p * v_place), 1, channels, 0, at(scratch, z + p * z_place), filters, 0,
                             c, filters, 0 if fresh else c, filters, NO_FLOOR, channels, filters, count * across, 1)


@helper
def part_sum(du, place, n, e, left):
    """Σ over the parts at one of the 16 places."""
    s = load(du, place * n + e, left)
    for part in range(1, du.shape[0]):
        s = s + load(du, (part * 16 + place) * n + e, left)
    return s


@helper
def folded_column(du, column, n, e, left):
    """Gᵀ times one column of the summed parts."""
    a, b = part_sum(du, column, n, e, left), part_sum(du, 4 + column, n, e, left)
    c, d = part_sum(du, 8 + column, n, e, left), part_sum(du, 12 + column, n, e, left)
    half = (b + c) * 0.5
    return a + half, (b - c) * 0.5, half + d


@helper
def put_three(dw, row, n, e, left, a, b, c, d):
    """One row of the filter from four values: times G."""
    half = (b + c) * 0.5
    store(dw, 3 * row * n + e, left, a + half)
    store(dw, (3 * row + 1) * n + e, left, (b - c) * 0.5)
    store(dw, (3 * row + 2) * n + e, left, half + d)


@kernel(tiles=lambda du, dw: tiles_of(dw.shape[2] * dw.shape[3], PIECE))
def gather_filters(du: matrix, dw: images.out, first: tile, last: tile):
    """dW = Gᵀ (Σ dU) G"""
    n = dw.shape[2] * dw.shape[3]
    end = min(n, last * PIECE)
    for e in range(first * PIECE, end, lanes()):
        left = end - e
        a0, a1, a2 = folded_column(du, 0, n, e, left)
        b0, b1, b2 = folded_column(du, 1, n, e, left)
        c0, c1, c2 = folded_column(du, 2, n, e, left)
        d0, d1, d2 = folded_column(du, 3, n, e, left)
        put_three(dw, 0, n, e, left, a0, b0, c0, d0)
        put_three(dw, 1, n, e, left, a1, b1, c1, d1)
        put_three(dw, 2, n, e, left, a2, b2, c2, d2)


@kernel(tiles=lambda dy, db: 1 if dy.size < 65536 else db.shape[0])
def winograd_bias(dy: images, db: matrix.out, first: tile, last: tile):
    """db = Σ dy over a part of the pictures"""
    parts, filters = db.shape
    pixels = dy.shape[0] * dy.shape[1] * dy.shape[2]
    begin, end = first, last
    if dy.size < 65536:
        begin, end = 0, parts
    for part in range(begin, end):
        for f in range(0, filters, lanes()):
            s0, s1 = spread(0.0), spread(0.0)
            start, stop = pixels * part // parts, pixels * (part + 1) // parts
            for pixel in range(start, stop - 1, 2):
                s0 = s0 + load(dy, pixel * filters + f, filters - f)
                s1 = s1 + load(dy, (pixel + 1) * filters + f, filters - f)
            if (stop - start) % 2 == 1:
                s0 = s0 + load(dy, (stop - 1) * filters + f, filters - f)
            store(db, part * filters + f, filters - f, s0 + s1)
