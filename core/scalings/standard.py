import numpy as np

from core.registry import SCALINGS
from core.scalings.base import Fitted, Scaling


@SCALINGS.member
class Standardize(Scaling):
    """Every input column gets mean 0 and spread 1."""

    formula = r"x' = (x - \mu) / \sigma"

    def fit(self, x):
        mean, spread = x.mean(0, dtype=np.float64), x.std(0, dtype=np.float64)
        factor = 1 / np.where(spread > 0, spread, 1)
        return Fitted(factor, -mean * factor)


@SCALINGS.member
class MinMax(Scaling):
    """Every input column is stretched to run from 0 to 1."""

    title = "Min-max"
    formula = r"x' = (x - \min) / (\max - \min)"

    def fit(self, x):
        low, high = x.min(0).astype(np.float64), x.max(0).astype(np.float64)
        factor = 1 / np.where(high > low, high - low, 1)
        return Fitted(factor, -low * factor)


@SCALINGS.member
class PixelRange(Scaling):
    """Grey values from 0 to 255 become numbers from 0 to 1."""

    title = "÷ 255"
    formula = r"x' = x / 255"

    def fit(self, x):
        return Fitted(np.float64(1 / 255), np.float64(0))
