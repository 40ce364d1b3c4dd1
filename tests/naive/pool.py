"""Pooling window by window."""

import numpy as np


def windows(height, width, out_h, out_w, pool_h, pool_w, stride_h, stride_w, top, left):
    """For each place: its row and column, and the real pixels that the window sees."""
    for i in range(out_h):
        for j in range(out_w):
            rows = [r for r in range(i * stride_h - top, i * stride_h - top + pool_h) if 0 <= r < height]
            columns = [c for c in range(j * stride_w - left, j * stride_w - left + pool_w) if 0 <= c < width]
            yield i, j, [(r, c) for r in rows for c in columns]


def max_pool(x, y, *window):
    for i, j, pixels in windows(*x.shape[1:3], *y.shape[1:3], *window):
        y[:, i, j] = np.max([x[:, r, c] for r, c in pixels], axis=0)


def max_pool_gradient(x, y, dy, dx, *rest):
    window, cut = rest[:-1], rest[-1]
    dx[...] = 0
    for i, j, pixels in windows(*x.shape[1:3], *y.shape[1:3], *window):
        for n in range(x.shape[0]):
            for channel in range(x.shape[3]):
                best = max(pixels, key=lambda p: x[n, p[0], p[1], channel])
                if x[n, best[0], best[1], channel] > cut:
                    dx[n, best[0], best[1], channel] += dy[n, i, j, channel]


def average_pool(x, y, *window):
    for i, j, pixels in windows(*x.shape[1:3], *y.shape[1:3], *window):
        y[:, i, j] = np.mean([x[:, r, c].astype(np.float64) for r, c in pixels], axis=0)


def average_pool_gradient(dy, dx, *window):
    total = np.zeros(dx.shape)
    for i, j, pixels in windows(*dx.shape[1:3], *dy.shape[1:3], *window):
        for r, c in pixels:
            total[:, r, c] += dy[:, i, j] / len(pixels)
    dx[...] = total
