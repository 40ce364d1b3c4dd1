"""Every laboratory, and which of them are open: one window of each, which finds again what was chosen in it."""

from typing import Any

import msgspec
from PySide6.QtWidgets import QWidget

from core.declare.decoding import convert
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
        self.remembered: dict[str, Any] = {}
        """Settings of an earlier start, as plain values, of laboratories that nobody has opened since."""

    def open(self, name: str) -> Laboratory:
        """The window of a laboratory by the name of its class: made, or the one that is there."""
        found = self.made.get(name)
        if found is None:
            kind = next(kind for kind in EVERY if kind.__name__ == name)
            found = self.made[name] = kind(self.window, self.window.background)
            found.take_up(found.first())
            self._begin_as_before(name, found)
        found.show()
        found.raise_()
        found.activateWindow()
        return found

    def _begin_as_before(self, name: str, made: Laboratory) -> None:
        """With the settings of an earlier start; what makes no sense (they come from a file) is left as it is."""
        plain = self.remembered.pop(name, None)
        try:
            settings = convert(plain, made.begins) if plain is not None else None
        except msgspec.ValidationError:
            return
        if settings is not None:
            Laboratory.take_up(made, settings)

    @property
    def saved(self) -> dict[str, Any]:
        """The settings of each as plain values, for the next start."""
        return self.remembered | {name: msgspec.to_builtins(made.settings) for name, made in self.made.items()}

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
