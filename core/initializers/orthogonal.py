"""The initialiser Orthogonal."""

import math

import numpy as np

from core.declare.parameters import number
from core.declare.registry import INITIALIZERS
from core.declare.torch_lines import initialized
from core.initializers.base import Initializer


@INITIALIZERS.member
class Orthogonal(Initializer):
    """Weights that turn signals without stretching them, so that even deep chains start well (Saxe et al. 2014).

    All axes but the last are taken as rows; rows or columns, whichever are fewer, are orthogonal and of length `gain`.
    """

    formula = r"W^T W = g^2 I"
    gain: number(0, 1000, "Gain g", "length of each row or column") = 1.0

    def sample(self, rng, shape, fan_in, fan_out):
        rows, columns = math.prod(shape[:-1]), shape[-1]
        drawn = rng.standard_normal((max(rows, columns), min(rows, columns)))
        q, r = np.linalg.qr(drawn)
        # Without the signs of r's diagonal the draw would not be even over all rotations (Mezzadri 2007).
        q *= np.where(np.diag(r) < 0, -1.0, 1.0)
        found = q if rows >= columns else q.T
        return (self.gain * found).reshape(shape).astype(np.float32)

    def in_torch(self, *shapes):
        return initialized("orthogonal_", self.gain)
