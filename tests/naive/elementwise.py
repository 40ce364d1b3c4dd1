"""Activations in float64."""

import numpy as np


def sigmoid_forward(z, y):
    y[:] = 1 / (1 + np.exp(-z.astype(np.float64)))


def sigmoid_backward(y, dy, dz):
    dz[:] = dy * y.astype(np.float64) * (1 - y)


def tanh_forward(z, y):
    y[:] = np.tanh(z.astype(np.float64))


def tanh_backward(y, dy, dz):
    dz[:] = dy * (1 - y.astype(np.float64) ** 2)


def relu_forward(z, y):
    y[:] = np.maximum(z, 0)


def relu_backward(y, dy, dz):
    dz[:] = np.where(y > 0, dy, 0)


def leaky_relu_forward(z, y, slope):
    y[:] = np.where(z > 0, z, slope * z)


def leaky_relu_backward(y, dy, dz, slope):
    dz[:] = np.where(y > 0, dy, slope * dy)
