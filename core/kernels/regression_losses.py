"""Losses for regression, and hinge. The mean over a batch and its gradient in one pass; an
empty `dy` asks for the value alone."""

from core.kernels import kernel, matrix, number, vector
from core.kernels.vectors.simd import above, below, choose, lanes, load, maximum, minimum, spread, store, total


@kernel
def squared_error(y: matrix, t: matrix, factor: number, loss: vector.out, dy: matrix.out):
    """L = mean over samples of c Σ (y − t)², dy = 2 c (y − t) / samples"""
    s = spread(0.0)
    n, rows = y.size, y.shape[0]
    for i in range(0, n, lanes()):
        e = load(y, i, n - i) - load(t, i, n - i)
        s = s + e * e
        if dy.size > 0:
            store(dy, i, n - i, e * (2.0 * factor / rows))
    loss[0] = total(s) * factor / rows


@kernel
def absolute_error(y: matrix, t: matrix, loss: vector.out, dy: matrix.out):
    """L = mean |y − t|, dy = sign(y − t) / count"""
    s = spread(0.0)
    n = y.size
    for i in range(0, n, lanes()):
        e = load(y, i, n - i) - load(t, i, n - i)
        s = s + abs(e)
        if dy.size > 0:
            sign = choose(above(e, 0.0), spread(1.0), choose(below(e, 0.0), spread(-1.0), e * 0.0))
            store(dy, i, n - i, sign * (1.0 / n))
    loss[0] = total(s) / n


@kernel
def huber(y: matrix, t: matrix, delta: number, loss: vector.out, dy: matrix.out):
    """L = mean of e²/2 where |e| ≤ δ, else δ |e| − δ²/2, with e = y − t; dy = e kept within ±δ, / count"""
    s = spread(0.0)
    n = y.size
    for i in range(0, n, lanes()):
        e = load(y, i, n - i) - load(t, i, n - i)
        near = minimum(maximum(e, -delta), delta)
        s = s + near * (e - near * 0.5)
        if dy.size > 0:
            store(dy, i, n - i, near * (1.0 / n))
    loss[0] = total(s) / n


@kernel
def hinge(y: matrix, t: matrix, weight: vector, loss: vector.out, dy: matrix.out):
    """L = mean max(0, 1 − s y) with s = 1 where t > 0, else −1; dy = −s / count where the margin is short of 1"""
    rows, n = y.shape
    sum_l = 0.0
    for r in range(rows):
        for c in range(n):
            yes = t[r, c] > 0.0
            s = 1.0 if yes else -1.0
            w = 1.0
            if weight.size > 0:
                w = weight[c] if n > 1 else weight[1 if yes else 0]
            short = 1.0 - s * y[r, c]
            # A NaN must get through: it is not below zero.
            sum_l += 0.0 if short < 0.0 else w * short
            if dy.size > 0:
                dy[r, c] = 0.0 if short <= 0.0 else -s * w / (rows * n)
    loss[0] = sum_l / (rows * n)
