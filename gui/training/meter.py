"""How fast training goes, measured over the last moments."""

from collections import deque
from time import perf_counter

RATE_SECONDS = 1.5


class Meter:
    """Takes in every chunk; a pause makes it forget."""

    def __init__(self):
        self._measured: deque = deque()

    def forget(self) -> None:
        """Time that passes from here on says nothing of the rate."""
        self._measured.clear()

    def add(self, samples: int, epoch: float) -> None:
        """A chunk has ended: samples and epochs so far."""
        self._measured.append((perf_counter(), samples, epoch))
        while len(self._measured) > 2 and self._measured[0][0] < self._measured[-1][0] - RATE_SECONDS:
            self._measured.popleft()

    @property
    def samples(self) -> float | None:
        """Samples a second, or None while there is too little to measure."""
        return self._per_second(1)

    @property
    def epochs(self) -> float | None:
        """Epochs a second, or None while there is too little to measure."""
        return self._per_second(2)

    def seconds_for(self, epochs: float) -> float | None:
        """Seconds that so many epochs will take, at the measured rate."""
        rate = self.epochs
        return max(0.0, epochs) / rate if rate else None

    def _per_second(self, column: int) -> float | None:
        if len(self._measured) < 2:
            return None
        first, last = self._measured[0], self._measured[-1]
        seconds = last[0] - first[0]
        return (last[column] - first[column]) / seconds if seconds > 0.2 else None
