"""Activations built on eᶻ: ELU, SELU and softplus. Their derivatives follow from the output alone."""

from core.kernels import PIECE, helper, kernel, number, pieces, tile, vector
from core.kernels.vectors.simd import above, choose, exp, fused, lanes, load, maximum, minimum, store, tanh


def _tiles(z, *rest):
    return pieces(z.size)


@helper
def exp_less_one(a):
    """eᵃ − 1, exact near zero too: (eᵃ − 1) / (eᵃ + 1) is tanh a/2."""
    return tanh(a * 0.5) * (exp(a) + 1.0)


@helper
def log_one_plus(u):
    """ln(1 + u) for u from 0 to 1: twice the series of artanh u/(2+u)."""
    s = u / (u + 2.0)
    q = s * s
    p = fused(q, 1.0 / 15.0, 1.0 / 13.0)
    p = fused(p, q, 1.0 / 11.0)
    p = fused(p, q, 1.0 / 9.0)
    p = fused(p, q, 1.0 / 7.0)
    p = fused(p, q, 1.0 / 5.0)
    p = fused(p, q, 1.0 / 3.0)
    return (s + s) * fused(p, q, 1.0)


@kernel(tiles=_tiles)
def elu_forward(z: vector, y: vector.out, alpha: number, scale: number, first: tile, last: tile):
    """y = λ z where z > 0, else λ α (eᶻ − 1)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, choose(above(v, 0.0), v, exp_less_one(minimum(v, 0.0)) * alpha) * scale)


@kernel(tiles=_tiles)
def elu_backward(y: vector, dy: vector, dz: vector.out, alpha: number, scale: number, first: tile, last: tile):
    """dz = λ dy where y > 0, else (y + λ α) dy"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        a, d = load(y, i, end - i), load(dy, i, end - i)
        store(dz, i, end - i, d * choose(above(a, 0.0), scale, a + alpha * scale))


@kernel(tiles=_tiles)
def softplus_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = ln(1 + eᶻ) = max(z, 0) + ln(1 + e^−|z|)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, maximum(v, 0.0) + log_one_plus(exp(-abs(v))))


@kernel(tiles=_tiles)
def softplus_backward(y: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · (1 − e⁻ʸ), which is σ(z)"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(dz, i, end - i, load(dy, i, end - i) * -exp_less_one(-load(y, i, end - i)))
