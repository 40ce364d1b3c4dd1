"""What a scaling is: a declared change of the inputs, fitted on the training split only."""

import numpy as np
from msgspec import Struct

from core.registry import Declared


class Fitted(Struct, frozen=True):
    """`x · factor + offset`, per feature (or one number for all); arrays broadcast over samples."""

    factor: np.ndarray
    offset: np.ndarray

    def apply(self, x: np.ndarray) -> np.ndarray:
        """Scaled values, float32."""
        return (x * self.factor + self.offset).astype(np.float32)


class Scaling(Declared):
    """Shown in the data card, never silent; `predict` applies it too."""

    def fit(self, x: np.ndarray) -> Fitted:
        """The factors for training inputs `x` (n, *shape)."""
        raise NotImplementedError
