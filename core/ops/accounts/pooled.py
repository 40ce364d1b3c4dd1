"""Accounts of pooling: one number from the values of a window."""

from typing import ClassVar

import numpy as np

from core.ops.accounts.base import Account, Window, ends
from core.text.rounding import places, rounded, same

LINE_VALUES = 9
"""Values of a window that stand on one line, the largest first."""


class Chosen(Account, frozen=True):
    """The largest of some values (rows, columns); what lies outside the picture is not a number and does not count."""

    kind: ClassVar[str] = "largest"

    values: np.ndarray
    window: Window

    @property
    def total(self) -> float:
        return float(np.nanmax(self.values))

    def arithmetic(self):
        inside = np.sort(self.values[~np.isnan(self.values)])[::-1][:LINE_VALUES]
        return f"max({', '.join(['{}'] * len(inside))})", tuple(map(float, inside))

    @property
    def winner(self) -> tuple[int, int]:
        """The row and column of the window where it stands."""
        row, column = np.unravel_index(np.nanargmax(self.values), self.values.shape)
        return int(row), int(column)


class Mean(Account, frozen=True):
    """The mean of some values (rows, columns); what lies outside the picture is not a number and does not count."""

    kind: ClassVar[str] = "mean"
    lines: ClassVar[int] = 1
    winner: ClassVar[None] = None

    values: np.ndarray
    window: Window

    @property
    def inside(self) -> np.ndarray:
        """The values that count, in a row."""
        return self.values[~np.isnan(self.values)]

    @property
    def total(self) -> float:
        return float(self.inside.mean())

    def arithmetic(self):
        inside = self.inside
        return "{} / {}", (float(inside.sum()), float(inside.size))

    def honest(self, channel: int = 0) -> int:
        digits, inside = places(*ends(self.inside)), self.inside.tolist()
        return int(same(sum(rounded(value, digits) for value in inside) / len(inside), self.total, digits))
