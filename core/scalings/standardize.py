import numpy as np

from core.registry import SCALINGS
from core.scalings.base import Fitted, Scaling


@SCALINGS.member
class Standardize(Scaling):
    """Every input column gets mean 0 and spread 1."""

    formula = r"x' = \frac{x - \mu}{\sigma}"

    def fit(self, x):
        mean, spread = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)
        # A spread below what float32 can tell apart is rounding: a column that never changes becomes 0.
        real = spread > np.abs(mean) * np.finfo(np.float32).eps
        factor = 1 / np.where(real, spread, 1)
        return Fitted(factor, -mean * factor)
