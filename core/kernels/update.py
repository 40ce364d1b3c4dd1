"""Optimiser updates in one pass over a flat run of weights. An update that leaves a weight without a finite value
raises `alarm`, which stops the machine after the step."""

import math

from core.kernels import PIECE, counters, helper, kernel, pieces, tile, vector
from core.kernels.vectors.simd import fused, lanes, load, minimum, quotient, root, spread, store, total

FAR = 1e30
"""A divisor beyond this, and infinity, count as this."""
NEARLY = 1.14
"""So many times a weight beyond 2.98e38 is infinite: it is about to be."""


@helper
def watch(worst, w):
    """0 in every lane where all weights so far are finite numbers and not about to be infinite; else NaN, which any sum
    with it stays."""
    return fused(w * NEARLY, 0.0, worst)


def _tiles(w, *rest):
    return pieces(w.size)


@kernel(tiles=_tiles, each=True)
def momentum(w: vector.inout, g: vector, v: vector.inout, rate: vector, beta: vector, alarm: vector.inout,
             first: tile, last: tile):
    """v ← β v + g, w ← w − η v"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        velocity = fused(load(v, i, n), beta[0], load(g, i, n))
        moved = load(w, i, n) - velocity * rate[0]
        store(v, i, n, velocity)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def nesterov(w: vector.inout, g: vector, v: vector.inout, rate: vector, beta: vector, alarm: vector.inout,
             first: tile, last: tile):
    """v ← β v + g, w ← w − η (g + β v)"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope = load(g, i, n)
        velocity = fused(load(v, i, n), beta[0], slope)
        moved = load(w, i, n) - (slope + velocity * beta[0]) * rate[0]
        store(v, i, n, velocity)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def average_momentum(w: vector.inout, g: vector, v: vector.inout, rate: vector, beta: vector, alarm: vector.inout,
                     first: tile, last: tile):
    """v ← β v + (1 − β) g, w ← w − η v"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        velocity = fused(load(v, i, n), beta[0], load(g, i, n) * (1.0 - beta[0]))
        moved = load(w, i, n) - velocity * rate[0]
        store(v, i, n, velocity)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def average_nesterov(w: vector.inout, g: vector, v: vector.inout, rate: vector, beta: vector, alarm: vector.inout,
                     first: tile, last: tile):
    """v ← β v + (1 − β) g, w ← w − η ((1 − β) g + β v)"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope = load(g, i, n) * (1.0 - beta[0])
        velocity = fused(load(v, i, n), beta[0], slope)
        moved = load(w, i, n) - (slope + velocity * beta[0]) * rate[0]
        store(v, i, n, velocity)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def adam(w: vector.inout, g: vector, m: vector.inout, v: vector.inout, rate: vector, beta_1: vector, beta_2: vector,
         epsilon: vector, count: counters, alarm: vector.inout, first: tile, last: tile):
    """w ← w − η m̂ / (√v̂ + ε), m̂ = m/(1−β₁ᵗ), v̂ = v/(1−β₂ᵗ)"""
    # Written so that the fewest multiplications are left, and no division: all of these share the same two units.
    end = min(w.size, last * PIECE)
    t = count[0] - count[7] + 1.0
    b1, b2, least = beta_1[0], beta_2[0], epsilon[0]
    size = rate[0] / (1.0 - math.pow(b1, t))
    scale = 1.0 / math.sqrt(1.0 - math.pow(b2, t))
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope, before, old = load(g, i, n), load(m, i, n), load(v, i, n)
        mean = fused(slope - before, 1.0 - b1, before)
        square = fused(fused(slope, slope, -old), 1.0 - b2, old)
        moved = load(w, i, n) - quotient(mean * size, minimum(fused(root(square), scale, least), FAR))
        store(m, i, n, mean)
        store(v, i, n, square)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0
