"""Accounts of activations: a point on a curve, or a share among others."""

from typing import ClassVar

import numpy as np

from core.ops.accounts.base import Account
from core.text.rounding import places, rounded, same

CURVE_POINTS = 97


class Bent(Account, frozen=True):
    """A point on the curve of an activation. `curve` is (2, points): the curve around it."""

    kind: ClassVar[str] = "curve"

    z: float
    value: float
    curve: np.ndarray

    @property
    def total(self) -> float:
        return self.value

    def arithmetic(self):
        return "f({})", (self.z,)

    @classmethod
    def on(cls, curve, sight) -> "Bent":
        """The point of a function of arrays at the value that is seen; the curve reaches to all values beside it."""
        z, like = sight.here, sight.like
        zs = np.linspace(min(-3.0, z * 1.15, like.min(initial=0) * 1.05),
                         max(3.0, z * 1.15, like.max(initial=0) * 1.05), CURVE_POINTS)
        # A second value at zero leaves functions of single values as they are.
        return cls(z, float(curve(np.array([z, 0.0]))[0]), np.stack([zs, curve(zs)]))


class Share(Account, frozen=True):
    """e^z of one value over the sum of all: `index` among `values`. Powers are taken of z less the largest z, which
    leaves the share as it is and keeps them from growing without bounds."""

    kind: ClassVar[str] = "share"
    lines: ClassVar[int] = 1

    values: np.ndarray
    index: int

    @property
    def shift(self) -> float:
        """What is taken from every z: nothing while the powers can be printed."""
        largest = float(self.values.max())
        return largest if largest > 7 or largest < -4 else 0.0

    @property
    def powers(self) -> np.ndarray:
        """e^(z − shift)."""
        return np.exp(self.values - self.shift)

    @property
    def total(self) -> float:
        powers = np.exp(self.values - self.values.max())
        return float(powers[self.index] / powers.sum())

    def arithmetic(self):
        powers = self.powers
        return "{} / {}", (float(powers[self.index]), float(powers.sum()))

    @property
    def places(self) -> int:
        """Decimal places of the powers."""
        return places(float(self.powers.sum()))

    def honest(self, channel: int = 0) -> int:
        digits, powers = self.places, self.powers
        over, below = rounded(powers[self.index], digits), rounded(powers.sum(), digits)
        return int(below != 0 and same(over / below, self.total, 2))
