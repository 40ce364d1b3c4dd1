"""Normalisation of rows of channels: over the batch, channel by channel, and over each row by itself.

Sums over many rows are taken block by block, each block by one tile, and joined in the order of the blocks. Empty
`gamma` and `beta` mean 1 and 0.
"""

import math

from core.kernels import PIECE, helper, integer, kernel, matrix, number, tile, vector
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import keep, lanes, load, spread, store, total

BLOCK = 4 * PIECE
"""Values in one block of rows."""


@helper
def blocks(x):
    """How many blocks the rows of a matrix make."""
    return tiles_of(x.shape[0], rows_in_tile(x.shape[1], BLOCK))


def _tiles(x, *rest):
    return blocks(x)


@helper
def or_else(x, position, count, otherwise):
    """The next vector of x, or one number everywhere where x is empty."""
    return load(x, position, count) if x.size > 0 else spread(otherwise)


@kernel(tiles=_tiles)
def channel_moments(x: matrix, means: matrix.out, squares: matrix.out, first: tile, last: tile):
    """per block and channel: m = mean x, q = Σ (x − m)²"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for block in range(first, last):
        begin, end = block * size, min(rows, (block + 1) * size)
        for c in range(0, channels, lanes()):
            n = channels - c
            s, q = spread(0.0), spread(0.0)
            for r in range(begin, end):
                s = s + load(x, r * channels + c, n)
            mean = s * (1.0 / (end - begin))
            for r in range(begin, end):
                e = load(x, r * channels + c, n) - mean
                q = q + e * e
            store(means, block * channels + c, n, mean)
            store(squares, block * channels + c, n, q)


@kernel
def join_moments(means: matrix, squares: matrix, rows: integer, size: integer, mean: vector.out, variance: vector.out):
    """μ = Σ n m / Σ n, σ² = Σ (q + n (m − μ)²) / Σ n over the blocks (Chan, Golub and LeVeque 1979)"""
    blocks_, channels = means.shape
    for c in range(0, channels, lanes()):
        n = channels - c
        s, q = spread(0.0), spread(0.0)
        for block in range(blocks_):
            count = min(rows, (block + 1) * size) - block * size
            s = s + load(means, block * channels + c, n) * (count / rows)
        for block in range(blocks_):
            count = min(rows, (block + 1) * size) - block * size
            e = load(means, block * channels + c, n) - s
            q = q + (load(squares, block * channels + c, n) + e * e * count) * (1.0 / rows)
        store(mean, c, n, s)
        store(variance, c, n, q)


@kernel
def follow(value: vector, average: vector.inout, momentum: number):
    """a ← β a + (1 − β) v"""
    for i in range(0, value.size, lanes()):
        n = value.size - i
        store(average, i, n, load(average, i, n) * momentum + load(value, i, n) * (1.0 - momentum))


@kernel
def inverse_deviation(variance: vector, epsilon: number, inverse: vector.out):
    """i = 1 / √(σ² + ε)"""
    for c in range(variance.size):
        inverse[c] = 1.0 / math.sqrt(variance[c] + epsilon)


@kernel(tiles=_tiles)
def normalize(x: matrix, mean: vector, inverse: vector, gamma: vector, beta: vector, y: matrix.out,
              first: tile, last: tile):
    """y = γ (x − μ) i + β"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for c in range(0, channels, lanes()):
        n = channels - c
        center, offset = load(mean, c, n), or_else(beta, c, n, 0.0)
        factor = load(inverse, c, n) * or_else(gamma, c, n, 1.0)
        for r in range(first * size, min(rows, last * size)):
            p = r * channels + c
            store(y, p, n, (load(x, p, n) - center) * factor + offset)


