"""The matrix product used by every dense layer and convolution, as its callers see it.

`multiply` adds products over `segments` runs of `depth` steps each, for a block of C:

    C[m, n] = floor_max( start[m, n] + Σ_s Σ_k A[m, s, k] · B[s, k, n] )

All places are addresses (`at(array, offset)`); all strides count float32 elements. A may be walked in any direction
(row and step stride), which serves x W, xᵀ dy and the rows of a picture under a sliding window alike; the columns of
B, C and `start` are contiguous. `start` 0 means zeros; a start stride of 0 repeats one row (a bias); start = C adds
to what is there. `floor` −inf leaves the values alone, 0 is a fused ReLU. The order of every sum depends on the sizes
alone. Compiled, it is the function of `core.kernels.product_code`; the stand-in below serves plain Python.
"""

import ctypes

import numpy as np

NO_FLOOR = np.float32(-np.inf)
SYMBOL = "layerlab_multiply"
"""What kernels call the compiled product."""


def multiply(a, a_row, a_step, a_segment, b, b_step, b_segment, c, c_row, start, start_row, floor, rows, columns,
             depth, segments):
    """See the module."""
    result = np.zeros((rows, columns), np.float32)
    if start:
        result += _window(start, (rows, columns), (start_row, 1))
    for s in range(segments):
        left = _window(a + 4 * s * a_segment, (rows, depth), (a_row, a_step))
        right = _window(b + 4 * s * b_segment, (depth, columns), (b_step, 1))
        result += left @ right
    _window(c, (rows, columns), (c_row, 1))[...] = np.where(result < floor, floor, result)


def _window(address, shape, strides):
    count = 1 + sum((size - 1) * stride for size, stride in zip(shape, strides, strict=True))
    flat = np.ctypeslib.as_array(ctypes.cast(address, ctypes.POINTER(ctypes.c_float)), (count,))
    return np.lib.stride_tricks.as_strided(flat, shape, tuple(4 * stride for stride in strides))
