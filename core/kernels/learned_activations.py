"""Activations with a learned α, per channel or shared: PReLU and ELU."""

from core.kernels import helper, kernel, matrix, tile, vector
from core.kernels.exponential_activations import exp_less_one
from core.kernels.softmax import ROWS, row_blocks
from core.kernels.vectors.simd import above, choose, keep, lanes, load, minimum, spread, store, total


@helper
def alpha_at(alpha, c, n):
    """The α of the channels from c on."""
    if alpha.size == 1:
        return spread(alpha[0])
    return load(alpha, c, n - c)


@kernel(tiles=lambda z, alpha, y: row_blocks(z.shape[0]))
def prelu_forward(z: matrix, alpha: vector, y: matrix.out, first: tile, last: tile):
    """y = z where z > 0, else α z"""
    rows, n = z.shape
    for c in range(0, n, lanes()):
        a = alpha_at(alpha, c, n)
        for r in range(first * ROWS, min(rows, last * ROWS)):
            v = load(z, r * n + c, n - c)
            store(y, r * n + c, n - c, choose(above(v, 0.0), v, v * a))


@kernel(tiles=lambda z, dy, alpha, dz, sums: row_blocks(z.shape[0]))
def prelu_backward(z: matrix, dy: matrix, alpha: vector, dz: matrix.out, sums: matrix.out, first: tile, last: tile):
    """dz = dy where z > 0, else α dy; dα = Σ z dy where z ≤ 0"""
    rows, n = z.shape
    for t in range(first, last):
        for c in range(0, n, lanes()):
            a, s = alpha_at(alpha, c, n), spread(0.0)
            for r in range(t * ROWS, min(rows, (t + 1) * ROWS)):
                v, d = load(z, r * n + c, n - c), load(dy, r * n + c, n - c)
                s = s + minimum(v, 0.0) * d
                if dz.size > 0:
                    store(dz, r * n + c, n - c, choose(above(v, 0.0), d, d * a))
            if sums.size > 0:
                store(sums, t * n + c, n - c, s)


@kernel(tiles=lambda z, alpha, y: row_blocks(z.shape[0]))
def elu_forward(z: matrix, alpha: vector, y: matrix.out, first: tile, last: tile):
    """y = z where z > 0, else α (eᶻ − 1)"""
    rows, n = z.shape
    for c in range(0, n, lanes()):
        a = alpha_at(alpha, c, n)
        for r in range(first * ROWS, min(rows, last * ROWS)):
            v = load(z, r * n + c, n - c)
            store(y, r * n + c, n - c, choose(above(v, 0.0), v, exp_less_one(minimum(v, 0.0)) * a))


@kernel(tiles=lambda z, dy, alpha, dz, sums: row_blocks(z.shape[0]))
def elu_backward(z: matrix, dy: matrix, alpha: vector, dz: matrix.out, sums: matrix.out, first: tile, last: tile):
    """dz = dy where z > 0, else α eᶻ dy; dα = Σ (eᶻ − 1) dy where z ≤ 0"""
    rows, n = z.shape
    for t in range(first, last):
        for c in range(0, n, lanes()):
            a, s = alpha_at(alpha, c, n), spread(0.0)
            for r in range(t * ROWS, min(rows, (t + 1) * ROWS)):
                v, d = load(z, r * n + c, n - c), load(dy, r * n + c, n - c)
                bent = exp_less_one(minimum(v, 0.0))
                s = s + bent * d
                if dz.size > 0:
                    store(dz, r * n + c, n - c, choose(above(v, 0.0), d, d * a * (bent + 1.0)))
            if sums.size > 0:
                store(sums, t * n + c, n - c, s)


@kernel
def gather(sums: matrix, out: vector.out):
    """out = Σ over tiles, and over channels where one α serves all"""
    rows, n = sums.shape
    whole = spread(0.0)
    for c in range(0, n, lanes()):
        s = spread(0.0)
        for r in range(rows):
            s = s + load(sums, r * n + c, n - c)
        if out.size == n:
            store(out, c, n - c, s)
        else:
            whole = whole + keep(s, n - c, 0.0)
    if out.size != n:
        out[0] = total(whole)
