"""Division by the root mean square in float64."""

import numpy as np

from tests.naive.norm import dealt


def rms_normalize(x, scale, epsilon, inverse, y):
    wide = x.astype(np.float64)
    factor = 1 / np.sqrt((wide**2).mean(1) + epsilon)
    inverse[:] = factor
    y[...] = wide * factor[:, None] * scale


def rms_normalize_gradient(x, dy, inverse, scale, dx, dscale):
    wide, g, i = x.astype(np.float64), dy.astype(np.float64) * scale, inverse.astype(np.float64)[:, None]
    if dx.size:
        dx[...] = i * (g - wide * i**2 * (g * wide).mean(1, keepdims=True))
    if dscale.size:
        for block, rows in enumerate(dealt(dy * wide * i)):
            dscale[block] = rows.sum(0)
