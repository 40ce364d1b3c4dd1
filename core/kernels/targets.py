"""Label smoothing and class weights for targets, and the binary cross-entropy that takes them."""

from core.kernels import kernel, labels, matrix, number, vector
from core.kernels.losses import SMALLEST
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


@kernel
def from_labels(t: labels, weight: vector, smoothing: number, out: matrix.out):
    """out = w_t ((1 − s) onehot t + s / classes); an empty w counts all classes alike, and t = −1 gives a row of zeros
    """
    rows, n = out.shape
    for r in range(rows):
        if t[r] < 0:
            for c in range(0, n, lanes()):
                store(out, r * n + c, n - c, spread(0.0))
            continue
        w = weight[t[r]] if weight.size > 0 else 1.0
        for c in range(0, n, lanes()):
            store(out, r * n + c, n - c, spread(w * smoothing / n))
        out[r, t[r]] += w * (1.0 - smoothing)


@kernel
def from_rows(t: matrix, weight: vector, smoothing: number, out: matrix.out):
    """out = w ((1 − s) t + s / classes) with the weight of the row's largest class"""
    rows, n = out.shape
    for r in range(rows):
        best = 0
        for c in range(1, n):
            if t[r, c] > t[r, best]:
                best = c
        w = weight[best] if weight.size > 0 else 1.0
        for c in range(0, n, lanes()):
            store(out, r * n + c, n - c, load(t, r * n + c, n - c) * (w * (1.0 - smoothing)) + w * smoothing / n)


@kernel
def yes_and_no(t: matrix, weight: vector, smoothing: number, yes: matrix.out, no: matrix.out):
    """yes = w ((1 − s) t + s/2), no = w − yes; w by class for one column (no, yes), else by column"""
    rows, n = t.shape
    for r in range(rows):
        for c in range(n):
            w = 1.0
            if weight.size > 0:
                w = weight[c] if n > 1 else weight[1 if t[r, c] > 0.5 else 0]
            soft = t[r, c] * (1.0 - smoothing) + 0.5 * smoothing
            yes[r, c] = w * soft
            no[r, c] = w * (1.0 - soft)


@kernel
def binary_logits(z: matrix, yes: matrix, no: matrix, loss: vector.out, dz: matrix.out):
    """L = mean yes ln(1 + e⁻ᶻ) + no ln(1 + eᶻ), dz = ((yes + no) σ(z) − yes) / count"""
    s = spread(0.0)
    n = z.size
    for i in range(0, n, lanes()):
        left = n - i
        v, a, b = load(z, i, left), load(yes, i, left), load(no, i, left)
        tail = log(1.0 + exp(-abs(v)))
        s = s + keep(a * (maximum(-v, 0.0) + tail) + b * (maximum(v, 0.0) + tail), left, 0.0)
        if dz.size > 0:
            store(dz, i, left, ((a + b) * sigmoid(v) - a) * (1.0 / n))
    loss[0] = total(s) / n


@kernel
def binary_probabilities(y: matrix, yes: matrix, no: matrix, loss: vector.out, dy: matrix.out):
    """L = mean −yes ln y − no ln(1 − y), dy = (no / (1 − y) − yes / y) / count"""
    s = spread(0.0)
    n = y.size
    for i in range(0, n, lanes()):
        left = n - i
        v, a, b = load(y, i, left), load(yes, i, left), load(no, i, left)
        p = maximum(minimum(v, 1.0 - SMALLEST), SMALLEST)
        s = s - keep(a * log(p) + b * log(1.0 - p), left, 0.0)
        if dy.size > 0:
            inside = choose(above(v, SMALLEST), (b / (1.0 - p) - a / p) * (1.0 / n), 0.0)
            store(dy, i, left, choose(below(v, 1.0 - SMALLEST), inside, 0.0))
    loss[0] = total(s) / n
