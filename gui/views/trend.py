"""Numbers of the last snapshots over the epochs, for views that show how something came about."""

import numpy as np

MOST = 600
"""Points that are kept; beyond that every second of the older ones goes."""


class Trend:
    """Rows of numbers, each at an epoch. Going back in time forgets what came after."""

    def __init__(self):
        self.forget()

    def forget(self) -> None:
        """Begin again."""
        self.epochs: list[float] = []
        self.rows: list[tuple[float, ...]] = []

    def add(self, epoch: float, row: tuple[float, ...]) -> None:
        """One more; one at the same epoch takes the place of the last."""
        while self.epochs and self.epochs[-1] >= epoch:
            self.epochs.pop()
            self.rows.pop()
        if self.rows and len(self.rows[-1]) != len(row):
            self.forget()
        self.epochs.append(epoch)
        self.rows.append(row)
        if len(self.epochs) > MOST:
            half = MOST // 2
            self.epochs[:half], self.rows[:half] = self.epochs[:half:2], self.rows[:half:2]

    def series(self, column: int) -> tuple[np.ndarray, np.ndarray]:
        """The epochs and one of the numbers."""
        return np.array(self.epochs), np.array([row[column] for row in self.rows], float)

    def __len__(self) -> int:
        return len(self.epochs)
