"""Activations that multiply z by a gate between 0 and 1: swish, GELU and mish. Their derivatives need z itself."""

from core.kernels import PIECE, helper, kernel, pieces, tile, vector
from core.kernels.vectors.simd import erf, exp, falling_exp, fused, lanes, load, maximum, minimum, sigmoid, store

HALF_ROOT = 0.7071067811865476
"""1/√2"""
BELL = 0.3989422804014327
"""1/√(2π), the height of the normal density"""
TANH_SCALE = 1.5957691216057308
"""2 √(2/π): (1 + tanh u)/2 is σ(2u)"""
CUBIC = 0.044715


def _tiles(z, *rest):
    return pieces(z.size)


@kernel(tiles=_tiles)
def swish_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = z σ(z)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, v * sigmoid(v))


@kernel(tiles=_tiles)
def swish_backward(z: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · (s + z s (1 − s)) with s = σ(z)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        s = sigmoid(v)
        store(dz, i, end - i, load(dy, i, end - i) * (s + v * s * (1.0 - s)))


@kernel(tiles=_tiles)
def gelu_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = z Φ(z) = z/2 (1 + erf(z/√2))"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, v * fused(erf(v * HALF_ROOT), 0.5, 0.5))


@kernel(tiles=_tiles)
def gelu_backward(z: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · (Φ(z) + z φ(z))"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        bounded = maximum(minimum(v, 13.0), -13.0)
        bell = falling_exp(bounded * bounded * 0.5) * BELL
        store(dz, i, end - i, load(dy, i, end - i) * (fused(erf(v * HALF_ROOT), 0.5, 0.5) + v * bell))


@helper
def gate(v):
    """(1 + tanh(√(2/π)(z + 0.044715 z³)))/2, for z within ±20."""
    return sigmoid(v * fused(v * v, TANH_SCALE * CUBIC, TANH_SCALE))


@kernel(tiles=_tiles)
def gelu_tanh_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = z/2 (1 + tanh(√(2/π) (z + 0.044715 z³)))"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, v * gate(maximum(minimum(v, 20.0), -20.0)))


@kernel(tiles=_tiles)
def gelu_tanh_backward(z: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · (s + z s (1 − s) 2u′) with s = σ(2u), u = √(2/π) (z + 0.044715 z³)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        bounded = maximum(minimum(v, 20.0), -20.0)
        s = gate(bounded)
        slope = fused(bounded * bounded, 3.0 * TANH_SCALE * CUBIC, TANH_SCALE)
        store(dz, i, end - i, load(dy, i, end - i) * (s + bounded * s * (1.0 - s) * slope))


@kernel(tiles=_tiles)
def mish_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = z tanh(ln(1 + eᶻ)) = z n/(n + 2) with n = eᶻ (eᶻ + 2)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        e = exp(minimum(v, 20.0))
        n = e * (e + 2.0)
        store(y, i, end - i, v * (n / (n + 2.0)))


@kernel(tiles=_tiles)
def mish_backward(z: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · (n/(n + 2) + 4 z eᶻ (1 + eᶻ)/(n + 2)²) with n = eᶻ (eᶻ + 2)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        bounded = maximum(minimum(v, 20.0), -80.0)
        e = exp(bounded)
        n = e * (e + 2.0)
        inverse = 1.0 / (n + 2.0)
        slope = n * inverse + bounded * 4.0 * (e * inverse) * ((e + 1.0) * inverse)
        store(dz, i, end - i, load(dy, i, end - i) * slope)
