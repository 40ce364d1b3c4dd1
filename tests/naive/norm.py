"""Normalisation in float64."""

import numpy as np

from core.kernels.norm import BLOCK
from core.kernels.tiling import rows_in_tile


def dealt(x):
    """The rows of a matrix, block by block."""
    size = rows_in_tile(x.shape[1], BLOCK)
    return [x[start:start + size].astype(np.float64) for start in range(0, len(x), size)]


def channel_moments(x, means, squares):
    for block, rows in enumerate(dealt(x)):
        means[block] = rows.mean(0)
        squares[block] = ((rows - rows.mean(0)) ** 2).sum(0)


def join_moments(means, squares, rows, size, mean, variance):
    counts = np.minimum(rows, size * np.arange(1, len(means) + 1)) - size * np.arange(len(means))
    middle = (means.astype(np.float64) * counts[:, None]).sum(0) / rows
    mean[:] = middle
    variance[:] = (squares + counts[:, None] * (means - middle) ** 2).sum(0) / rows


def follow(value, average, momentum):
    average[:] = average * momentum + value * (1 - momentum)


def inverse_deviation(variance, epsilon, inverse):
    inverse[:] = 1 / np.sqrt(variance.astype(np.float64) + epsilon)


def normalize(x, mean, inverse, gamma, beta, y):
    y[...] = (x.astype(np.float64) - mean) * inverse * (gamma if gamma.size else 1) + (beta if beta.size else 0)


def channel_products(x, dy, mean, inverse, dbeta, dgamma):
    for block, (rows, slopes) in enumerate(zip(dealt(x), dealt(dy), strict=True)):
        dbeta[block] = slopes.sum(0)
        dgamma[block] = (slopes * (rows - mean) * inverse).sum(0)


def normalize_gradient(x, dy, mean, inverse, gamma, dbeta, dgamma, dx):
    slope = dy.astype(np.float64)
    if dbeta.size:
        slope = slope - dbeta / len(x) - (x - mean) * inverse * (dgamma / len(x))
    dx[...] = slope * inverse * (gamma if gamma.size else 1)


def _standard(x, epsilon):
    x = x.astype(np.float64)
    inverse = 1 / np.sqrt(x.var(1, keepdims=True) + epsilon)
    return x.mean(1, keepdims=True), inverse


def layer_normalize(x, gamma, beta, epsilon, moments, y):
    mean, inverse = _standard(x, epsilon)
    moments[...] = np.hstack([mean, inverse])
    y[...] = (x - mean) * inverse * (gamma if gamma.size else 1) + (beta if beta.size else 0)


def layer_normalize_gradient(x, dy, moments, gamma, dx, dbeta, dgamma):
    standard = (x.astype(np.float64) - moments[:, :1]) * moments[:, 1:]
    if dbeta.size:
        for block, (rows, slopes) in enumerate(zip(dealt(standard), dealt(dy), strict=True)):
            dbeta[block] = slopes.sum(0)
            dgamma[block] = (slopes * rows).sum(0)
    if dx.size:
        g = dy.astype(np.float64) * (gamma if gamma.size else 1)
        dx[...] = moments[:, 1:] * (g - g.mean(1, keepdims=True) - standard * (g * standard).mean(1, keepdims=True))


def channel_sums(x, sums):
    for block, rows in enumerate(dealt(x)):
        sums[block] = rows.sum(0)
