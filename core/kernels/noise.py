"""Dropout and noise. Random numbers depend on (seed, stream, step, place) alone, on no thread."""

import numpy as np

from core.kernels import PIECE, counters, cube, helper, integer, kernel, matrix, number, pieces, tile, vector
from core.kernels.batch import SEED, STEP
from core.kernels.random import bits, share
from core.kernels.tiling import rows_in_tile, tiles_of
from core.kernels.vectors.simd import below, choose, fused, lanes, load, log, maximum, root, store


@helper
def threshold(rate):
    """32 random bits below this number come with probability `rate`."""
    return int(rate * 4294967296.0)


@kernel(tiles=lambda x, *rest: pieces(x.size))
def dropout(x: vector, mask: vector.out, y: vector.out, rate: number, stream: integer, count: counters,
            first: tile, last: tile):
    """y = x · mask, where mask is 0 with probability p, else 1 / (1 − p)"""
    begin, end = first * PIECE, min(x.size, last * PIECE)
    limit, scale, zero = threshold(rate), np.float32(1.0 / (1.0 - rate)), np.float32(0.0)
    step, seed = count[STEP], count[SEED]
    for i in range(begin, end):
        # An index without a sign: one that might count from the end would keep the loop from being vectorised.
        mask[np.uint64(i)] = scale if bits(seed, stream, step, i) >= limit else zero
    for i in range(begin, end, lanes()):
        store(y, i, end - i, load(x, i, end - i) * load(mask, i, end - i))


@kernel(tiles=lambda mask, *rest: pieces(mask.size))
def draw_mask(mask: vector.out, rate: number, stream: integer, count: counters, first: tile, last: tile):
    """mask = 0 with probability p, else 1 / (1 − p)"""
    limit, scale, zero = threshold(rate), np.float32(1.0 / (1.0 - rate)), np.float32(0.0)
    step, seed = count[STEP], count[SEED]
    for i in range(first * PIECE, min(mask.size, last * PIECE)):
        mask[np.uint64(i)] = scale if bits(seed, stream, step, i) >= limit else zero


@kernel(tiles=lambda x, *rest: tiles_of(x.shape[0], rows_in_tile(x.shape[1] * x.shape[2], PIECE)))
def channel_dropout(x: cube, mask: matrix.out, y: cube.out, rate: number, stream: integer, count: counters,
                    first: tile, last: tile):
    """y = x · mask, one draw for each channel of each picture: 0 with probability p, else 1 / (1 − p)"""
    pictures, pixels, channels = x.shape
    size = rows_in_tile(pixels * channels, PIECE)
    limit, scale, zero = threshold(rate), np.float32(1.0 / (1.0 - rate)), np.float32(0.0)
    step, seed = count[STEP], count[SEED]
    for picture in range(first * size, min(pictures, last * size)):
        for c in range(channels):
            mask[picture, c] = scale if bits(seed, stream, step, picture * channels + c) >= limit else zero
        scale_pixels(x, mask, y, picture, pixels, channels)


@kernel(tiles=lambda x, *rest: tiles_of(x.shape[0], rows_in_tile(x.shape[1] * x.shape[2], PIECE)))
def scale_channels(x: cube, mask: matrix, y: cube.out, first: tile, last: tile):
    """y = x · mask, one factor for each channel of each picture"""
    pictures, pixels, channels = x.shape
    size = rows_in_tile(pixels * channels, PIECE)
    for picture in range(first * size, min(pictures, last * size)):
        scale_pixels(x, mask, y, picture, pixels, channels)


@helper
def scale_pixels(x, factors, y, picture, pixels, channels):
    """One picture, its channels multiplied by a row of factors."""
    for c in range(0, channels, lanes()):
        factor = load(factors, picture * channels + c, channels - c)
        for pixel in range(pixels):
            p = (picture * pixels + pixel) * channels + c
            store(y, p, channels - c, load(x, p, channels - c) * factor)


@helper
def normal_quantile(p):
    """√2 erf⁻¹(p) for p between −1 and 1: Giles' single-precision polynomials (GPU Computing Gems 2, chapter 10)."""
    w = -log((1.0 - p) * (1.0 + p))
    inner, outer = w - 2.5, root(maximum(w, 0.0)) - 3.0
    a = fused(inner, 2.81022636e-08, 3.43273939e-07)
    a = fused(inner, a, -3.5233877e-06)
    a = fused(inner, a, -4.39150654e-06)
    a = fused(inner, a, 0.00021858087)
    a = fused(inner, a, -0.00125372503)
    a = fused(inner, a, -0.00417768164)
    a = fused(inner, a, 0.246640727)
    a = fused(inner, a, 1.50140941)
    b = fused(outer, -0.000200214257, 0.000100950558)
    b = fused(outer, b, 0.00134934322)
    b = fused(outer, b, -0.00367342844)
    b = fused(outer, b, 0.00573950773)
    b = fused(outer, b, -0.0076224613)
    b = fused(outer, b, 0.00943887047)
    b = fused(outer, b, 1.00167406)
    b = fused(outer, b, 2.83297682)
    return choose(below(w, 5.0), a, b) * p * 1.41421356


@kernel(tiles=lambda x, *rest: pieces(x.size))
def add_noise(x: vector, y: vector.out, deviation: number, stream: integer, count: counters, first: tile, last: tile):
    """y = x + σ n, where n is normal with mean 0 and deviation 1"""
    begin, end = first * PIECE, min(x.size, last * PIECE)
    step, seed = count[STEP], count[SEED]
    for i in range(begin, end):
        # The middle of one of 2²⁴ steps between −1 and 1: never an end, where the normal would be infinite.
        y[np.uint64(i)] = share(seed, stream, step, i) * 2.0 - (1.0 - 1.0 / 16777216.0)
    for i in range(begin, end, lanes()):
        store(y, i, end - i, load(x, i, end - i) + normal_quantile(load(y, i, end - i)) * deviation)
