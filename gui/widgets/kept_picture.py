"""Freezes the window's picture while the window is rebuilt for another text size or language."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

LOOK_MS, LONGEST_MS = 15, 900
CALM = 2
"""Looks in a row that have to find everything in its place: a layout that settles asks for pictures once more."""


class HeldPicture(QObject):
    """From `hold` on nothing is painted until `complete()` says that every view has what it shows, then `done()` is
    called: half a window would say "Ready", 0 and nothing at all where training goes on. Longer than `LONGEST_MS`
    nobody waits: what fails never comes."""

    def __init__(self, window, complete: Callable[[], bool], done: Callable[[], None]):
        super().__init__(window)
        self.window, self.complete, self.done = window, complete, done
        self._calm = self._looks = 0
        self._timer = QTimer(self, interval=LOOK_MS)
        self._timer.timeout.connect(self._look)

    @property
    def holding(self) -> bool:
        """Whether the window still shows what it was."""
        return self._timer.isActive()

    def hold(self) -> None:
        """Paint nothing until everything is there."""
        self._calm = self._looks = 0
        self.window.setUpdatesEnabled(False)
        self._timer.start()

    def let_go(self) -> None:
        """Paint from now on."""
        self._timer.stop()
        self.window.setUpdatesEnabled(True)
        # At once: a request to paint that came meanwhile was dropped, and Qt believes that it is still under way.
        self.window.repaint()
        self.done()

    def _look(self):
        self._looks += 1
        self._calm = self._calm + 1 if self.complete() else 0
        if self._calm >= CALM or self._looks * LOOK_MS >= LONGEST_MS:
            self.let_go()
