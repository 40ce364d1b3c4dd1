"""How often the window draws training: as often as the machine can while it still answers mouse and keys."""

from collections import deque
from statistics import median

FASTEST_MS, SLOWEST_MS = 33, 250
MOST_BUSY = 0.75
"""The share of its time that the window's thread may spend on redraws: 30 ms of work leave 25 of them a second."""
LOOK_BACK = 7
"""Redraws whose work counts. Their median does not mind one that fell together with a dialog that was opened."""


class RedrawRate:
    """Learns what a redraw costs."""

    def __init__(self):
        self._work: deque[float] = deque(maxlen=LOOK_BACK)
        self.interval_ms = FASTEST_MS
        """From one redraw to the next."""

    def took(self, seconds: float) -> bool:
        """The work of the window's thread for one redraw, all of it; whether the interval is another one now."""
        self._work.append(seconds)
        wanted = round(min(max(median(self._work) * 1e3 / MOST_BUSY, FASTEST_MS), SLOWEST_MS))
        if abs(wanted - self.interval_ms) <= 0.1 * self.interval_ms and wanted != FASTEST_MS:
            return False  # a timer that is set begins again
        changed, self.interval_ms = wanted != self.interval_ms, wanted
        return changed
