"""The base class of accounts, and where the values of a window stand."""

from typing import ClassVar

import numpy as np
from msgspec import Struct

from core.ops.op import Shape


class Window(Struct, frozen=True):
    """Where in an input the values stand: rows and columns, which may lie outside where padding is, and channels.

    An input that is a row of numbers has channels alone: one row and one column.
    """

    rows: tuple[int, ...]
    columns: tuple[int, ...]
    channels: tuple[int, ...]


class Account(Struct, frozen=True):
    """The base. `kind` is the word by which a picture for it is found."""

    kind: ClassVar[str] = ""
    window: ClassVar[Window | None] = None
    """The values that it looks at, where these are a part of a map."""
    source: ClassVar[int] = 0
    """The input from which the number comes."""

    def comes_from(self, place: Shape | None) -> Shape | None:
        """Where in the input the number stands that is explained at `place` of the output: there too, unless it moves.
        """
        return place

    @property
    def total(self) -> float:
        """The value, worked out from the parts."""
        raise NotImplementedError

    def honest(self, channel: int = 0) -> int:
        """How far a reader with a pencil finds the printed lines right; `lines` where all of them are."""
        return self.lines

    lines: ClassVar[int] = 0

    def arithmetic(self) -> tuple[str, tuple[float, ...]]:
        """How it is worked out on one line: a form with a place for each number, and these numbers. Long sums name the
        largest parts and add the others up."""
        raise NotImplementedError

    @property
    def channels(self) -> int:
        """How many sums it has of which a reader looks at one."""
        return 1

    def strongest(self, most: int) -> np.ndarray:
        """The channels with the largest sums, the largest first."""
        return np.zeros(1, np.int64)

    @property
    def telling(self) -> bool:
        """Whether there is something to see: a window of which at least half is not zero."""
        return True


def ends(values: np.ndarray) -> tuple[float, float]:
    """The ends of the values, which decide over their printing."""
    return (float(values.min()), float(values.max())) if values.size else (0.0, 0.0)
