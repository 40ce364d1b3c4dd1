"""Gradient clipping, weight decay and the max-norm constraint."""

import math

from core.kernels import PIECE, doubles, helper, kernel, matrix, number, pieces, tile, vector
from core.kernels.vectors.simd import above, choose, lanes, load, maximum, minimum, root, spread, store, total

LEAST, MOST = 1e-30, 1e30
"""Sums of squares between which float32 has lost none of them: beyond, they are added in double precision."""


def _tiles(g, *rest):
    return pieces(g.size)


@kernel(tiles=_tiles, each=True)
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
def squares(g: vector, sums: doubles.out, first: tile, last: tile):
    """sums = Σ g², piece by piece"""
    for t in range(first, last):
        start, end = t * PIECE, min(g.size, (t + 1) * PIECE)
        found = square_sum(g, start, end) * 1.0
        if not (LEAST < found < MOST):
            found = 0.0
            for i in range(start, end):
                found += float(g[i]) * 1.0 * float(g[i])
        sums[t] = found


@kernel(tiles=lambda g, sums, limit: pieces(g.size))
def scale_to_norm(g: vector.inout, sums: doubles, limit: vector, first: tile, last: tile):
    """g ← g c / max(c, ‖g‖)"""
    whole = 0.0
    for t in range(sums.size):
        whole += sums[t]
    norm = math.sqrt(whole)
    if not (norm <= limit[0]):
        scale, end = limit[0] / norm, min(g.size, last * PIECE)
        if scale < LEAST:
            # Too small for a float32: half of it in a pass of its own, for fast mathematics would join the two.
            scale = math.sqrt(scale)
            for i in range(first * PIECE, end, lanes()):
                store(g, i, end - i, load(g, i, end - i) * scale)
        for i in range(first * PIECE, end, lanes()):
            store(g, i, end - i, load(g, i, end - i) * scale)


@kernel(tiles=lambda w, rate, share: pieces(w.size), each=True)
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
        left = n - c
        top = spread(1e-18)
        for r in range(rows):
            top = maximum(top, abs(load(w, r * n + c, left)))
        # Squares of shares of the largest: those of the weights themselves may be beyond float32.
        s = spread(0.0)
        for r in range(rows):
            v = load(w, r * n + c, left) / top
            s = s + v * v
        length = root(s)
        for r in range(rows):
            v = load(w, r * n + c, left)
            store(w, r * n + c, left, choose(above(length, limit / top), v / top * (limit / length), v))
