"""Accounts of normalisation."""

import math
from typing import ClassVar

from core.ops.accounts.base import Account
from core.text.rounding import places, rounded, same


class Normed(Account, frozen=True):
    """(x − μ) / √(σ² + ε) · γ + β; γ and β are None where the layer has none. `statistics`
    says in one sentence where μ and σ come from."""

    kind: ClassVar[str] = "normed"
    lines: ClassVar[int] = 3

    x: float
    mean: float
    variance: float
    epsilon: float
    gamma: float | None
    beta: float | None
    statistics: str = ""

    @property
    def deviation(self) -> float:
        """√(σ² + ε)."""
        return math.sqrt(self.variance + self.epsilon)

    @property
    def standard(self) -> float:
        """The value before γ and β."""
        return (self.x - self.mean) / self.deviation

    @property
    def total(self) -> float:
        scaled = self.standard * (1.0 if self.gamma is None else self.gamma)
        return scaled + (self.beta or 0.0)

    @property
    def places(self) -> int:
        """How exactly to print."""
        return places(self.x, self.mean, self.deviation, self.total)

    def arithmetic(self):
        form, numbers = "({} − {}) / {}", [self.x, self.mean, self.deviation]
        for sign, number in (("·", self.gamma), ("+", self.beta)):
            if number is not None:
                form, numbers = f"{form} {sign} {{}}", [*numbers, number]
        return form, tuple(numbers)

    def honest(self, channel: int = 0) -> int:
        digits = self.places
        x, mean, deviation, standard, gamma, beta = (rounded(value, digits) for value in (
            self.x, self.mean, self.deviation, self.standard, 1.0 if self.gamma is None else self.gamma,
            self.beta or 0.0))
        if deviation == 0:
            return 0
        exactly = (x - mean) / deviation
        return sum((same(exactly, self.standard, digits), same(standard * gamma + beta, self.total, digits),
                    same(exactly * gamma + beta, self.total, digits)))
