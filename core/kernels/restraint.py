"""What holds gradients and weights back: clipping, weight decay, the largest norm of a unit's weights."""

import math

from core.kernels import PIECE, helper, kernel, matrix, number, pieces, tile, vector
from core.kernels.simd import lanes, load, maximum, minimum, root, spread, store, total


def _tiles(g, *rest):
    return pieces(g.size)


@kernel(tiles=_tiles)
def clip_value(g: vector.inout, limit: vector, first: tile, last: tile):
    """g ← g kept within ±c"""
    end = min(g.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(g, i, end - i, minimum(maximum(load(g, i, end - i), -limit[0]), limit[0]))


@helper
def square_sum(g, start, end):
    """Σ g² from one place to another."""
    s = spread(0.0)
    for i in range(start, end, lanes()):
        v = load(g, i, end - i)
        s = s + v * v
    return total(s)


@kernel(tiles=lambda g, sums: pieces(g.size))
def squares(g: vector, sums: vector.out, first: tile, last: tile):
    """sums = Σ g², piece by piece"""
    for t in range(first, last):
        sums[t] = square_sum(g, t * PIECE, min(g.size, (t + 1) * PIECE))


@kernel(tiles=lambda g, sums, limit: pieces(g.size))
def scale_to_norm(g: vector.inout, sums: vector, limit: vector, first: tile, last: tile):
    """g ← g c / max(c, ‖g‖)"""
    whole = 0.0
    for t in range(sums.size):
        whole += sums[t]
    norm = math.sqrt(whole)
    if not (norm <= limit[0]):
        scale = limit[0] / norm
        end = min(g.size, last * PIECE)
        for i in range(first * PIECE, end, lanes()):
            store(g, i, end - i, load(g, i, end - i) * scale)


@kernel(tiles=lambda w, rate, share: pieces(w.size))
def decay(w: vector.inout, rate: vector, share: vector, first: tile, last: tile):
    """w ← w (1 − η λ)"""
    end = min(w.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(w, i, end - i, load(w, i, end - i) * (1.0 - rate[0] * share[0]))


@kernel
def max_norm(w: matrix.inout, limit: number):
    """every column of w whose norm is above c is scaled down to it"""
    rows, n = w.shape
    for c in range(0, n, lanes()):
        s = spread(0.0)
        for r in range(rows):
            v = load(w, r * n + c, n - c)
            s = s + v * v
        scale = limit / maximum(root(s), limit)
        for r in range(rows):
            store(w, r * n + c, n - c, load(w, r * n + c, n - c) * scale)
