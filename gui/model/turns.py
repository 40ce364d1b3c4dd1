"""What looks otherwise after every redraw takes turns: each redraw serves a part of it, and none waits long."""

from collections.abc import Callable, Hashable, Iterable
from itertools import islice
from math import inf
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

LONGEST = 0.25
"""Seconds that anything waits at most. With thirty redraws a second it is a tenth of a second."""
MOST = 3
"""Redraws over which a round is spread at most."""


class Turns(QObject):
    """Hands out who is due, the ones that have waited longest first. Where redraws come seldom, all are due at each;
    where they stop, the rest follows by itself."""

    def __init__(self, parent: QObject, serve: Callable[[list], None]):
        super().__init__(parent)
        self._serve, self._waiting, self._last = serve, {}, -inf
        self._left = 0.0  # a part of a turn, since numbers seldom divide
        self._rest = QTimer(self, singleShot=True, interval=round(LONGEST * 1e3))
        self._rest.timeout.connect(self.finish)

    @property
    def waiting(self) -> bool:
        """Whether anyone's turn is still to come."""
        return bool(self._waiting)

    def add(self, keys: Iterable[Hashable], at_once: bool = False) -> None:
        """A redraw: these look otherwise now. With `at_once` nobody waits."""
        now = perf_counter()
        gap, self._last = now - self._last, now
        self._waiting.update(dict.fromkeys(keys))  # who waits already keeps his place
        redraws = 1 if at_once else min(max(int(LONGEST / max(gap, 1e-6)), 1), MOST)
        due = self._left + len(self._waiting) / redraws
        count = int(due + 1e-9)
        self._left = max(due - count, 0.0)
        self._hand_out(count)

    def follow(self, state) -> None:
        """Training stands so: where it rests nobody waits."""
        if not state.running:
            self.finish()

    def finish(self) -> None:
        """Everyone's turn has come."""
        self._hand_out(len(self._waiting))

    def forget(self) -> None:
        """Nobody waits any more."""
        self._waiting.clear()
        self._rest.stop()

    def _hand_out(self, count: int) -> None:
        due = list(islice(self._waiting, count))
        for key in due:
            del self._waiting[key]
        if self._waiting:
            self._rest.start()
        else:
            self._rest.stop()
        if due:
            self._serve(due)
