"""Weights of a run that come from a person: one that is typed, all of a file. No Qt here."""

from typing import Any

import numpy as np

from core.errors import LayerlabError
from gui.words import tr


class Weighing:
    """The part of a run that changes its weights beside training; see `gui.training.run.Run`."""

    trainer: Any
    past: Any
    problem: str
    _typed: bool
    _edits: int

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> float:
        """Type one weight; returns what stood there. LayerlabError where that makes no sense."""
        if self.problem:
            raise LayerlabError(tr("This network cannot compute yet; mend it first, then type weights."))
        before = self.trainer.set_weight_value(name, index, value)
        self._weighed(tr("weight typed"))
        return before

    def load_weights(self, weights: dict[str, np.ndarray]) -> bool:
        """Take over the weights of a file; LayerlabError where one does not fit. They are as dear as trained ones: an
        edit keeps them and its undo brings them back. False where they are the first ones of the seed anyway."""
        self.trainer.set_weights(weights)
        others = any(not np.array_equal(self.trainer.initial[name], value) for name, value in weights.items())
        if others:
            self._weighed("")
        return others

    def _weighed(self, text: str) -> None:
        self._typed = True
        self._edits += 1
        self.past.edited(self, text)
