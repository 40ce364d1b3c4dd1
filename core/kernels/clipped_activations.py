"""Piecewise linear activations with a lower and an upper limit."""

from core.kernels import PIECE, kernel, number, pieces, tile, vector
from core.kernels.vectors.simd import above, below, choose, fused, lanes, load, maximum, minimum, store


def _tiles(z, *rest):
    return pieces(z.size)


@kernel(tiles=_tiles)
def ramp_forward(z: vector, y: vector.out, slope: number, offset: number, low: number, first: tile, last: tile):
    """y = a z + b, kept between the floor and 1"""
    end = min(z.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        store(y, i, end - i, minimum(maximum(fused(load(z, i, end - i), slope, offset), low), 1.0))


@kernel(tiles=_tiles)
def ramp_backward(y: vector, dy: vector, dz: vector.out, slope: number, low: number, first: tile, last: tile):
    """dz = a dy between the floor and 1, else 0"""
    end = min(y.size, last * PIECE)
    for i in range(first * PIECE, end, lanes()):
        a = load(y, i, end - i)
        inside = choose(above(a, low), load(dy, i, end - i) * slope, 0.0)
        store(dz, i, end - i, choose(below(a, 1.0), inside, 0.0))
