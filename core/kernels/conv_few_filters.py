"""Convolutions with few filters, computing several pixels at a time.

Where the filters fill only a part of a vector, g neighbouring pixels of the output are computed as one pixel with g
times the filters, from a filter that is g − 1 pixels wider: filter f of pixel p looks at the columns from p on. The
output lies in memory as it would anyway. These kernels make the wide filter, and fold its gradient back.
"""

from core.kernels import images, kernel, vector


@kernel
def widen_filters(w: images, b: vector, wide: images.out, wide_b: vector.out):
    """V[k, l + p, c, p F + f] = W[k, l, c, f], else 0"""
    kernel_h, kernel_w, channels, filters = w.shape
    together = wide.shape[3] // filters
    for k in range(kernel_h):
        for column in range(wide.shape[1]):
            for c in range(channels):
                for p in range(together):
                    inside = 0 <= column - p < kernel_w
                    for f in range(filters):
                        wide[k, column, c, p * filters + f] = w[k, column - p, c, f] if inside else 0.0
    for i in range(wide_b.size):
        wide_b[i] = b[i % filters]


@kernel
def fold_gradient(wide: images, wide_b: vector, dw: images.out, db: vector.out):
    """dW[k, l, c, f] = Σ_p dV[k, l + p, c, p F + f]"""
    kernel_h, kernel_w, channels, filters = dw.shape
    together = wide.shape[3] // filters
    for k in range(kernel_h):
        for column in range(kernel_w):
            for c in range(channels):
                for f in range(filters):
                    s = wide[k, column, c, f]
                    for p in range(1, together):
                        s += wide[k, column + p, c, p * filters + f]
                    dw[k, column, c, f] = s
    for f in range(db.size):
        s = wide_b[f]
        for p in range(1, together):
            s += wide_b[p * filters + f]
        db[f] = s
