"""The base class of schedules: a rule for the learning rate of every step."""

from typing import ClassVar

import numpy as np

from core.declare.parameters import number
from core.declare.registry import Declared


class Schedule(Declared, kw_only=True):
    """Multiplies the optimiser's learning rate η₀ by a factor that moves with the epochs.

    `record(scope)` records one kernel that writes `scope.rate` from `scope.base`, `scope.counters` and
    `scope.cell(parameter)`. Time is in epochs and fractional, so that it means the same at every batch size.
    """

    warmup_epochs: number(0, 100_000, "Warm-up", "the rate first grows from 0 in a straight line", unit="epochs") = 0.0

    torch_note = "scheduler.step() after every epoch; between two of them PyTorch holds the rate."
    memory: ClassVar[dict[str, float]] = {}
    """Numbers of its own that are part of the saved state, with their first values."""
    watches: ClassVar[bool] = False
    """It wants to hear the loss of every epoch: `epoch_ended` is called."""

    def record(self, scope) -> None:
        """Record the kernel that computes the rate of a step."""
        raise NotImplementedError

    def epoch_ended(self, memory: dict[str, float], loss: float, rate: float) -> None:
        """Change `memory` after an epoch with this loss; `rate` is the optimiser's own."""

    def begin_again(self, memory: dict[str, float]) -> None:
        """Change `memory` where the losses that come are none to compare with those before: another loss, or weights
        that no step has led to."""

    def factor(self, epochs: np.ndarray) -> np.ndarray:
        """The factor on η₀ at these times in NumPy, without the warm-up's ramp: what a form draws."""
        raise NotImplementedError

    def curve(self, epochs: np.ndarray) -> np.ndarray:
        """The factor on η₀ at these times, warm-up included."""
        epochs = np.asarray(epochs, np.float64)
        ramp = np.minimum(1, epochs / self.warmup_epochs) if self.warmup_epochs else 1.0
        return ramp * self.factor(np.maximum(0, epochs - self.warmup_epochs))


class ScheduleScope:
    """What a schedule records on: the rate of the update whose cells begin with `prefix`."""

    def __init__(self, recorder, state, rows: int, epoch_samples: int, prefix: str = ""):
        self.recorder, self.state, self.rows, self.epoch_samples = recorder, state, rows, epoch_samples
        self.counters = recorder.counters(state)
        self.base, self.rate = (recorder.cell(state, f"{prefix}{name}") for name in ("learning_rate", "rate"))

    def cell(self, name: str):
        """A number parameter, or a number of its memory."""
        return self.recorder.figure(self.state, f"schedule.{name}")

    def play(self, kernel, *names: str) -> None:
        """Record a kernel on the counters, the rate before, the warm-up and these cells."""
        kernel(self.counters, self.base, self.cell("warmup_epochs"), *map(self.cell, names), self.rate, self.rows,
               self.epoch_samples)
