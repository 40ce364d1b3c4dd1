"""Python's garbage collector, kept on the window's thread.

Left alone it runs on whichever thread has just made an object. On the training thread it would destroy widgets and
graphics items that lie in cycles, which Qt does not survive; only the thread that owns them may.
"""

import ctypes
import gc
import sys
from contextlib import suppress
from time import monotonic

from PySide6.QtCore import QAbstractEventDispatcher, QObject

FULL_SECONDS = 60
"""From one look at all of memory to the next."""
SETTLED = ("ready", "training")
"""Phases of training at which a project that was opened is there with all that it needs."""


def give_back() -> None:
    """Return to the system what was freed. The C library of Linux keeps it between what is still in use: after a
    project with a long past that was 430 MB of 770. It takes some 6 ms for each 100 MB."""
    if sys.platform == "linux":
        with suppress(AttributeError):  # another C library than GNU's
            ctypes.CDLL(None).malloc_trim(0)


class Collector(QObject):
    """From its making on, garbage is collected when the window's thread has nothing else to do, and nowhere else."""

    def __init__(self, parent: QObject | None = None):
        super().__init__(parent)
        gc.disable()
        self._full = 0.0
        self._coming = self._settling = self._frozen = False
        self._dispatcher = QAbstractEventDispatcher.instance()
        self._dispatcher.aboutToBlock.connect(self.collect)

    def collect(self) -> None:
        """What Python would have done by itself: the oldest generation whose count, and that of all younger ones, is
        over its threshold. All of memory at most once in FULL_SECONDS, and not what a project that was opened brought
        with it, nor the modules: hundreds of thousands of objects that stay, the walk through which takes frames."""
        if self._settling:
            self._settling = False
            self.settle()
            return
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

    def expect(self) -> None:
        """A project is being opened: look through everything once when it is there."""
        self._coming = True

    def follow(self, state) -> None:
        """What training says of itself."""
        if self._coming and state.phase in SETTLED:
            self._coming, self._settling = False, True

    def settle(self) -> None:
        """Throw away what the last project left, and leave out of later looks what is there now: it stays as long as
        the project does."""
        gc.unfreeze()
        gc.collect()
        gc.freeze()
        give_back()
        self._frozen, self._full = True, monotonic()

    def close(self) -> None:
        """Give the collector back."""
        if self._frozen:
            gc.unfreeze()
        self._dispatcher.aboutToBlock.disconnect(self.collect)
        gc.enable()
