"""Swish, GELU and mish in float64; slopes by the product rule, without the kernels' rearrangements."""

import math

import numpy as np

ROOT = math.sqrt(2 / math.pi)


def sigma(z):
    return np.exp(-np.logaddexp(0, -z))


def normal_share(z):
    return np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in z])


def swish_forward(z, y):
    z = z.astype(np.float64)
    y[:] = z * sigma(z)


def swish_backward(z, dy, dz):
    z = z.astype(np.float64)
    dz[:] = dy * (sigma(z) + z * sigma(z) * sigma(-z))


def gelu_forward(z, y):
    z = z.astype(np.float64)
    y[:] = z * normal_share(z)


def gelu_backward(z, dy, dz):
    z = z.astype(np.float64)
    dz[:] = dy * (normal_share(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi))


def gelu_tanh_forward(z, y):
    z = z.astype(np.float64)
    y[:] = z / 2 * (1 + np.tanh(ROOT * (z + 0.044715 * z**3)))


def gelu_tanh_backward(z, dy, dz):
    z = z.astype(np.float64)
    t = np.tanh(ROOT * (z + 0.044715 * z**3))
    dz[:] = dy * ((1 + t) / 2 + z / 2 * (1 - t * t) * ROOT * (1 + 3 * 0.044715 * z * z))


def mish_forward(z, y):
    z = z.astype(np.float64)
    y[:] = z * np.tanh(np.logaddexp(0, z))


def mish_backward(z, dy, dz):
    z = z.astype(np.float64)
    t = np.tanh(np.logaddexp(0, z))
    dz[:] = dy * (t + z * (1 - t * t) * sigma(z))
