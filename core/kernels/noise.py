"""Dropout and noise. Random numbers depend on (seed, stream, step, place) alone, whoever computes them."""

from core.kernels import PIECE, counters, integer, kernel, number, pieces, tile, vector
from core.kernels.data import SEED, STEP
from core.kernels.random import share
from core.kernels.simd import lanes, load, store


@kernel(tiles=lambda x, *rest: pieces(x.size))
def dropout(x: vector, mask: vector.out, y: vector.out, rate: number, stream: integer, count: counters,
            first: tile, last: tile):
    """y = x · mask, where mask is 0 with probability p, else 1 / (1 − p)"""
    begin, end = first * PIECE, min(x.size, last * PIECE)
    scale = 1.0 / (1.0 - rate)
    step, seed = count[STEP], count[SEED]
    for i in range(begin, end):
        mask[i] = scale if share(seed, stream, step, i) >= rate else 0.0
    for i in range(begin, end, lanes()):
        store(y, i, end - i, load(x, i, end - i) * load(mask, i, end - i))
