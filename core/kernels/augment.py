"""Augmentations of pictures during training. Random numbers depend on (seed, stream, step, sample) alone.

Every sample draws a few shares between 0 and 1: number k of sample r is at index 8 r + k of the stream.
"""

import math

from core.kernels import counters, helper, images, integer, kernel, number, tile
from core.kernels.batch import SEED, STEP
from core.kernels.random import share
from core.kernels.tiling import rows_in_tile, tiles_of

WORK = 4096
DRAWS = 8


def _tiles(x, *rest):
    return tiles_of(x.shape[0], rows_in_tile(x.shape[1] * x.shape[2] * x.shape[3], WORK))


@helper
def pictures_in_tile(x):
    """Pictures that one tile takes."""
    return rows_in_tile(x.shape[1] * x.shape[2] * x.shape[3], WORK)


@kernel(tiles=_tiles)
def flip(x: images, y: images.out, sideways: integer, upside_down: integer, stream: integer, count: counters,
         first: tile, last: tile):
    """each picture is mirrored, or not"""
    n, height, width, channels = x.shape
    size = pictures_in_tile(x)
    for r in range(first * size, min(n, last * size)):
        turn_h = upside_down != 0 and share(count[SEED], stream, count[STEP], DRAWS * r) < 0.5
        turn_w = sideways != 0 and share(count[SEED], stream, count[STEP], DRAWS * r + 1) < 0.5
        for i in range(height):
            a = height - 1 - i if turn_h else i
            for j in range(width):
                b = width - 1 - j if turn_w else j
                for c in range(channels):
                    y[r, i, j, c] = x[r, a, b, c]


@helper
def spread_of(seed, stream, step, index):
    """A random number between −1 and 1."""
    return 2.0 * share(seed, stream, step, index) - 1.0


@helper
def sample_at(x, r, a, b, c, fill, outside):
    """The value between four pixels; beyond the edge the nearest pixel, or the filling."""
    height, width = x.shape[1], x.shape[2]
    if fill == 0:
        a, b = min(max(a, 0.0), height - 1.0), min(max(b, 0.0), width - 1.0)
    elif a <= -1.0 or b <= -1.0 or a >= height or b >= width:
        return outside
    top, left = math.floor(a), math.floor(b)
    i, j = int(top), int(left)
    down, right = a - top, b - left
    total = 0.0
    for k in range(2):
        for m in range(2):
            weight = (down if k else 1.0 - down) * (right if m else 1.0 - right)
            p, q = i + k, j + m
            if weight > 0.0:
                inside = p >= 0 and q >= 0 and p < height and q < width
                total += weight * (x[r, p, q, c] if inside else outside)
    return total


@kernel(tiles=_tiles)
def warp(x: images, y: images.out, shift_h: number, shift_w: number, turn: number, zoom: number, crop: number,
         fill: integer, outside: number, stream: integer, count: counters, first: tile, last: tile):
    """each picture is shifted, turned, scaled and cropped by random amounts up to these, values between pixels"""
    n, height, width, channels = x.shape
    size = pictures_in_tile(x)
    seed, step = count[SEED], count[STEP]
    for r in range(first * size, min(n, last * size)):
        at = DRAWS * r
        angle = 2.0 * math.pi * turn * spread_of(seed, stream, step, at)
        scale = 1.0 / (1.0 + zoom * spread_of(seed, stream, step, at + 1))
        cut = crop * share(seed, stream, step, at + 2)
        scale *= 1.0 - cut
        # The window of a crop moves as far as its size leaves room.
        down = (shift_h + cut / 2.0) * height * spread_of(seed, stream, step, at + 3)
        right = (shift_w + cut / 2.0) * width * spread_of(seed, stream, step, at + 4)
        cosine, sine = scale * math.cos(angle), scale * math.sin(angle)
        middle_h, middle_w = (height - 1) / 2.0, (width - 1) / 2.0
        for i in range(height):
            for j in range(width):
                a = middle_h + down + cosine * (i - middle_h) - sine * (j - middle_w)
                b = middle_w + right + sine * (i - middle_h) + cosine * (j - middle_w)
                for c in range(channels):
                    y[r, i, j, c] = sample_at(x, r, a, b, c, fill, outside)


@kernel(tiles=_tiles)
def brighten(x: images, y: images.out, most: number, low: number, high: number, stream: integer, count: counters,
             first: tile, last: tile):
    """y = x + one random amount for each picture, kept between low and high"""
    n, height, width, channels = x.shape
    size = pictures_in_tile(x)
    for r in range(first * size, min(n, last * size)):
        more = most * (high - low) * spread_of(count[SEED], stream, count[STEP], DRAWS * r)
        for i in range(height):
            for j in range(width):
                for c in range(channels):
                    y[r, i, j, c] = min(max(x[r, i, j, c] + more, low), high)


@kernel(tiles=_tiles)
def erase(x: images, y: images.out, often: number, largest: number, filling: number, stream: integer, count: counters,
          first: tile, last: tile):
    """a random rectangle of each picture, up to a share of its area, is painted over; or none"""
    n, height, width, channels = x.shape
    size = pictures_in_tile(x)
    seed, step = count[SEED], count[STEP]
    for r in range(first * size, min(n, last * size)):
        at = DRAWS * r
        area = largest * share(seed, stream, step, at + 1) if share(seed, stream, step, at) < often else 0.0
        # As high as wide on average, between a third and three times.
        shape = math.exp(math.log(3.0) * spread_of(seed, stream, step, at + 2))
        tall = min(height, int(math.sqrt(area * shape) * height + 0.5))
        wide = min(width, int(math.sqrt(area / shape) * width + 0.5))
        top = int(share(seed, stream, step, at + 3) * (height - tall + 1))
        left = int(share(seed, stream, step, at + 4) * (width - wide + 1))
        for i in range(height):
            for j in range(width):
                gone = top <= i < top + tall and left <= j < left + wide
                for c in range(channels):
                    y[r, i, j, c] = filling if gone else x[r, i, j, c]
