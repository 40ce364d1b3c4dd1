"""Elementwise activations. Sources: CURRICULUM names; derivatives by the output where it is enough."""

from core.kernels import PIECE, kernel, number, pieces, tile, vector
from core.kernels.vectors.simd import above, choose, lanes, load, maximum, sigmoid, store, tanh


def _tiles(z, *rest):
    return pieces(z.size)


@kernel(tiles=_tiles)
def sigmoid_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = 1 / (1 + e⁻ᶻ)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(y, i, end - i, sigmoid(load(z, i, end - i)))


@kernel(tiles=_tiles)
def sigmoid_backward(y: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · y (1 − y)"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        a = load(y, i, end - i)
        store(dz, i, end - i, load(dy, i, end - i) * a * (1.0 - a))


@kernel(tiles=_tiles)
def tanh_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = tanh z"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(y, i, end - i, tanh(load(z, i, end - i)))


@kernel(tiles=_tiles)
def tanh_backward(y: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy · (1 − y²)"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        a = load(y, i, end - i)
        store(dz, i, end - i, load(dy, i, end - i) * (1.0 - a * a))


@kernel(tiles=_tiles)
def relu_forward(z: vector, y: vector.out, first: tile, last: tile):
    """y = max(0, z)"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, maximum(v, 0.0))


@kernel(tiles=_tiles)
def relu_backward(y: vector, dy: vector, dz: vector.out, first: tile, last: tile):
    """dz = dy where y > 0"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(dz, i, end - i, choose(above(load(y, i, end - i), 0.0), load(dy, i, end - i), 0.0))


@kernel(tiles=_tiles)
def leaky_relu_forward(z: vector, y: vector.out, slope: number, first: tile, last: tile):
    """y = z where z > 0, else α z"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        v = load(z, i, end - i)
        store(y, i, end - i, choose(above(v, 0.0), v, v * slope))


@kernel(tiles=_tiles)
def leaky_relu_backward(y: vector, dy: vector, dz: vector.out, slope: number, first: tile, last: tile):
    """dz = dy where y > 0, else α dy"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        d = load(dy, i, end - i)
        store(dz, i, end - i, choose(above(load(y, i, end - i), 0.0), d, d * slope))
