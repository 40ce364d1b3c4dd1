"""The scaling PixelRange."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import SCALINGS
from core.scalings.base import Fitted, Scaling

LOWEST, HIGHEST = 1, 65535


@SCALINGS.member
class PixelRange(Scaling):
    """Grey values from 0 up to the highest become numbers from 0 to 1."""

    title = "Pixel range"
    short = "Pixels"
    by_column = False
    formula = r"x' = x / \mathrm{highest}"
    highest: number(LOWEST, HIGHEST, "Highest", "the grey value that becomes 1") = 255

    def fit(self, x):
        return Fitted(np.float64(1 / self.highest), np.float64(0))

    def summary(self):
        return f"÷ {self.highest:g}"


def pixel_range(value_range: tuple[float, float] | None) -> PixelRange | None:
    """The scaling of pictures whose darkest and lightest value are known; None where black is not 0."""
    if value_range is None:
        return None
    lowest, highest = value_range
    return PixelRange(highest) if lowest == 0 and LOWEST <= highest <= HIGHEST else None
