"""One number that comes about in several named steps: the gates of a recurrent unit, for example."""

import math
from typing import ClassVar

from msgspec import Struct

from core.ops.accounts.base import Account
from core.text.rounding import places, rounded, same


class Factor(Struct, frozen=True):
    """A number with its sign in the formula: "f" or "c₋"."""

    name: str
    value: float


class Equation(Struct, frozen=True):
    """`name` = the sum over `terms` of the products of their factors, bent by `curve` where that is given (the shown
    name of an activation); `value` is what came out, `words` what it is for."""

    name: str
    value: float
    terms: tuple[tuple[Factor, ...], ...]
    words: str = ""
    curve: str = ""

    @property
    def sum(self) -> float:
        """The terms added up, before the curve."""
        return math.fsum(math.prod(factor.value for factor in term) for term in self.terms)


class Recipe(Account, frozen=True):
    """Equations one after the other; the last one gives the number, without a curve."""

    kind: ClassVar[str] = "recipe"
    lines: ClassVar[int] = 1

    equations: tuple[Equation, ...]

    @property
    def last(self) -> Equation:
        """The one that gives the number."""
        return self.equations[-1]

    @property
    def total(self) -> float:
        return self.last.sum

    @property
    def places(self) -> int:
        """How exactly to print."""
        return places(*(factor.value for term in self.last.terms for factor in term), self.total)

    def arithmetic(self):
        terms = self.last.terms
        form = " + ".join(" · ".join(["{}"] * len(term)) for term in terms)
        return form, tuple(factor.value for term in terms for factor in term)

    def honest(self, channel: int = 0) -> int:
        digits = self.places
        parts = math.fsum(math.prod(rounded(factor.value, digits) for factor in term) for term in self.last.terms)
        return int(same(parts, self.total, digits))
