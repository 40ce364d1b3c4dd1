"""Losses of numbers in float64."""

import numpy as np


def _write(dy, values):
    if dy.size:
        dy[...] = values


def squared_error(y, t, factor, loss, dy):
    e = y.astype(np.float64) - t
    loss[0] = factor * (e * e).sum() / len(y)
    _write(dy, 2 * factor * e / len(y))


def absolute_error(y, t, loss, dy):
    e = y.astype(np.float64) - t
    loss[0] = np.abs(e).mean()
    _write(dy, np.sign(e) / e.size)


def huber(y, t, delta, loss, dy):
    e = y.astype(np.float64) - t
    loss[0] = np.where(np.abs(e) <= delta, e * e / 2, delta * np.abs(e) - delta * delta / 2).mean()
    _write(dy, np.clip(e, -delta, delta) / e.size)


def hinge(y, t, weight, loss, dy):
    sign = np.where(t > 0, 1.0, -1.0)
    w = np.ones(t.shape)
    if weight.size:
        w = w * weight if t.shape[1] > 1 else np.where(t > 0, weight[1], weight[0])
    short = 1 - sign * y.astype(np.float64)
    loss[0] = (w * np.maximum(0, short)).mean()
    _write(dy, np.where(short > 0, -sign * w, 0) / t.size)
