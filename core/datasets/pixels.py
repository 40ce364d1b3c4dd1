"""Samples kept as bytes: picture files would take four times the memory as floats."""

import numpy as np


class Pixels:
    """Reads like the float32 array of the scaled samples; every look makes the numbers of the rows it asks for.

    `stored` (n, *shape) uint8 as the data has them, `meaning` (256,) float32: what the network gets for each byte.
    """

    dtype = np.dtype(np.float32)

    def __init__(self, stored: np.ndarray, meaning: np.ndarray):
        self.stored, self.meaning = stored, meaning
        self.shape, self.ndim, self.size = stored.shape, stored.ndim, stored.size

    def __len__(self):
        return len(self.stored)

    def __getitem__(self, chosen) -> np.ndarray:
        return self.meaning[self.stored[chosen]]

    def __array__(self, dtype=None, copy=None):
        return self[:].astype(dtype or self.dtype, copy=False)

    @property
    def nbytes(self) -> int:
        """What it takes of memory."""
        return self.stored.nbytes

    def min(self) -> float:
        """The lowest number."""
        return float(min(self._ends()))

    def max(self) -> float:
        """The highest number."""
        return float(max(self._ends()))

    def _ends(self):
        return self.meaning[[self.stored.min(), self.stored.max()]]
