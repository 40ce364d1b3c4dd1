"""Changed copies of pictures, pixel by pixel in plain Python."""

import math

import numpy as np

from tests.naive.random import share


def _draws(count, stream, r, how_many):
    return [share(count[4], stream, count[0], 8 * r + k) for k in range(how_many)]


def flip(x, y, sideways, upside_down, stream, count):
    for r, picture in enumerate(x):
        up, side = _draws(count, stream, r, 2)
        if upside_down and up < 0.5:
            picture = picture[::-1]
        if sideways and side < 0.5:
            picture = picture[:, ::-1]
        y[r] = picture


def _between(picture, a, b, fill, outside):
    """Bilinear, on a picture with a frame of the filling (or of its edge) so wide that every place is inside."""
    height, width = picture.shape[:2]
    if fill == 0:
        a, b = np.clip(a, 0, height - 1), np.clip(b, 0, width - 1)
    if a <= -1 or b <= -1 or a >= height or b >= width:
        return outside
    framed = np.pad(picture.astype(np.float64), ((1, 2), (1, 2), (0, 0)), constant_values=outside)
    i, j = math.floor(a), math.floor(b)
    down, right = a - i, b - j
    top = framed[i + 1, j + 1] * (1 - right) + framed[i + 1, j + 2] * right
    bottom = framed[i + 2, j + 1] * (1 - right) + framed[i + 2, j + 2] * right
    return top * (1 - down) + bottom * down


def warp(x, y, shift_h, shift_w, turn, zoom, crop, fill, outside, stream, count):
    _, height, width, _ = x.shape
    middle = np.array([(height - 1) / 2, (width - 1) / 2])
    for r, picture in enumerate(x):
        for_turn, for_zoom, for_crop, for_h, for_w = _draws(count, stream, r, 5)
        angle, cut = 2 * math.pi * turn * (2 * for_turn - 1), crop * for_crop
        scale = (1 - cut) / (1 + zoom * (2 * for_zoom - 1))
        matrix = scale * np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
        room = np.array([(shift_h + cut / 2) * height, (shift_w + cut / 2) * width])
        moved = room * (2 * np.array([for_h, for_w]) - 1)
        for i in range(height):
            for j in range(width):
                a, b = middle + moved + matrix @ (np.array([i, j]) - middle)
                y[r, i, j] = _between(picture, a, b, fill, outside)


def brighten(x, y, most, low, high, stream, count):
    for r, picture in enumerate(x):
        more = most * (high - low) * (2 * _draws(count, stream, r, 1)[0] - 1)
        y[r] = np.clip(picture.astype(np.float64) + more, low, high)


def erase(x, y, often, largest, filling, stream, count):
    _, height, width, _ = x.shape
    y[...] = x
    for r in range(len(x)):
        here, how_much, form, down, right = _draws(count, stream, r, 5)
        area, form = (largest * how_much if here < often else 0), 3 ** (2 * form - 1)
        tall = min(height, int(math.sqrt(area * form) * height + 0.5))
        wide = min(width, int(math.sqrt(area / form) * width + 0.5))
        top, left = int(down * (height - tall + 1)), int(right * (width - wide + 1))
        y[r, top:top + tall, left:left + wide] = filling
