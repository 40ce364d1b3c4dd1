"""Accounts of numbers that are only moved, merged with another input, or scaled by the data's scaling."""

import math
from typing import ClassVar

from core.ops.accounts.base import Account
from core.ops.op import Shape
from core.text.rounding import places, rounded, same


class Joined(Account, frozen=True):
    """Several inputs, value by value: `sign` is "+" or "·"."""

    kind: ClassVar[str] = "joined"
    lines: ClassVar[int] = 1

    parts: tuple[float, ...]
    sign: str

    @property
    def total(self) -> float:
        return self._of(self.parts)

    def _of(self, parts) -> float:
        return math.fsum(parts) if self.sign == "+" else math.prod(parts)

    def arithmetic(self):
        return f" {self.sign} ".join(["{}"] * len(self.parts)), tuple(self.parts)

    def honest(self, channel: int = 0) -> int:
        digits = places(*self.parts, self.total)
        return int(same(self._of([rounded(part, digits) for part in self.parts]), self.total, digits))


class Passed(Account, frozen=True):
    """A number that only moves: `place` in input `source`, None where a border of zeros stands. `why` says in one
    sentence what the layer does when it does not pass values on."""

    kind: ClassVar[str] = "passed"

    value: float
    place: Shape | None
    source: int = 0  # type: ignore[misc]
    why: str = ""

    @property
    def total(self) -> float:
        return self.value

    def comes_from(self, place: Shape | None) -> Shape | None:
        return self.place

    def arithmetic(self):
        return "{}", (self.value,)


class ScaledInput(Account, frozen=True):
    """(raw − centre) · factor: what the scaling makes of a number of the data."""

    kind: ClassVar[str] = "prepared"
    lines: ClassVar[int] = 1

    raw: float
    factor: float
    centre: float

    @property
    def total(self) -> float:
        return (self.raw - self.centre) * self.factor

    def arithmetic(self):
        return "({} − {}) · {}", (self.raw, self.centre, self.factor)

    @property
    def digits(self) -> int:
        """Decimal places at which raw number and centre tell something beside the spread of the column."""
        return max(places(self.raw), places(1 / self.factor) if self.factor else 0)
