"""Steps that do not count."""


import numpy as np


def find_steps(x, value, mask, y):
    mask[...] = (x != np.float32(value)).any(2)
    y[...] = x * mask[..., None]


def scale_steps(x, mask):
    x[mask == 0] = 0
