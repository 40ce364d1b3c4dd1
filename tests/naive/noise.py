"""Dropout and noise, value by value."""

from statistics import NormalDist

import numpy as np

from tests.naive.random import bits, share


def kept(rate, count, stream, index):
    """What a value is multiplied by."""
    rate = np.float32(rate)
    return 1 / (1 - rate) if bits(count[4], stream, count[0], index) >= float(rate) * 2**32 else 0


def dropout(x, mask, y, rate, stream, count):
    mask[:] = [kept(rate, count, stream, i) for i in range(x.size)]
    y[:] = x * mask


def draw_mask(mask, rate, stream, count):
    mask[:] = [kept(rate, count, stream, i) for i in range(mask.size)]


def channel_dropout(x, mask, y, rate, stream, count):
    mask[...] = np.reshape([kept(rate, count, stream, i) for i in range(mask.size)], mask.shape)
    scale_channels(x, mask, y)


def scale_channels(x, mask, y):
    y[...] = x * mask[:, None]


def add_noise(x, y, deviation, stream, count):
    normal = NormalDist()
    y[:] = [v + deviation * normal.inv_cdf(share(count[4], stream, count[0], i) + 2.0**-25) for i, v in enumerate(x)]
