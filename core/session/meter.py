"""Measures how fast training goes, and estimates how long it will take once that is known."""

from collections import deque
from collections.abc import Callable
from time import perf_counter

RATE_SECONDS = 1.5
KNOWN_SECONDS, LEFT_SECONDS = 3.0, 8.0
"""What must have been measured before a time left is told, and over what it is measured."""
APART = 0.1
"""Seconds between the marks by which it is measured."""
AGREEING, HOLDING = 1.2, 1.6
"""How many times faster one half of the measured time may be than the other: to be told at all, to stay told."""


class Meter:
    """Takes in every chunk; a pause makes it forget. `clock` gives seconds."""

    def __init__(self, clock: Callable[[], float] = perf_counter):
        self._clock = clock
        self._measured: deque = deque()
        self._long: deque = deque()
        self._told = False

    def forget(self) -> None:
        """Time that passes from here on says nothing of the rate."""
        self._measured.clear()
        self._long.clear()
        self._told = False

    def add(self, samples: int, epoch: float) -> None:
        """A chunk has ended: samples and epochs so far."""
        now = self._clock()
        if len(self._long) > 1 and now - self._long[-2][0] < APART:
            self._long.pop()
        for kept, seconds in ((self._measured, RATE_SECONDS), (self._long, LEFT_SECONDS)):
            kept.append((now, samples, epoch))
            while len(kept) > 2 and kept[0][0] < now - seconds:
                kept.popleft()
        self._told = self._steady(HOLDING if self._told else AGREEING)

    @property
    def samples(self) -> float | None:
        """Samples a second, or None while there is too little to measure."""
        if len(self._measured) < 2:
            return None
        first, last = self._measured[0], self._measured[-1]
        seconds = last[0] - first[0]
        return (last[1] - first[1]) / seconds if seconds > 0.2 else None

    def seconds_for(self, epochs: float) -> float | None:
        """Seconds that so many epochs will take; None until the rate has been steady for some seconds. A first guess
        from a warming machine would be wrong by hours."""
        rate = _rate(self._long[0], self._long[-1]) if self._told else 0.0
        return max(0.0, epochs) / rate if rate > 0 else None

    def _steady(self, most: float) -> bool:
        """Whether both halves of the measured time agree."""
        first, last = self._long[0], self._long[-1]
        if last[0] - first[0] < KNOWN_SECONDS:
            return False
        half = (first[0] + last[0]) / 2
        middle = min(self._long, key=lambda mark: abs(mark[0] - half))
        if not first[0] < middle[0] < last[0]:
            return False
        before, after = _rate(first, middle), _rate(middle, last)
        return min(before, after) > 0 and max(before, after) <= most * min(before, after)


def _rate(first: tuple, last: tuple) -> float:
    """Epochs a second from one mark to another."""
    seconds = last[0] - first[0]
    return (last[2] - first[2]) / seconds if seconds > 0 else 0.0
