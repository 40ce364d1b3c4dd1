"""Weights of a run that a person types or that are saved to a file."""

from contextlib import suppress
from typing import Any

import numpy as np

from core.session.recording import record_of, take_up
from core.session.run_state import Work
from core.text.errors import LayerlabError
from core.text.messages import say


class WeightEdits:
    """Changes the weights of a run beside training. Those of a file whose network cannot run yet wait here."""

    def __init__(self, run):
        self._run = run
        self.forget()

    def forget(self) -> None:
        """Another project was opened: nothing waits for it."""
        self._waiting: tuple[dict[str, np.ndarray], dict[str, Any] | None] | None = None

    def work(self, budget: int) -> Work:
        """What would be lost if it were not saved, also of a run that stopped or of a network that cannot run now: its
        blocks may fit again when it is fixed. Moments take so many bytes at most."""
        run = self._run
        if run.trainer is None:
            weights, record = self._waiting or (None, None)
            return Work(weights, run.stepper.trained, record)
        return Work(run.trainer.weights(), run.stepper.trained, record_of(run, budget))

    def set_value(self, name: str, index: tuple[int, ...], value: float) -> float | None:
        """Type one weight; returns what stood there, None without a network. LayerlabError where that makes no
        sense."""
        if self._run.problem:
            raise LayerlabError(say("This network cannot compute yet; mend it first, then type weights."))
        if self._run.trainer is None:
            return None
        before = self._run.trainer.access.set_weight_value(name, index, value)
        self._changed(say("weight typed"))
        return before

    def load(self, weights: dict[str, np.ndarray], record: dict[str, Any] | None = None) -> bool | None:
        """Take over the weights of a file; LayerlabError where one does not fit. They are as dear as trained ones: an
        edit keeps them and its undo brings them back. False where they are the first ones of the seed anyway, None
        where the network cannot run yet: then they wait until it is fixed, and the `record` of their run with
        them."""
        trainer = self._run.trainer
        if trainer is None:
            self._waiting = weights, record
            return None
        trainer.set_weights(weights)
        others = any(not np.array_equal(trainer.initial[name], value) for name, value in weights.items())
        if others:
            self._changed("")
        return others

    def take_waiting(self) -> None:
        """The network of a file runs at last: the blocks that still fit get the weights that waited."""
        waited, self._waiting = self._waiting, None
        if waited is None:
            return
        weights, record = waited
        if record is not None:
            with suppress(LayerlabError):
                take_up(self._run, record, weights)
                return
        entries = self._run.trainer.state_memory.entries
        fitting = {name: value for name, value in weights.items()
                   if name in entries and entries[name].weight.shape == np.shape(value)}
        if fitting:
            self.load(fitting)

    def _changed(self, text: str) -> None:
        run = self._run
        run.typed = True
        run.edits += 1
        run.stepper.begin_chapter()
        run.past.edited(run, text)
