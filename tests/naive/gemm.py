"""Dense layers by NumPy's product in float64."""

import numpy as np


def dense_forward(x, w, b, y, floor):
    y[...] = np.maximum(x.astype(np.float64) @ w + (b if b.size else 0), floor)


def dense_weight_gradient(x, dy, dw, db):
    dw[...] = x.T.astype(np.float64) @ dy
    if db.size:
        db[:] = dy.astype(np.float64).sum(0)


def transpose(w, out):
    out[:, :w.shape[0]] = w.T


def dense_input_gradient(dy, w, room, dx):
    dx[...] = dy.astype(np.float64) @ w.T
