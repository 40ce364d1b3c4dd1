"""What a scaling is: a declared change of the inputs, fitted on the training split only."""

import numpy as np
from msgspec import Struct

from core.registry import Declared

ROWS = 4096


class Fitted(Struct, frozen=True):
    """`x · factor + offset`, per feature (or one number for all); arrays broadcast over samples."""

    factor: np.ndarray
    offset: np.ndarray

    def apply(self, x: np.ndarray) -> np.ndarray:
        """Scaled values, float32. A value that float32 cannot hold becomes infinite without a warning."""
        scaled = np.empty(x.shape, np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            for start in range(0, len(x), ROWS):  # reckoned in float64, but never all of it at once
                scaled[start:start + ROWS] = x[start:start + ROWS] * self.factor + self.offset
        return scaled


class Scaling(Declared):
    """Shown in the data card, never silent; `predict` applies it too."""

    def fit(self, x: np.ndarray) -> Fitted:
        """The factors for training inputs `x` (n, *shape)."""
        raise NotImplementedError

    def summary(self) -> str:
        """A few words for the data card."""
        return self.shown_name()
