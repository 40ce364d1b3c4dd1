"""Slow twins of `core.kernels.conv_few_filters`."""

import numpy as np


def widen_filters(w, b, wide, wide_b):
    filters, width = w.shape[3], w.shape[1]
    together = wide.shape[3] // filters
    wide[...] = 0
    for p in range(together):
        wide[:, p:p + width, :, p * filters:(p + 1) * filters] = w
    wide_b[...] = np.tile(b, together)[:wide_b.size]


def fold_gradient(wide, wide_b, dw, db):
    filters, width = dw.shape[3], dw.shape[1]
    together = wide.shape[3] // filters
    dw[...] = sum(wide[:, p:p + width, :, p * filters:(p + 1) * filters].astype(np.float64) for p in range(together))
    if db.size:
        db[...] = wide_b.reshape(together, filters).astype(np.float64).sum(0)
