"""Convolutions pixel by pixel."""

import numpy as np


def place(x, out, top, left, step_h, step_w):
    for i in range(x.shape[1]):
        for j in range(x.shape[2]):
            row, column = top + i * step_h, left + j * step_w
            if 0 <= row < out.shape[1] and 0 <= column < out.shape[2]:
                out[:, row, column] = x[:, i, j]


def patch(x, w, i, j, stride_h, stride_w, dilation_h, dilation_w):
    """What the window sees at one place: (n, kernel height, kernel width, channels)."""
    rows = i * stride_h + dilation_h * np.arange(w.shape[0])
    columns = j * stride_w + dilation_w * np.arange(w.shape[1])
    return x[:, rows][:, :, columns].astype(np.float64)


def grouped(channels, filters, w):
    """For each group: its channels and its filters."""
    groups = channels // w.shape[2]
    for g in range(groups):
        yield (slice(g * w.shape[2], (g + 1) * w.shape[2]),
               slice(g * filters // groups, (g + 1) * filters // groups))


def convolve(x, w, b, y, stride_h, stride_w, dilation_h, dilation_w, floor):
    for i in range(y.shape[1]):
        for j in range(y.shape[2]):
            seen = patch(x, w, i, j, stride_h, stride_w, dilation_h, dilation_w)
            for channels, filters in grouped(x.shape[3], y.shape[3], w):
                y[:, i, j, filters] = np.einsum("nklc,klcf->nf", seen[..., channels], w[..., filters])
    y[...] = np.maximum(y + b if b.size else y, floor)


def turn(w, out, groups):
    columns = w.shape[3] // groups
    for k in range(w.shape[0]):
        for j in range(w.shape[1]):
            for g in range(groups):
                block = w[k, j, :, g * columns:(g + 1) * columns]
                out[w.shape[0] - 1 - k, w.shape[1] - 1 - j, :, g * w.shape[2]:(g + 1) * w.shape[2]] = block.T


def kernel_gradient(x, dy, dw, db, stride_h, stride_w, dilation_h, dilation_w):
    parts, n = len(db), len(x)
    whole = dw.reshape(parts, -1, *dw.shape[1:])
    whole[...] = 0
    total = np.zeros(whole.shape)
    for part in range(parts):
        pictures = slice(n * part // parts, n * (part + 1) // parts)
        for i in range(dy.shape[1]):
            for j in range(dy.shape[2]):
                seen = patch(x[pictures], whole[part], i, j, stride_h, stride_w, dilation_h, dilation_w)
                for channels, filters in grouped(x.shape[3], dy.shape[3], whole[part]):
                    total[part, ..., filters] += np.einsum("nklc,nf->klcf", seen[..., channels],
                                                           dy[pictures, i, j, filters].astype(np.float64))
        if db.shape[1]:
            db[part] = dy[pictures].astype(np.float64).sum((0, 1, 2))
    whole[...] = total


def sum_parts(parts, out):
    out[:] = parts.astype(np.float64).sum(0)
