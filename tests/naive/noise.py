"""Dropout value by value."""

import numpy as np

from tests.naive.random import share


def dropout(x, mask, y, rate, stream, count):
    rate = np.float32(rate)
    for i in range(x.size):
        mask[i] = 1 / (1 - rate) if share(count[4], stream, count[0], i) >= rate else 0
    y[:] = x * mask