@kernel(tiles=_tiles)
def channel_products(x: matrix, dy: matrix, mean: vector, inverse: vector, dbeta: matrix.out, dgamma: matrix.out,
                     first: tile, last: tile):
    """per block and channel: dβ = Σ dy, dγ = Σ dy (x − μ) i"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for block in range(first, last):
        for c in range(0, channels, lanes()):
            n = channels - c
            center, scale = load(mean, c, n), load(inverse, c, n)
            s, q = spread(0.0), spread(0.0)
            for r in range(block * size, min(rows, (block + 1) * size)):
                g = load(dy, r * channels + c, n)
                s = s + g
                q = q + g * (load(x, r * channels + c, n) - center)
            store(dbeta, block * channels + c, n, s)
            store(dgamma, block * channels + c, n, q * scale)


@kernel(tiles=_tiles)
def normalize_gradient(x: matrix, dy: matrix, mean: vector, inverse: vector, gamma: vector, dbeta: vector,
                       dgamma: vector, dx: matrix.out, first: tile, last: tile):
    """dx = γ i (dy − dβ / n − (x − μ) i dγ / n); with empty dβ, dγ the statistics are constants: dx = γ i dy"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for c in range(0, channels, lanes()):
        n = channels - c
        scale = load(inverse, c, n)
        factor = scale * or_else(gamma, c, n, 1.0)
        center = load(mean, c, n)
        shift = or_else(dbeta, c, n, 0.0) * (1.0 / rows)
        slope = or_else(dgamma, c, n, 0.0) * scale * (1.0 / rows)
        for r in range(first * size, min(rows, last * size)):
            p = r * channels + c
            store(dx, p, n, (load(dy, p, n) - shift - (load(x, p, n) - center) * slope) * factor)


@kernel(tiles=_tiles)
def layer_normalize(x: matrix, gamma: vector, beta: vector, epsilon: number, moments: matrix.out, y: matrix.out,
                    first: tile, last: tile):
    """y = γ (x − μ) / √(σ² + ε) + β with μ, σ² of each row; (μ, 1 / √(σ² + ε)) is kept"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for r in range(first * size, min(rows, last * size)):
        s, q = spread(0.0), spread(0.0)
        for c in range(0, channels, lanes()):
            s = s + load(x, r * channels + c, channels - c)
        mean = total(s) / channels
        for c in range(0, channels, lanes()):
            e = keep(load(x, r * channels + c, channels - c) - mean, channels - c, 0.0)
            q = q + e * e
        inverse = 1.0 / math.sqrt(total(q) / channels + epsilon)
        moments[r, 0] = mean
        moments[r, 1] = inverse
        for c in range(0, channels, lanes()):
            n = channels - c
            v = (load(x, r * channels + c, n) - mean) * inverse
            store(y, r * channels + c, n, v * or_else(gamma, c, n, 1.0) + or_else(beta, c, n, 0.0))


@kernel(tiles=_tiles)
def layer_normalize_gradient(x: matrix, dy: matrix, moments: matrix, gamma: vector, dx: matrix.out,
                             dbeta: matrix.out, dgamma: matrix.out, first: tile, last: tile):
    """dx = i (g − mean g − x̂ mean(g x̂)) with g = γ dy, x̂ = (x − μ) i; per block dβ = Σ dy, dγ = Σ dy x̂"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for block in range(first, last):
        for c in range(0, channels if dbeta.size > 0 else 0, lanes()):
            s, q = spread(0.0), spread(0.0)
            for r in range(block * size, min(rows, (block + 1) * size)):
                p = r * channels + c
                g = load(dy, p, channels - c)
                s = s + g
                q = q + g * ((load(x, p, channels - c) - moments[r, 0]) * moments[r, 1])
            store(dbeta, block * channels + c, channels - c, s)
            store(dgamma, block * channels + c, channels - c, q)
        for r in range(block * size, min(rows, (block + 1) * size) if dx.size > 0 else 0):
            mean, inverse = moments[r, 0], moments[r, 1]
            s, q = spread(0.0), spread(0.0)
            for c in range(0, channels, lanes()):
                p, n = r * channels + c, channels - c
                g = load(dy, p, n) * or_else(gamma, c, n, 1.0)
                s = s + g
                q = q + g * ((load(x, p, n) - mean) * inverse)
            shift, slope = total(s) / channels, total(q) / channels
            for c in range(0, channels, lanes()):
                p, n = r * channels + c, channels - c
                g = load(dy, p, n) * or_else(gamma, c, n, 1.0)
                store(dx, p, n, (g - shift - (load(x, p, n) - mean) * (inverse * slope)) * inverse)


@kernel(tiles=_tiles)
def channel_sums(x: matrix, sums: matrix.out, first: tile, last: tile):
    """per block and channel: Σ x"""
    rows, channels = x.shape
    size = rows_in_tile(channels, BLOCK)
    for block in range(first, last):
        for c in range(0, channels, lanes()):
            s = spread(0.0)
            for r in range(block * size, min(rows, (block + 1) * size)):
                s = s + load(x, r * channels + c, channels - c)
            store(sums, block * channels + c, channels - c, s)
