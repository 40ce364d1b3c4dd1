"""Every laboratory, and which of them are open: one window of each, which finds again what was chosen in it."""

from typing import Any

from PySide6.QtWidgets import QWidget

from gui.laboratories import (  # noqa: F401
    activation,
    convolution,
    descent,
    dropout,
    initializer,
    moving_average,
    penalty,
    softmax,
)
from gui.laboratories.base import LABORATORIES, Laboratory

EVERY: tuple[type[Laboratory], ...] = tuple(sorted(LABORATORIES, key=lambda kind: kind.place))
"""In the order of the menu. A new laboratory is a file with its class, named among the imports above."""


class Shelf:
    """The laboratories of one main window."""

    def __init__(self, window: QWidget):
        self.window = window
        self.made: dict[str, Laboratory] = {}

    def open(self, name: str) -> Laboratory:
        """The window of a laboratory by the name of its class: made, or the one that is there."""
        found = self.made.get(name)
        if found is None:
            kind = next(kind for kind in EVERY if kind.__name__ == name)
            found = self.made[name] = kind(self.window, self.window.background)
            found.take_up(found.first())
        found.show()
        found.raise_()
        found.activateWindow()
        return found

    @property
    def kept(self) -> dict[str, tuple[bool, Any]]:
        """Of each that was opened: whether it is open now, and what was chosen in it."""
        return {name: (made.isVisible(), made.kept) for name, made in self.made.items()}

    def take_up(self, kept: dict[str, tuple[bool, Any]]) -> None:
        """Choose it again, and open what was open."""
        for name, (seen, chosen) in kept.items():
            made = self.open(name)
            made.take_up(chosen)
            made.setVisible(seen)
