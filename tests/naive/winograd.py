"""Slow twins of `core.kernels.winograd`."""

import numpy as np

G = np.array([[1, 0, 0], [0.5, 0.5, 0.5], [0.5, -0.5, 0.5], [0, 0, 1]])
B = np.array([[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]])
A = np.array([[1, 1, 1, 0], [0, 1, -1, -1]])


def transform_filters(w, u):
    u[...] = np.einsum("ik,klcf,jl->ijcf", G, w.astype(np.float64), G).reshape(u.shape)


def _patches(x):
    """(n, rows, columns, 4, 4, channels) of patches two pixels apart."""
    n, height, width, channels = x.shape
    rows, columns = (height - 2) // 2, (width - 2) // 2
    out = np.zeros((n, rows, columns, 4, 4, channels))
    for i in range(rows):
        for j in range(columns):
            out[:, i, j] = x[:, 2 * i:2 * i + 4, 2 * j:2 * j + 4]
    return np.einsum("ik,nrsklc,jl->nrsijc", B, out, B)


def winograd_convolve(x, u, b, y, scratch, floor):
    channels, filters = x.shape[3], y.shape[3]
    products = np.einsum("nrsijc,ijcf->nrsijf", _patches(x), u.reshape(4, 4, channels, filters).astype(np.float64))
    squares = np.einsum("ki,nrsijf,lj->nrkslf", A, products, A)
    y[...] = np.maximum(squares.reshape(y.shape) + (b if b.size else 0), floor)


def winograd_gradient(x, dy, du, scratch):
    n, height, width, filters = dy.shape
    squares = dy.astype(np.float64).reshape(n, height // 2, 2, width // 2, 2, filters)
    z = np.einsum("ki,nrkslf,lj->nrsijf", A, squares, A)
    v = _patches(x)
    for part in range(du.shape[0]):
        chosen = slice(n * part // du.shape[0], n * (part + 1) // du.shape[0])
        du[part] = np.einsum("nrsijc,nrsijf->ijcf", v[chosen], z[chosen]).reshape(-1)


def gather_filters(du, dw):
    channels, filters = dw.shape[2:]
    total = du.astype(np.float64).sum(0).reshape(4, 4, channels, filters)
    dw[...] = np.einsum("ik,ijcf,jl->klcf", G, total, G)


def winograd_bias(dy, db):
    pixels = dy.reshape(-1, dy.shape[-1]).astype(np.float64)
    for part in range(db.shape[0]):
        db[part] = pixels[len(pixels) * part // db.shape[0]:len(pixels) * (part + 1) // db.shape[0]].sum(0)
