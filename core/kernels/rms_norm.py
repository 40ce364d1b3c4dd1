"""Division of each row by its root mean square (Zhang and Sennrich 2019). Sums are taken as in `core.kernels.norm`."""

import math

from core.kernels import kernel, matrix, number, tile, vector
from core.kernels.norm import BLOCK, blocks
from core.kernels.tiling import rows_in_tile
from core.kernels.vectors.simd import lanes, load, spread, store, total


@kernel(tiles=lambda x, *rest: blocks(x))
def rms_normalize(x: matrix, scale: vector, epsilon: number, inverse: vector.out, y: matrix.out,
                  first: tile, last: tile):
    """y = s x / √(mean x² + ε), row by row; 1 / √(mean x² + ε) is kept"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for r in range(first * size, min(rows, last * size)):
        q = spread(0.0)
        for c in range(0, channels, lanes()):
            v = load(x, r * channels + c, channels - c)
            q = q + v * v
        factor = 1.0 / math.sqrt(total(q) / channels + epsilon)
        inverse[r] = factor
        for c in range(0, channels, lanes()):
            n = channels - c
            store(y, r * channels + c, n, load(x, r * channels + c, n) * factor * load(scale, c, n))


@kernel(tiles=lambda x, *rest: blocks(x))
def rms_normalize_gradient(x: matrix, dy: matrix, inverse: vector, scale: vector, dx: matrix.out, dscale: matrix.out,
                           first: tile, last: tile):
    """dx = i (g − x i² mean(g x)) with g = s dy; per block ds = Σ dy x i"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for block in range(first, last):
        begin, end = block * size, min(rows, (block + 1) * size)
        for c in range(0, channels if dscale.size > 0 else 0, lanes()):
            q = spread(0.0)
            for r in range(begin, end):
                p = r * channels + c
                q = q + load(dy, p, channels - c) * load(x, p, channels - c) * inverse[r]
            store(dscale, block * channels + c, channels - c, q)
        for r in range(begin, end if dx.size > 0 else begin):
            i, q = inverse[r], spread(0.0)
            for c in range(0, channels, lanes()):
                p, n = r * channels + c, channels - c
                q = q + load(dy, p, n) * load(scale, c, n) * load(x, p, n)
            slope = total(q) / channels * i * i
            for c in range(0, channels, lanes()):
                p, n = r * channels + c, channels - c
                store(dx, p, n, (load(dy, p, n) * load(scale, c, n) - load(x, p, n) * slope) * i)
