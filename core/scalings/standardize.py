"""The scaling Standardize."""

import numpy as np

from core.declare.registry import SCALINGS
from core.scalings.base import ROWS, Fitted, Scaling


@SCALINGS.member
class Standardize(Scaling):
    """Every column gets mean 0 and spread 1."""

    formula = r"x' = (x - \mu) / \sigma"

    def fit(self, x):
        mean, spread = moments(x)
        # A spread below what the numbers can tell apart is rounding: a column that never changes becomes 0.
        finest = np.finfo(np.result_type(x.dtype, np.float32)).eps
        real = (spread > np.abs(mean) * finest) & (x.max(0) > x.min(0))
        return Fitted(1 / np.where(real, spread, 1), mean)


def moments(x: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Mean and standard deviation of every column, float64, some rows at a time: bytes are not made floats at once.

    Summed as distances from the first row, since seconds since 1970 lie far from 0 and close to each other.
    """
    first = x[0].astype(np.float64)
    parts = [slice(start, start + ROWS) for start in range(0, len(x), ROWS)]
    mean = sum((x[part] - first).sum(0) for part in parts) / len(x)
    squares = sum((((x[part] - first) - mean) ** 2).sum(0) for part in parts)
    return first + mean, np.sqrt(squares / len(x))
