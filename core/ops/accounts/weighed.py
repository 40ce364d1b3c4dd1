"""Accounts of weighted sums: convolutions and dense layers."""

from typing import ClassVar

import numpy as np
from msgspec import Struct

from core.ops.accounts.base import Account, Window, ends
from core.text.rounding import adds_up, places, rounded, same

LINE_TERMS = 4
"""Products that stand on one line."""
MOST_TERMS = 12
"""Products that are told one by one; the others are one sum."""


class Places(Struct, frozen=True):
    """Decimal places of values, weights, products, and of the last line."""

    value: int
    weight: int
    product: int

    @property
    def line(self) -> int:
        """One more for the line that adds sums up."""
        return self.product + 1


class Weighed(Account, frozen=True):
    """Σ value · weight + bias. Arrays are (channels, rows, columns); a value in the padding is zero."""

    kind: ClassVar[str] = "sum"
    lines: ClassVar[int] = 7

    values: np.ndarray
    weights: np.ndarray
    bias: float | None
    window: Window

    @property
    def products(self) -> np.ndarray:
        """value · weight."""
        return self.values * self.weights

    @property
    def sums(self) -> np.ndarray:
        """The sum of each channel."""
        return self.products.sum((1, 2))

    @property
    def sum(self) -> float:
        """All products together."""
        return float(self.products.sum())

    @property
    def total(self) -> float:
        return self.sum + (self.bias or 0.0)

    @property
    def single(self) -> bool:
        """One value a channel, as in a dense layer: no window to look at."""
        return self.values.shape[1:] == (1, 1)

    @property
    def channels(self) -> int:
        return len(self.values)

    @property
    def telling(self) -> bool:
        return self.single or bool(np.count_nonzero(self.values) * 2 >= self.values.size)

    def strongest(self, most: int = MOST_TERMS) -> np.ndarray:
        size = np.abs(self.sums)
        return np.argsort(-size, kind="stable")[:most]

    def terms(self) -> tuple[np.ndarray, float]:
        """The channels that are told one by one, and the sum of all others."""
        chosen = self.strongest()
        return chosen, self.sum - float(self.sums[chosen].sum())

    @property
    def places(self) -> Places:
        """How exactly to print; a list of terms has room for one more place of values and weights."""
        return Places(places(*ends(self.values)) + self.single, places(*ends(self.weights)) + self.single,
                      places(*ends(self.products), self.total))

    def arithmetic(self):
        products = self.products.ravel()
        order = np.argsort(-np.abs(products), kind="stable")[:LINE_TERMS]
        order = np.sort(order)
        values, weights = self.values.ravel()[order], self.weights.ravel()[order]
        numbers = [float(number) for pair in zip(values, weights, strict=True) for number in pair]
        form = " + ".join(["{} · {}"] * len(order))
        if len(order) < products.size:
            form, numbers = f"{form} + {{}}", [*numbers, float(products.sum() - products[order].sum())]
        if self.bias is not None:
            form, numbers = f"{form} + {{}}", [*numbers, self.bias]
        return form, tuple(numbers)

    def honest(self, channel: int = 0) -> int:
        digits, bias = self.places, self.bias or 0.0
        if self.single:
            chosen, rest = self.terms()
            values, weights = self.values[chosen, 0, 0], self.weights[chosen, 0, 0]
            parts, whole = [*self.sums[chosen], rest], self.sum
        else:
            values, weights = self.values[channel].ravel(), self.weights[channel].ravel()
            parts, whole = list(values * weights), float(self.sums[channel])
        each = all(same(rounded(v, digits.value) * rounded(w, digits.weight), v * w, digits.product)
                   for v, w in zip(values.tolist(), weights.tolist(), strict=True))
        # Sums weigh more than products: they are what is shown large.
        return each + 2 * sum((adds_up(parts, whole, digits.product),
                               adds_up((self.sum, bias), self.total, digits.product),
                               adds_up((self.sum, bias), self.total, digits.line)))
