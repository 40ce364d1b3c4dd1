"""Input gradients of convolutions with a stride, pixel by pixel."""

import numpy as np


def turn_phases(w, out, stride_h, stride_w):
    turned = w[::-1, ::-1].transpose(0, 1, 3, 2)
    out[...] = np.concatenate([turned[a::stride_h, b::stride_w].ravel()
                               for a in range(stride_h) for b in range(stride_w)])


def convolve_phases(x, w, b, y, kernel_h, kernel_w, stride_h, stride_w, top, left, row_0, column_0, floor):
    filters, channels, at = x.shape[3], y.shape[3], 0
    total = np.zeros(y.shape)
    for a in range(stride_h):
        for c in range(stride_w):
            rows, columns = range(a, kernel_h, stride_h), range(c, kernel_w, stride_w)
            size = len(rows) * len(columns) * filters * channels
            taps = w[at:at + size].reshape(len(rows), len(columns), filters, channels).astype(np.float64)
            at += size
            for (u, k), (v, m) in ((one, two) for one in enumerate(rows) for two in enumerate(columns)):
                for i in range((top - k) % stride_h, y.shape[1], stride_h):
                    for j in range((left - m) % stride_w, y.shape[2], stride_w):
                        seen = x[:, (i + k - top) // stride_h + row_0, (j + m - left) // stride_w + column_0]
                        total[:, i, j] += seen @ taps[u, v]
    y[...] = np.maximum(total + b if b.size else total, floor)
