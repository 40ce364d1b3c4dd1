"""Losses: the mean over a batch and its gradient in one pass. An empty `dz` asks for the value alone."""

import math

from core.kernels import kernel, labels, matrix, vector
from core.kernels.softmax import row_exponentials, row_maximum
from core.kernels.vectors.simd import (
    above,
    below,
    choose,
    exp,
    keep,
    lanes,
    load,
    log,
    maximum,
    minimum,
    sigmoid,
    spread,
    store,
    total,
)

SMALLEST = 1e-7
"""Probabilities are kept this far from 0 and 1 (as in Keras) where a loss cannot be taken from logits."""

HIGH = 1e200
"""Where a product of sums of exponentials is turned into its logarithm."""


@kernel
def mean_squared_error(y: matrix, t: matrix, loss: vector.out, dy: matrix.out):
    """L = mean (y − t)², dy = 2 (y − t) / count"""
    s = spread(0.0)
    n = y.size
    for i in range(0, n, lanes()):
        e = load(y, i, n - i) - load(t, i, n - i)
        s = s + e * e
        if dy.size > 0:
            store(dy, i, n - i, e * (2.0 / n))
    loss[0] = total(s) / n


@kernel
def binary_crossentropy_logits(z: matrix, t: matrix, loss: vector.out, dz: matrix.out):
    """L = mean max(z,0) − z t + ln(1 + e^−|z|), dz = (σ(z) − t) / count"""
    s = spread(0.0)
    n = z.size
    for i in range(0, n, lanes()):
        v, target = load(z, i, n - i), load(t, i, n - i)
        s = s + keep(maximum(v, 0.0) - v * target + log(1.0 + exp(-abs(v))), n - i, 0.0)
        if dz.size > 0:
            store(dz, i, n - i, (sigmoid(v) - target) * (1.0 / n))
    loss[0] = total(s) / n


@kernel
def binary_crossentropy(y: matrix, t: matrix, loss: vector.out, dy: matrix.out):
    """L = mean −t ln y − (1−t) ln(1−y), dy = (y − t) / (y (1−y)) / count"""
    s = spread(0.0)
    n = y.size
    for i in range(0, n, lanes()):
        v, target = load(y, i, n - i), load(t, i, n - i)
        p = maximum(minimum(v, 1.0 - SMALLEST), SMALLEST)
        s = s - keep(target * log(p) + (1.0 - target) * log(1.0 - p), n - i, 0.0)
        if dy.size > 0:
            slope = (p - target) / (p * (1.0 - p)) * (1.0 / n)
            inside = choose(above(v, SMALLEST), slope, 0.0)
            store(dy, i, n - i, choose(below(v, 1.0 - SMALLEST), inside, 0.0))
    loss[0] = total(s) / n


@kernel
def categorical_crossentropy_logits(z: matrix, t: matrix, loss: vector.out, dz: matrix.out, p: matrix.out):
    """L = mean −Σ tᵢ ln pᵢ with p = softmax z, dz = (p Σt − t) / rows"""
    rows, n = z.shape
    s = 0.0
    for r in range(rows):
        top = row_maximum(z, r * n, n)
        sum_e = row_exponentials(z, r * n, n, top, p)
        mass, inner = spread(0.0), spread(0.0)
        for c in range(0, n, lanes()):
            target = load(t, r * n + c, n - c)
            mass = mass + target
            inner = inner + target * (load(z, r * n + c, n - c) - top)
        weight = total(mass)
        s += math.log(sum_e) * weight - total(inner)
        if dz.size > 0:
            for c in range(0, n, lanes()):
                q = load(p, r * n + c, n - c) * (weight / sum_e) - load(t, r * n + c, n - c)
                store(dz, r * n + c, n - c, q * (1.0 / rows))
    loss[0] = s / rows


@kernel
def categorical_crossentropy(y: matrix, t: matrix, loss: vector.out, dy: matrix.out):
    """L = mean −Σ tᵢ ln yᵢ, dyᵢ = −tᵢ / yᵢ / rows"""
    rows = y.shape[0]
    s = spread(0.0)
    for i in range(0, y.size, lanes()):
        left = y.size - i
        v, target = load(y, i, left), load(t, i, left)
        p = maximum(minimum(v, 1.0 - SMALLEST), SMALLEST)
        s = s - keep(target * log(p), left, 0.0)
        if dy.size > 0:
            slope = -target / p * (1.0 / rows)
            inside = choose(above(v, SMALLEST), slope, 0.0)
            store(dy, i, left, choose(below(v, 1.0 - SMALLEST), inside, 0.0))
    loss[0] = total(s) / rows


@kernel
def sparse_crossentropy_logits(z: matrix, t: labels, loss: vector.out, dz: matrix.out, p: matrix.out):
    """L = mean −ln p_t with p = softmax z, dz = (p − onehot t) / rows"""
    rows, n = z.shape
    s, product = 0.0, 1.0
    for r in range(rows):
        top = row_maximum(z, r * n, n)
        sum_e = row_exponentials(z, r * n, n, top, p)
        # One logarithm for the product of many sums, as long as float64 holds it.
        product *= sum_e
        if not product < HIGH:
            s += math.log(product)
            product = 1.0
        s -= z[r, t[r]] - top
        if dz.size > 0:
            scale = 1.0 / (sum_e * rows)
            for c in range(0, n, lanes()):
                store(dz, r * n + c, n - c, load(p, r * n + c, n - c) * scale)
            dz[r, t[r]] -= 1.0 / rows
    loss[0] = (s + math.log(product)) / rows


@kernel
def sparse_crossentropy(y: matrix, t: labels, loss: vector.out, dy: matrix.out):
    """L = mean −ln y_t, dy_t = −1 / y_t / rows"""
    rows = y.shape[0]
    s = 0.0
    for i in range(0, dy.size, lanes()):
        store(dy, i, dy.size - i, spread(0.0))
    for r in range(rows):
        v = y[r, t[r]]
        p = max(min(v, 1.0 - SMALLEST), SMALLEST)
        s -= math.log(p)
        if dy.size > 0 and SMALLEST < v < 1.0 - SMALLEST:
            dy[r, t[r]] = -1.0 / p / rows
    loss[0] = s / rows


@kernel
def penalty(w: vector, l1: vector, l2: vector, dw: vector.inout, loss: vector.inout):
    """L += λ₁ Σ|w| + λ₂ Σw², dw += λ₁ sign w + 2 λ₂ w"""
    size, square = spread(0.0), spread(0.0)
    for i in range(0, w.size, lanes()):
        left = w.size - i
        v = load(w, i, left)
        size, square = size + abs(v), square + v * v
        if dw.size > 0:
            sign = choose(above(v, 0.0), spread(1.0), choose(below(v, 0.0), spread(-1.0), 0.0))
            store(dw, i, left, load(dw, i, left) + sign * l1[0] + v * (2.0 * l2[0]))
    loss[0] += l1[0] * total(size) + l2[0] * total(square)
