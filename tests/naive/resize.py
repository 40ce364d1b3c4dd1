"""Pictures made larger or smaller, pixel by pixel."""

import numpy as np


def frame(x, y, top, left):
    y[...] = 0
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            if 0 <= i - top < x.shape[1] and 0 <= j - left < x.shape[2]:
                y[:, i, j] = x[:, i - top, j - left]


def enlarge(x, y, factor_h, factor_w):
    y[...] = x.repeat(factor_h, 1).repeat(factor_w, 2)


def enlarge_gradient(dy, dx, factor_h, factor_w):
    n, height, width, channels = dx.shape
    dx[...] = dy.astype(np.float64).reshape(n, height, factor_h, width, factor_w, channels).sum((2, 4))
