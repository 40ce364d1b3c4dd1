"""Work for the window's thread, done in slices: a key or a click never waits for more than one of them."""

from collections.abc import Callable, Iterable
from time import perf_counter

from PySide6.QtCore import QObject, Qt, QTimer

BUDGET = 0.003
"""Seconds after which a slice ends with the job that is under way."""


class Slices(QObject):
    """Does jobs in their order, some at once and the rest after whatever else waits. A job is found by its key: it is
    there but once, and the newest one is done."""

    def __init__(self, parent: QObject, pause_ms: int = 0):
        super().__init__(parent)
        self._jobs: dict[object, Callable[[], None]] = {}
        self._timer = QTimer(self, singleShot=True, interval=pause_ms, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.go_on)

    @property
    def waiting(self) -> bool:
        """Whether anything is left to do."""
        return bool(self._jobs)

    def add(self, jobs: Iterable[tuple[object, Callable[[], None]]]) -> None:
        """Have these done, the first ones now."""
        self._jobs.update(jobs)
        if not self._timer.isActive():
            self.go_on()

    def forget(self) -> None:
        """Nothing of it need be done any more."""
        self._jobs.clear()
        self._timer.stop()

    def go_on(self) -> None:
        """One slice."""
        end = perf_counter() + BUDGET
        while self._jobs:
            self._jobs.pop(next(iter(self._jobs)))()
            if self._jobs and perf_counter() >= end:
                self._timer.start()
                return
