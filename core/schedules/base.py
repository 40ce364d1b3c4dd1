"""The base class of schedules: a rule for the learning rate of every step."""

from collections.abc import Callable
from typing import ClassVar, NamedTuple

import numpy as np
from msgspec.structs import replace

from core.declare.parameters import Parameter, number, parameters
from core.declare.registry import Declared

LEAST = 1e-3
"""How close a knob comes to a bound that is excluded, as a share of what lies between both."""


class Knob(NamedTuple):
    """A place on the curve of a schedule that can be taken hold of: `epochs` and `factor` say where it stands, `name`
    what it is; `moved(epochs, factor)` gives the schedule with the curve led through there."""

    name: str
    epochs: float
    factor: float
    moved: Callable[[float, float], "Schedule"]


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

    def knobs(self) -> tuple[Knob, ...]:
        """The places of the curve that parameters put where they are: the end of the warm-up, and those of the member.
        """
        at = self.warmup_epochs
        return (Knob("warmup_epochs", at, float(self.curve(np.array([at]))[0]),
                     lambda epochs, _: self.bounded(warmup_epochs=epochs)), *self.own_knobs())

    def own_knobs(self) -> tuple[Knob, ...]:
        """Those of the member, in epochs that count the warm-up."""
        return ()

    def bounded(self, **values: float) -> "Schedule":
        """With other parameters, to four digits, each inside its declared bounds."""
        known = {one.name: one for one in parameters(type(self))}
        return replace(self, **{name: _inside(known[name], value) for name, value in values.items()})

    def curve(self, epochs: np.ndarray) -> np.ndarray:
        """The factor on η₀ at these times, warm-up included."""
        epochs = np.asarray(epochs, np.float64)
        ramp = np.minimum(1, epochs / self.warmup_epochs) if self.warmup_epochs else 1.0
        return ramp * self.factor(np.maximum(0, epochs - self.warmup_epochs))


def _inside(parameter: Parameter, value: float) -> float:
    low, high = parameter.low, parameter.high
    assert low is not None, "every number of a schedule has bounds"
    assert high is not None, "every number of a schedule has bounds"
    edge = (high - low) * LEAST
    low, high = low + edge * parameter.open[0], high - edge * parameter.open[1]
    return float(f"{min(max(value, low), high):.4g}")


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
