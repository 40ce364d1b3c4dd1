"""The learning rate: what it is now, and what the schedule makes of it over the epochs."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need


class Rate(Struct, frozen=True):
    """`now` is the rate of the last step (before the first one that of the first), `base` the optimiser's own."""

    now: float
    base: float
    epoch: float


class RateNow(Need, frozen=True):
    """The learning rate of the first optimiser."""

    def read(self, inspector):
        trainer = inspector.trainer
        base = float(trainer.state_memory.rules[0].optimizer.learning_rate)
        return Rate(trainer.learning_rate, base, trainer.epoch)


def planned(training, epochs: float, count: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Epochs and rates of a `core.project.spec.Training` from its first step to its last. What a schedule decides on
    the way, as on a plateau, is not known before: it is drawn as if that never happened."""
    places = np.linspace(0.0, max(epochs, 1e-9), count)
    base = float(training.rules[0].optimizer.learning_rate)
    factor = np.ones(count) if training.schedule is None else training.schedule.curve(places)
    return places, base * np.asarray(factor, float) * np.ones(count)
