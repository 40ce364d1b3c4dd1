"""Weights of a run that come from a person or go to a file: one that is typed, all of a file. No Qt here."""

from contextlib import suppress
from typing import Any

import numpy as np

from core.session.recording import Recording
from core.session.run_state import Work
from core.text.errors import LayerlabError
from core.text.messages import say


class Weighing(Recording):
    """The part of a run that changes its weights beside training; see `core.session.run.Run`."""

    trainer: Any
    past: Any
    problem: str
    _typed: bool
    _edits: int
    _waiting: tuple[dict[str, np.ndarray], dict[str, Any] | None] | None
    trained: int
    _begin_chapter: Any

    def work(self, budget: int) -> Work:
        """What would be lost if it were not saved, also of a run that stopped or of a network that cannot run now: its
        blocks may fit again when it is mended. Moments take so many bytes at most."""
        if self.trainer is None:
            weights, record = self._waiting or (None, None)
            return Work(weights, self.trained, record)
        return Work(self.trainer.weights(), self.trained, self.record(budget))

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> float | None:
        """Type one weight; returns what stood there, None without a network. LayerlabError where that makes no
        sense."""
        if self.problem:
            raise LayerlabError(say("This network cannot compute yet; mend it first, then type weights."))
        if self.trainer is None:
            return None
        before = self.trainer.set_weight_value(name, index, value)
        self._weighed(say("weight typed"))
        return before

    def load_weights(self, weights: dict[str, np.ndarray], record: dict[str, Any] | None = None) -> bool | None:
        """Take over the weights of a file; LayerlabError where one does not fit. They are as dear as trained ones: an
        edit keeps them and its undo brings them back. False where they are the first ones of the seed anyway, None
        where the network cannot run yet: then they wait until it is mended, and the `record` of their run with
        them."""
        if self.trainer is None:
            self._waiting = weights, record
            return None
        self.trainer.set_weights(weights)
        others = any(not np.array_equal(self.trainer.initial[name], value) for name, value in weights.items())
        if others:
            self._weighed("")
        return others

    def take_waiting(self) -> None:
        """The network of a file runs at last: the blocks that still fit get the weights that waited."""
        waited, self._waiting = self._waiting, None
        if waited is None:
            return
        weights, record = waited
        if record is not None:
            with suppress(LayerlabError):
                self.take_up(record, weights)
                return
            self.trainer.reset(self.seed)
        entries = self.trainer.state_memory.entries
        fitting = {name: value for name, value in weights.items()
                   if name in entries and entries[name].weight.shape == np.shape(value)}
        if fitting:
            self.load_weights(fitting)

    def _weighed(self, text: str) -> None:
        self._typed = True
        self._edits += 1
        self._begin_chapter()
        self.past.edited(self, text)
