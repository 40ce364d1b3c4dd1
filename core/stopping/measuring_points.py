"""The steps of a run at which training is measured: they follow from the project alone.

Neither the clock nor how steps are cut into calls has a say, so that stop rules, curves and the best moment are the
same in a window at any speed and in a terminal. The next point follows from the place in the run; nothing is kept.
"""

from math import ceil

import numpy as np
from msgspec import Struct

from core.text.messages import counted, say

FEW = 64
"""Steps of an epoch below which not every epoch is measured for ever: measuring would take longer than training."""
DENSE, SPARSE = 100, 1000
"""Epochs that are all measured, however short they are; after so many, ten times as many lie between two points."""
LONG = 500
"""Steps of an epoch for which it is measured once: one of twice as many is measured in its middle too."""
FORWARD, SHARE = 3, 5
"""A sample that is only looked at costs a third of one that is learnt from; looking may take a fifth of the work."""


class Point(Struct, frozen=True):
    """What was measured after `step` steps, at `epoch`.

    `loss` is the mean over the batches since the point before, `accuracy` the share of right answers among their
    samples (None where there are no classes); `validation` is over that whole split, where there is one. Points of
    one `chapter` can be compared: another loss, or weights that no step has led to, begin a new one. `test` is over the
    test split at the end of an epoch: a curve to look at, by which nothing is decided.
    """

    step: int
    epoch: float
    loss: float
    accuracy: float | None = None
    validation: dict[str, float] | None = None
    chapter: int = 0
    test: dict[str, float] | None = None

    @property
    def comparable_loss(self) -> float:
        """The training loss, where it can be compared with that of other places."""
        return self.loss


class MeasuringPoints(Struct, frozen=True):
    """Where they lie: `parts` in every epoch, the last at its end; or, where epochs are short, at the end of every one
    of the first DENSE epochs, then of every `every`th, from SPARSE epochs on of every `later`th."""

    samples: int
    parts: int = 1
    every: int = 1
    later: int = 1

    @classmethod
    def of(cls, training, samples: int, validation: int) -> "MeasuringPoints":
        """Those of a `core.project.spec.Training` with so many samples of each split."""
        steps = ceil(samples / min(training.batch_size, samples))
        if steps >= FEW or (training.schedule is not None and training.schedule.watches):
            most = FORWARD * samples // (SHARE * validation) if validation else steps
            return cls(samples, parts=max(1, min(round(steps / LONG), most)))
        return cls(samples, every=ceil(FEW / steps), later=ceil(10 * FEW / steps))

    def steps_to(self, epoch: int, position: int, batch: int) -> int:
        """Steps to the next point from a place: epochs done, and samples in the present one."""
        rest, each = ceil((self.samples - position) / batch), ceil(self.samples / batch)
        if self.parts > 1:
            done = position * self.parts // self.samples
            return min(rest, ceil((ceil((done + 1) * self.samples / self.parts) - position) / batch))
        return rest + (self._epoch_after(epoch) - 1 - epoch) * each

    def _epoch_after(self, epoch: int) -> int:
        """The next epoch that is measured at its end."""
        if epoch < DENSE:
            return epoch + 1
        following = (epoch // self.every + 1) * self.every
        return following if following <= SPARSE else (max(epoch, SPARSE) // self.later + 1) * self.later

    def sentence(self) -> str:
        """What a person reads."""
        if self.parts > 1:
            return counted(self.parts, "Measured {n} time in every epoch.", "Measured {n} times in every epoch.")
        if self.every == 1:
            return say("Measured at the end of every epoch.")
        return say("Measured at the end of each of the first {dense} epochs, then once in {every} epochs, from "
                   "epoch {sparse} on once in {later}.", dense=DENSE, every=self.every, sparse=SPARSE, later=self.later)


def places(epoch: int, position: int, batch: int, samples: int, count: int) -> np.ndarray:
    """Where each of the next `count` steps ends, in epochs: the same numbers however a run is cut into calls."""
    rest, each = ceil((samples - position) / batch), ceil(samples / batch)
    steps = np.arange(1, count + 1)
    beyond = steps - rest
    whole = np.where(beyond < 0, epoch, epoch + 1 + beyond // each)
    inside = np.where(beyond < 0, position + batch * steps, batch * (beyond % each))
    return whole + inside / samples
