"""Python's garbage collector, kept on the window's thread.

Left alone it runs on whichever thread has just made an object. On the training thread it would destroy widgets and
graphics items that lie in cycles, which Qt does not survive; only the thread that owns them may.
"""

import gc
from time import monotonic

from PySide6.QtCore import QAbstractEventDispatcher, QObject

FULL_SECONDS = 60
"""From one look at all of memory to the next."""


class Collector(QObject):
    """From its making on, garbage is collected when the window's thread has nothing else to do, and nowhere else."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        gc.disable()
        self._full = 0.0
        self._dispatcher = QAbstractEventDispatcher.instance()
        self._dispatcher.aboutToBlock.connect(self.collect)

    def collect(self) -> None:
        """What Python would have done by itself: the oldest generation whose count, and that of all younger ones, is
        over its threshold. All of memory at most once in FULL_SECONDS: that takes some frames."""
        counts, thresholds = gc.get_count(), gc.get_threshold()
        if counts[0] <= thresholds[0]:
            return
        if counts[1] <= thresholds[1]:
            gc.collect(0)
        elif counts[2] <= thresholds[2] or monotonic() < self._full + FULL_SECONDS:
            gc.collect(1)
        else:
            gc.collect()
            self._full = monotonic()

    def close(self) -> None:
        """Give the collector back."""
        self._dispatcher.aboutToBlock.disconnect(self.collect)
        gc.enable()
