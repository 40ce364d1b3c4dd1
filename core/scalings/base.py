"""The base class of scalings: a declared change of inputs or targets, fitted on the training split only."""

from typing import ClassVar

import numpy as np
from msgspec import Struct

from core.declare.registry import Declared

ROWS = 4096


class Fitted(Struct, frozen=True):
    """`(x − centre) · factor`, per feature (or one number for all), float64; arrays broadcast over samples.

    The centre is taken off first: seconds since 1970 would lose theirs in a product.
    """

    factor: np.ndarray
    centre: np.ndarray

    def apply(self, x: np.ndarray) -> np.ndarray:
        """Scaled values, float32. A value that float32 cannot hold becomes infinite without a warning."""
        return piecewise(x, lambda part: (part - self.centre) * self.factor)

    def undo(self, x: np.ndarray) -> np.ndarray:
        """Scaled values as they were, float64. Float32 holds them to a part in 16 million of their distance from the
        centre: who needs samples exactly asks `Prepared.before_scaling`."""
        return np.asarray(x, np.float64) / self.factor + self.centre


def piecewise(x: np.ndarray, change=None) -> np.ndarray:
    """`change` of float64 values, then float32; never all of it at once."""
    found = np.empty(x.shape, np.float32)
    with np.errstate(over="ignore", invalid="ignore"):
        for start in range(0, len(x), ROWS):
            part = x[start:start + ROWS].astype(np.float64)
            found[start:start + ROWS] = part if change is None else change(part)
    return found


class Scaling(Declared):
    """Shown in the data card, never silent; `predict` applies it too."""

    by_column: ClassVar[bool] = True
    """Every column has factors of its own, fitted to the data; else one number holds for all."""

    def fit(self, x: np.ndarray) -> Fitted:
        """The factors for training inputs `x` (n, *shape)."""
        raise NotImplementedError

    def summary(self) -> str:
        """A few words for the data card."""
        return self.shown_name()
