"""Work that no file holds: what it is, and the one question before it would be lost."""

import sys
from collections.abc import Callable
from typing import NamedTuple

from PySide6.QtCore import QObject
from shiboken6 import isValid

from gui.widgets import dialogs


class Lost(NamedTuple):
    """What would be lost now: whether the project was changed, and how many steps of training no file holds."""

    changes: bool
    steps: int

    def __bool__(self) -> bool:
        return self.changes or self.steps > 0


class Unsaved(QObject):
    """Every way to another project and out of the program asks here, once, and only where something would be lost."""

    def __init__(self, window, document):
        super().__init__(window)
        self.window, self.document = window, document
        self.runner = None
        self._held = 0
        self._action: Callable[[], None] | None = None
        self._box = None
        document.opened.connect(self._opened)

    @property
    def lost(self) -> Lost:
        """What no file holds."""
        trained = self.runner.state.trained if self.runner is not None else 0
        return Lost(self.document.modified, max(0, trained - self._held))

    def _opened(self):
        self.hold(0)

    def hold(self, trained: int) -> None:
        """A file holds the weights as they were after so many steps in all."""
        self._held = trained

    def give_up(self) -> None:
        """Nobody wants what was done here: nothing is asked any more."""
        self.document.undo_stack.setClean()
        self.hold(sys.maxsize)

    def ask(self, action: Callable[[], None], save: Callable, otherwise: Callable[[], None]) -> None:
        """Do what replaces the project, once its work is saved with `save(then)` or given up; `otherwise` where it
        shall stay. A second wish while the question stands takes the place of the first."""
        lost = self.lost
        if not lost:
            action()
            return
        stands = self._action is not None and self._box is not None and isValid(self._box) and self._box.isVisible()
        self._action = action
        if not stands:
            self._box = dialogs.keep_work(self.window, self.document.project.name, lost.changes, lost.steps,
                                          lambda answer: self._answered(answer, save, otherwise))

    def _answered(self, answer, save, otherwise):
        action, self._action = self._action, None
        if answer == "save":
            save(action)
        elif answer == "discard":
            action()
        else:
            otherwise()
