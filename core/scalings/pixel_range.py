"""The scaling PixelRange."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import SCALINGS
from core.scalings.base import Fitted, Scaling


@SCALINGS.member
class PixelRange(Scaling):
    """Grey values from 0 up to the highest become numbers from 0 to 1."""

    title = "Pixel range"
    short = "Pixels"
    by_column = False
    formula = r"x' = x / \mathrm{highest}"
    highest: number(1, 65535, "Highest", "the grey value that becomes 1") = 255

    def fit(self, x):
        return Fitted(np.float64(1 / self.highest), np.float64(0))

    def summary(self):
        return f"÷ {self.highest:g}"
