"""Softmax in float64."""

import numpy as np


def probabilities(z):
    e = np.exp(z.astype(np.float64) - z.max(1, keepdims=True))
    return e / e.sum(1, keepdims=True)


def softmax_forward(z, y):
    y[...] = probabilities(z)


def softmax_backward(y, dy, dz):
    y = y.astype(np.float64)
    dz[...] = y * (dy - (dy * y).sum(1, keepdims=True))
