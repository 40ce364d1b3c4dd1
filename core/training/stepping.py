"""Takes a trainer's steps: chunks of the machine, each at most as far as the next measuring point."""

import math
from collections.abc import Callable
from typing import Any, ClassVar

import numpy as np
from msgspec import Struct

from core.engine.machine import Machine
from core.kernels import batch as counting
from core.stopping.measuring_points import MeasuringPoints, Point, places
from core.training import non_finite
from core.training.setup import RING, Setup


class Tick(Struct, frozen=True):
    """What happened in one call of `step`.

    `loss` is the mean over the call's batches, `losses` holds each of them and `places` where they end, in epochs;
    `metrics` are over the call's training samples. `points` are the measuring points that the call came by,
    `validation` what the last of them found on the validation split. `stopped` says in one sentence why training
    halted.
    """

    step: int
    epoch: float
    samples: int
    loss: float
    metrics: dict[str, float]
    losses: np.ndarray
    validation: dict[str, float] | None = None
    stopped: str = ""
    points: tuple[Point, ...] = ()
    places: np.ndarray = np.zeros(0)
    comparable_loss: ClassVar[float] = math.nan
    """The loss of a call that ends between two measuring points is not compared with others."""


class StepCall:
    """What is gathered in one call of `step`."""

    def __init__(self, samples: int):
        self.losses, self.places = [np.zeros(0, np.float32)], [np.zeros(0)]
        self.points: list[Point] = []
        self.samples, self.right, self.asked = samples, 0, 0


