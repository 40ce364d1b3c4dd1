"""Depthwise convolution, pixel by pixel."""

import numpy as np

from tests.naive.conv import patch


def depthwise_convolve(x, w, b, y, stride_h, stride_w, dilation_h, dilation_w, floor):
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            seen = patch(x, w, i, j, stride_h, stride_w, dilation_h, dilation_w)
            y[:, i, j] = (seen * w[:, :, 0]).sum((1, 2))
    y[...] = np.maximum(y + b if b.size else y, floor)


def depthwise_gradient(x, dy, dw, db, stride_h, stride_w, dilation_h, dilation_w):
    parts, n = len(db), len(x)
    whole = dw.reshape(parts, -1, *dw.shape[1:])
    total = np.zeros(whole.shape)
    for part in range(parts):
        pictures = slice(n * part // parts, n * (part + 1) // parts)
        for i in range(dy.shape[1]):
            for j in range(dy.shape[2]):
                seen = patch(x[pictures], whole[part], i, j, stride_h, stride_w, dilation_h, dilation_w)
                total[part, :, :, 0] += (seen * dy[pictures, i, j][:, None, None]).sum(0)
        if db.shape[1]:
            db[part] = dy[pictures].astype(np.float64).sum((0, 1, 2))
    whole[...] = total


def repeat_channels(x, y):
    y[...] = x.repeat(y.shape[1] // x.shape[1], 1)


def fold_channels(dy, dx):
    dx[...] = dy.astype(np.float64).reshape(*dx.shape, -1).sum(2)
