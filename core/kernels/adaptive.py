"""Optimisers with a step size for each weight, in one pass over a flat run of weights. `alarm` as in `update`."""

import math

from core.kernels import PIECE, counters, helper, integer, kernel, pieces, tile, vector
from core.kernels.update import FAR, watch
from core.kernels.vectors.simd import (
    above,
    below,
    choose,
    fused,
    lanes,
    load,
    maximum,
    minimum,
    quotient,
    root,
    spread,
    store,
    total,
)


def _tiles(w, *rest):
    return pieces(w.size)


@helper
def divisor(square, epsilon, under):
    """√s + ε, or √(s + ε)."""
    if under != 0:
        return root(square + epsilon)
    return root(square) + epsilon


@helper
def over(a, b):
    """a / b; 0 where b is 0, as where a weight never had a gradient and ε is 0."""
    return choose(above(b, 0.0), quotient(a, minimum(b, FAR)), 0.0 * a)


@kernel(tiles=_tiles, each=True)
def adagrad(w: vector.inout, g: vector, s: vector.inout, rate: vector, epsilon: vector, under: integer,
            alarm: vector.inout, first: tile, last: tile):
    """s ← s + g², w ← w − η g / √(s + ε), or with ε beside the root"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope = load(g, i, n)
        square = fused(slope, slope, load(s, i, n))
        step = over(slope, divisor(square, epsilon[0], under)) * rate[0]
        moved = load(w, i, n) - step
        store(s, i, n, square)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def rmsprop(w: vector.inout, g: vector, s: vector.inout, m: vector.inout, v: vector.inout, rate: vector, rho: vector,
            momentum: vector, epsilon: vector, under: integer, alarm: vector.inout, first: tile, last: tile):
    """s ← ρ s + (1−ρ) g², v ← β v + g / (√s + ε), w ← w − η v; centred where m is there: s − m² in place of s"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    r = rho[0]
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope, old = load(g, i, n), load(s, i, n)
        square = fused(fused(slope, slope, -old), 1.0 - r, old)
        store(s, i, n, square)
        if m.size > 0:
            mean = fused(load(m, i, n), r, slope * (1.0 - r))
            store(m, i, n, mean)
            square = maximum(square - mean * mean, 0.0)
        below_line = divisor(square, epsilon[0], under)
        velocity = fused(load(v, i, n), momentum[0], over(slope, below_line))
        moved = load(w, i, n) - velocity * rate[0]
        store(v, i, n, velocity)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def adadelta(w: vector.inout, g: vector, s: vector.inout, d: vector.inout, rate: vector, rho: vector, epsilon: vector,
             alarm: vector.inout, first: tile, last: tile):
    """s ← ρ s + (1−ρ) g², Δ = g √(d + ε) / √(s + ε), d ← ρ d + (1−ρ) Δ², w ← w − η Δ"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    r = rho[0]
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope, before = load(g, i, n), load(d, i, n)
        square = fused(load(s, i, n), r, slope * slope * (1.0 - r))
        below_line = root(square + epsilon[0])
        step = choose(above(below_line, 0.0), slope * root(before + epsilon[0]) / below_line, 0.0 * slope)
        moved = load(w, i, n) - step * rate[0]
        store(s, i, n, square)
        store(d, i, n, fused(before, r, step * step * (1.0 - r)))
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def amsgrad(w: vector.inout, g: vector, m: vector.inout, v: vector.inout, top: vector.inout, rate: vector,
            beta_1: vector, beta_2: vector, epsilon: vector, count: counters, alarm: vector.inout,
            first: tile, last: tile):
    """top ← max(top, v), w ← w − η m̂ / (√(top/(1−β₂ᵗ)) + ε), m and v as in Adam"""
    end = min(w.size, last * PIECE)
    t = count[0] - count[7] + 1.0
    b1, b2 = beta_1[0], beta_2[0]
    size = rate[0] / (1.0 - math.pow(b1, t))
    scale = 1.0 / math.sqrt(1.0 - math.pow(b2, t))
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope, before, old = load(g, i, n), load(m, i, n), load(v, i, n)
        mean = fused(slope - before, 1.0 - b1, before)
        square = fused(fused(slope, slope, -old), 1.0 - b2, old)
        highest = maximum(square, load(top, i, n))
        moved = load(w, i, n) - quotient(mean * size, minimum(fused(root(highest), scale, epsilon[0]), FAR))
        store(m, i, n, mean)
        store(v, i, n, square)
        store(top, i, n, highest)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@helper
def nadam_momentum(beta_1, decay, t):
    """β₁ (1 − 0.96^(ψ t) / 2)"""
    return beta_1 * (1.0 - 0.5 * math.pow(0.96, decay * t))


@kernel
def nadam_product(product: vector.inout, beta_1: vector, decay: vector, count: counters):
    """Π ← Π μₜ with μₜ = β₁ (1 − 0.96^(ψ t) / 2)"""
    product[0] *= nadam_momentum(beta_1[0], decay[0], count[0] - count[7] + 1.0)


@kernel(tiles=_tiles, each=True)
def nadam(w: vector.inout, g: vector, m: vector.inout, v: vector.inout, product: vector, rate: vector, beta_1: vector,
          beta_2: vector, epsilon: vector, decay: vector, count: counters, alarm: vector.inout,
          first: tile, last: tile):
    """w ← w − η (μₜ₊₁ m/(1 − Π μₜ₊₁) + (1 − μₜ) g/(1 − Π)) / (√v̂ + ε), m and v as in Adam"""
    end = min(w.size, last * PIECE)
    t = count[0] - count[7] + 1.0
    b1, b2 = beta_1[0], beta_2[0]
    now, later = nadam_momentum(b1, decay[0], t), nadam_momentum(b1, decay[0], t + 1.0)
    of_mean = rate[0] * later / (1.0 - product[0] * later)
    of_slope = rate[0] * (1.0 - now) / (1.0 - product[0])
    scale = 1.0 / math.sqrt(1.0 - math.pow(b2, t))
    worst = spread(0.0)
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope, before, old = load(g, i, n), load(m, i, n), load(v, i, n)
        mean = fused(slope - before, 1.0 - b1, before)
        square = fused(fused(slope, slope, -old), 1.0 - b2, old)
        step = quotient(fused(mean, of_mean, slope * of_slope), minimum(fused(root(square), scale, epsilon[0]), FAR))
        moved = load(w, i, n) - step
        store(m, i, n, mean)
        store(v, i, n, square)
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0


@kernel(tiles=_tiles, each=True)
def lion(w: vector.inout, g: vector, m: vector.inout, rate: vector, beta_1: vector, beta_2: vector,
         alarm: vector.inout, first: tile, last: tile):
    """w ← w − η sign(β₁ m + (1−β₁) g), m ← β₂ m + (1−β₂) g"""
    end = min(w.size, last * PIECE)
    worst = spread(0.0)
    b1, b2 = beta_1[0], beta_2[0]
    for i in range(first * PIECE, end, lanes()):
        n = end - i
        slope = load(g, i, n)
        away = load(m, i, n) - slope
        way = fused(away, b1, slope)
        # A NaN is neither above nor below: it goes on as it is.
        step = choose(above(way, 0.0), spread(rate[0]), choose(below(way, 0.0), spread(-rate[0]), way))
        moved = load(w, i, n) - step
        store(m, i, n, fused(away, b2, slope))
        store(w, i, n, moved)
        worst = watch(worst, moved)
    if total(worst) != 0.0:
        alarm[0] = 1.0
