"""The scaling MinMax."""

import numpy as np

from core.declare.registry import SCALINGS
from core.scalings.base import Fitted, Scaling


@SCALINGS.member
class MinMax(Scaling):
    """Every column is stretched to run from 0 to 1 over the training samples."""

    title = "Min-max"
    formula = r"x' = \frac{x - x_{min}}{x_{max} - x_{min}}"

    def fit(self, x):
        low, high = x.min(0).astype(np.float64), x.max(0).astype(np.float64)
        factor = 1 / np.where(high > low, high - low, 1)
        return Fitted(factor, low)
