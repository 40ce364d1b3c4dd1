"""Clipping, decay and the largest norm, in float64."""

import numpy as np

PIECE = 4096


def clip_value(g, limit):
    g[:] = np.clip(g, -limit, limit)


def squares(g, sums):
    for t in range(len(sums)):
        sums[t] = (g[t * PIECE:(t + 1) * PIECE].astype(np.float64) ** 2).sum()


def scale_to_norm(g, sums, limit):
    norm = np.sqrt(sums.astype(np.float64).sum())
    if not norm <= limit[0]:
        g[:] = g * (limit[0] / norm)


def decay(w, rate, share):
    w[:] = w * (1 - rate.astype(np.float64) * share)


def max_norm(w, limit):
    norms = np.sqrt((w.astype(np.float64) ** 2).sum(0))
    w[...] = w * np.minimum(1, limit / np.maximum(norms, 1e-300))
