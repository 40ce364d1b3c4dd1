"""Transposes a block of lanes × lanes values in registers, as kernels see it."""

import numpy as np

from core.kernels.vectors.simd import STAND_IN_LANES


def turn_square(source, place, stride, target, target_place, target_stride):
    """target[j, i] = source[i, j] for a block of lanes() × lanes() values from flat places with row strides."""
    n = STAND_IN_LANES
    flat, out = source.reshape(-1), target.reshape(-1)
    for i in range(n):
        out[target_place + i + target_stride * np.arange(n)] = flat[place + i * stride:place + i * stride + n]