class Stepper:
    """Trains, measures where the project says so, and goes back to the last good step where a number is not finite.

    Who drives the trainer hears of every measuring point by `heed`, while the trainer stands exactly there; where the
    answer is yes, the call of `step` ends there.
    """

    def __init__(self, setup: Setup, brief: Callable[[str], dict[str, float]]):
        self.setup, self._brief = setup, brief
        self.heed: Callable[[Point], Any] | None = None
        self._backup = np.zeros(0, np.uint8)

    def step(self, count: int = 1) -> Tick:
        """Train `count` mini-batches. After a non-finite number the weights of the last good step are kept."""
        memory = self.setup.state_memory
        call, left = StepCall(int(memory.counters[counting.SAMPLES])), 0 if self.setup.stopped else count
        while left > 0:
            to_point = self.steps_to_point
            wanted = min(left, to_point, RING)
            wanted, done = self._chunk(wanted, call)
            left -= wanted
            if done < wanted:
                break
            if done == to_point:
                call.points.append(self._measured())
                if self.heed is not None and self.heed(call.points[-1]):
                    break
        return self._tick(call)

    def _tick(self, call: StepCall) -> Tick:
        counters, every = self.setup.state_memory.counters, np.concatenate(call.losses)
        seen = int(counters[counting.SAMPLES]) - call.samples
        answers = call.asked or seen * self._answers
        metrics = {"accuracy": call.right / answers} if answers else {}
        validation = next((point.validation for point in reversed(call.points) if point.validation), None)
        return Tick(int(counters[counting.STEP]), self.setup.epoch, int(counters[counting.SAMPLES]),
                    float(every.mean(dtype=np.float64)) if len(every) else math.nan, metrics, every, validation,
                    self.setup.stopped, tuple(call.points), np.concatenate(call.places))

    def _chunk(self, wanted: int, call: StepCall) -> tuple[int, int]:
        """Up to `wanted` steps in one run of the machine: how many it was asked for, and how many it did."""
        memory = self.setup.state_memory
        machine, most = self.setup.machine()
        wanted = min(wanted, most)
        if len(self._backup) != len(memory.block):
            self._backup = np.empty_like(memory.block)  # kept from call to call: fresh memory costs more than the copy
        np.copyto(self._backup, memory.block)
        counters = memory.counters
        before, right, asked = (int(counters[place]) for place in (counting.STEP, counting.RIGHT, counting.ASKED))
        epoch, position = int(counters[counting.EPOCH]), int(counters[counting.POSITION])
        done = machine.run(wanted)
        if machine.failed:
            done = self._recover(machine, done)
        losses = self.setup.ring[np.arange(before, before + done) % RING]
        call.losses.append(losses)
        call.places.append(places(epoch, position, machine.batch, machine.epoch_samples, done))
        call.right += int(counters[counting.RIGHT]) - right
        call.asked += int(counters[counting.ASKED]) - asked
        # One by one, in their order: the sum does not depend on how they were cut into calls.
        memory.set_cell("losses", np.add.accumulate(np.append(memory.cell("losses"), losses))[-1])
        return wanted, done

    # ---- measuring

    @property
    def measuring_points(self) -> MeasuringPoints:
        """At which steps this project is measured."""
        return MeasuringPoints.of(self.setup.project.training, self.setup.samples, len(self.setup.prepared.validation))

    @property
    def steps_to_point(self) -> int:
        """Steps until the next measuring point."""
        counters = self.setup.state_memory.counters
        return self.measuring_points.steps_to(int(counters[counting.EPOCH]), int(counters[counting.POSITION]),
                                              self.setup.batch_size)

    @property
    def _answers(self) -> int:
        """Answers that a sample gives, each right or wrong; 0 where there is no right and wrong."""
        port = self.setup.judged_port
        type_ = self.setup.check.types[self.setup.main_aim.output]
        answers = 0 if port is None else port.task.answers(self.setup.columns, self.setup.main_aim.loss)
        return answers * math.prod(type_.moments)

    def _measured(self) -> Point:
        memory, counters = self.setup.state_memory, self.setup.state_memory.counters
        steps = int(counters[counting.STEP] - counters[counting.MEASURED])
        samples = int(counters[counting.SAMPLES] - counters[counting.MEASURED_SAMPLES])
        answers = int(counters[counting.ASKED]) or samples * self._answers
        loss = memory.cell("losses") / steps if steps else math.nan
        found = Point(int(counters[counting.STEP]), self.setup.epoch, loss,
                      int(counters[counting.RIGHT]) / answers if answers else None,
                      self._brief("validation") if len(self.setup.prepared.validation) else None,
                      test=self._of_test())
        memory.begin_stretch()
        if not counters[counting.POSITION]:
            self._tell_schedule(found)
        return found

    def measured_now(self) -> Point:
        """What would be measured at this very moment, over whole splits: for weights that no step has led to."""
        train = self._brief("train")
        return Point(self.setup.steps, self.setup.epoch, train["loss"], train.get("accuracy"),
                     self._brief("validation") if len(self.setup.prepared.validation) else None, test=self._of_test())

    def _of_test(self) -> dict[str, float] | None:
        """The figures of the test split where an epoch ends: nothing hangs on them, so inside of one they can wait."""
        inside = self.setup.state_memory.counters[counting.POSITION]
        return self._brief("test") if len(self.setup.prepared.test) and not inside else None

    def _tell_schedule(self, point: Point) -> None:
        """Tell the schedule how the epoch went; what it makes of that is part of the state."""
        schedule = self.setup.project.training.schedule
        if schedule is not None and schedule.watches:
            loss = (point.validation or self._brief("train"))["loss"]
            rate = self.setup.state_memory.rules[0].optimizer.learning_rate
            self._with_memory(schedule, lambda own: schedule.epoch_ended(own, loss, rate))

    def _with_memory(self, schedule, change: Callable[[dict[str, float]], None]) -> None:
        own = {name: self.setup.state_memory.cell(f"schedule.{name}") for name in schedule.memory}
        change(own)
        for name, value in own.items():
            self.setup.state_memory.set_cell(f"schedule.{name}", value)

    def begin_again(self) -> None:
        """Losses that were measured so far are none to compare the next ones with."""
        self.setup.state_memory.begin_stretch()
        if self.setup.project.training.schedule is not None:
            self._with_memory(self.setup.project.training.schedule, self.setup.project.training.schedule.begin_again)

    # ---- going back

    def _recover(self, machine: Machine, done: int) -> int:
        """Back to the last good step; finds out which instruction made the first bad number."""
        memory = self.setup.state_memory
        memory.block[:] = self._backup
        good = done - 1
        if good:
            machine.run(good)
        kept = memory.block.copy()
        whole = memory.counters[counting.POSITION] + machine.batch <= machine.epoch_samples
        program = machine.main if whole else machine.tail
        self.setup.stopped, self.setup.stopped_at = non_finite.first_bad(program, self.setup.project)
        memory.block[:] = kept
        return good
