"""Transposes blocks of values, lanes × lanes of them in registers, as kernels see it."""

import numpy as np

from core.kernels.runtime.kernel import helper
from core.kernels.vectors.simd import STAND_IN_LANES, lanes, load, store


def turn_square(source, place, stride, target, target_place, target_stride):
    """target[j, i] = source[i, j] for a block of lanes() × lanes() values from flat places with row strides."""
    n = STAND_IN_LANES
    flat, out = source.reshape(-1), target.reshape(-1)
    for i in range(n):
        out[target_place + i + target_stride * np.arange(n)] = flat[place + i * stride:place + i * stride + n]


@helper
def turn_block(source, place, rows, columns, target, target_place, target_stride):
    """target[j, i] = source[i, j] for `rows` rows of `columns` values that lie one behind the other."""
    side = lanes()
    whole_rows, whole_columns = rows // side * side, columns // side * side
    for i in range(0, whole_rows, side):
        for j in range(0, whole_columns, side):
            turn_square(source, place + i * columns + j, columns, target, target_place + j * target_stride + i,
                        target_stride)
    for i in range(rows):
        for j in range(whole_columns if i < whole_rows else 0, columns):
            store(target, target_place + j * target_stride + i, 1, load(source, place + i * columns + j, 1))
