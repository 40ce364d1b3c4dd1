"""Steps that do not count."""


import numpy as np


def find_steps(x, value, mask, y):
    mask[...] = (x != np.float32(value)).any(2)
    y[...] = x * mask[..., None]


def scale_steps(x, mask):
    x[mask == 0] = 0


def mean_of_steps(x, mask, y):
    for sample, kept in enumerate(mask):
        y[sample] = x[sample][kept > 0].astype(np.float64).mean(0) if kept.any() else 0


def mean_of_steps_gradient(dy, mask, dx):
    for sample, kept in enumerate(mask):
        dx[sample] = kept[:, None] * dy[sample] / max(kept.sum(), 1)
