"""The scaling Robust."""

import numpy as np

from core.declare.registry import SCALINGS
from core.scalings.base import Fitted, Scaling


@SCALINGS.member
class Robust(Scaling):
    """Every column gets median 0, and its middle half a width of 1: a few values far away change nothing."""

    formula = r"x' = \frac{x - \mathrm{median}}{Q_{75} - Q_{25}}"

    def fit(self, x):
        low, middle, high = (np.asarray(part, np.float64) for part in np.percentile(x, (25, 50, 75), axis=0))
        return Fitted(1 / np.where(high > low, high - low, 1), middle)
