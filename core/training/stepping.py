"""Takes a trainer's steps: chunks of the machine, each at most as far as the next measuring point."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

from core.engine.batch_source import TrainingSource
from core.engine.machine import Machine, Program
from core.engine.plan import TRAIN, Plan
from core.kernels import batch as counting
from core.stopping.measuring_points import MeasuringPoints, Point, places
from core.training import non_finite

RING = 4096
"""Losses that one call of the machine may leave behind."""


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


class Call:
    """What is gathered in one call of `step`."""

    def __init__(self, samples: int):
        self.losses, self.places, self.points = [np.zeros(0, np.float32)], [np.zeros(0)], []
        self.samples, self.right = samples, 0


class Stepping:
    """Trains, measures where the project says so, and goes back to the last good step where a number is not finite."""

    project: Any
    check: Any
    main_aim: Any
    judged_port: Any
    prepared: Any
    description: Any
    state_memory: Any
    stopped: str

    heed: Callable[[Point], Any] | None = None
    """Who drives the trainer hears here of every measuring point, while the trainer stands exactly there; where the
    answer is yes, the call of `step` ends there."""

    def step(self, count: int = 1) -> Tick:
        """Train `count` mini-batches. After a non-finite number the weights of the last good step are kept."""
        memory = self.state_memory
        call, left = Call(int(memory.counters[counting.SAMPLES])), 0 if self.stopped else count
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

    def _tick(self, call: Call) -> Tick:
        counters, every = self.state_memory.counters, np.concatenate(call.losses)
        seen = int(counters[counting.SAMPLES]) - call.samples
        metrics = {"accuracy": call.right / (seen * self._answers)} if seen and self._answers else {}
        validation = next((point.validation for point in reversed(call.points) if point.validation), None)
        return Tick(int(counters[counting.STEP]), self.epoch, int(counters[counting.SAMPLES]),
                    float(every.mean(dtype=np.float64)) if len(every) else math.nan, metrics, every, validation,
                    self.stopped, tuple(call.points), np.concatenate(call.places))

    def _chunk(self, wanted: int, call: Call) -> tuple[int, int]:
        """Up to `wanted` steps in one run of the machine: how many it was asked for, and how many it did."""
        memory = self.state_memory
        machine, most = self._machine()
        wanted = min(wanted, most)
        np.copyto(self._backup, memory.block)
        counters = memory.counters
        before, right = int(counters[counting.STEP]), int(counters[counting.RIGHT])
        epoch, position = int(counters[counting.EPOCH]), int(counters[counting.POSITION])
        done = machine.run(wanted)
        if machine.failed:
            done = self._recover(machine, done)
        losses = self.ring[np.arange(before, before + done) % RING]
        call.losses.append(losses)
        call.places.append(places(epoch, position, machine.batch, machine.epoch_samples, done))
        call.right += int(counters[counting.RIGHT]) - right
        # One by one, in their order: the sum does not depend on how they were cut into calls.
        memory.set_cell("losses", np.add.accumulate(np.append(memory.cell("losses"), losses))[-1])
        return wanted, done

    # ---- measuring

    @property
    def measuring_points(self) -> MeasuringPoints:
        """At which steps this project is measured."""
        return MeasuringPoints.of(self.project.training, len(self.prepared.train.x), len(self.prepared.validation.x))

    @property
    def steps_to_point(self) -> int:
        """Steps until the next measuring point."""
        counters = self.state_memory.counters
        return self.measuring_points.steps_to(int(counters[counting.EPOCH]), int(counters[counting.POSITION]),
                                              self.batch_size)

    @property
    def _answers(self) -> int:
        """Answers that a sample gives, each right or wrong; 0 where there is no right and wrong."""
        port = self.judged_port
        type_ = self.check.types[self.main_aim.output]
        moments = type_.shape[0] if type_.in_time and len(type_.shape) > 1 else 1
        return 0 if port is None else port.task.answers(self._columns, self.main_aim.loss) * moments

    def _measured(self) -> Point:
        memory, counters = self.state_memory, self.state_memory.counters
        steps = int(counters[counting.STEP] - counters[counting.MEASURED])
        answers = int(counters[counting.SAMPLES] - counters[counting.MEASURED_SAMPLES]) * self._answers
        found = Point(int(counters[counting.STEP]), self.epoch, memory.cell("losses") / steps if steps else math.nan,
                      int(counters[counting.RIGHT]) / answers if answers else None,
                      self.brief("validation") if len(self.prepared.validation.x) else None)
        memory.begin_stretch()
        if not counters[counting.POSITION]:
            self._tell_schedule(found)
        return found

    def measured_now(self) -> Point:
        """What would be measured at this very moment, over whole splits: for weights that no step has led to."""
        train = self.brief("train")
        return Point(self.steps, self.epoch, train["loss"], train.get("accuracy"),
                     self.brief("validation") if len(self.prepared.validation.x) else None)

    def _tell_schedule(self, point: Point) -> None:
        """Tell the schedule how the epoch went; what it makes of that is part of the state."""
        schedule = self.project.training.schedule
        if schedule is not None and schedule.watches:
            loss = (point.validation or self.brief("train"))["loss"]
            rate = self.state_memory.rules[0].optimizer.learning_rate
            self._with_memory(schedule, lambda own: schedule.epoch_ended(own, loss, rate))

    def _with_memory(self, schedule, change: Callable[[dict[str, float]], None]) -> None:
        own = {name: self.state_memory.cell(f"schedule.{name}") for name in schedule.memory}
        change(own)
        for name, value in own.items():
            self.state_memory.set_cell(f"schedule.{name}", value)

    def begin_again(self) -> None:
        """Losses that were measured so far are none to compare the next ones with."""
        self.state_memory.begin_stretch()
        if self.project.training.schedule is not None:
            self._with_memory(self.project.training.schedule, self.project.training.schedule.begin_again)

    # ---- the machine

    def _machine(self) -> tuple[Machine, int]:
        """The machine for the place in the epoch, and how many steps it may go."""
        total, batch = len(self.prepared.train.x), self.batch_size
        rest = (total - int(self.state_memory.counters[counting.POSITION])) % batch
        if rest not in self._machines:
            main = self._program(TRAIN, batch)
            tail = self._program(TRAIN, rest) if rest else None
            self._machines[rest] = Machine(self.state_memory, main, tail, batch, total, self.threads)
        # After a change of batch size the present epoch ends with another rest than those that follow.
        regular = rest == total % batch
        left = math.ceil((total - int(self.state_memory.counters[counting.POSITION])) / batch)
        return self._machines[rest], RING if regular else left

    def _program(self, mode, rows: int) -> Program:
        key = (mode, rows)
        if key not in self._plans:
            source, workers = (self._source(), self.threads) if mode is TRAIN else (None, 1)
            plan = Plan(self.project, self.check, self.state_memory, mode, rows, source, workers)
            self._plans[key] = Program(plan)
        return self._plans[key]

    def _source(self) -> TrainingSource:
        return TrainingSource(self.prepared.train.inputs, self.targets["train"], self.order, self.ring,
                              self.project.data.augmentation)

    def _recover(self, machine: Machine, done: int) -> int:
        """Back to the last good step; finds out which instruction made the first bad number."""
        memory = self.state_memory
        memory.block[:] = self._backup
        good = done - 1
        if good:
            machine.run(good)
        kept = memory.block.copy()
        whole = memory.counters[counting.POSITION] + machine.batch <= machine.epoch_samples
        self.stopped, self.stopped_at = non_finite.first_bad(machine.main if whole else machine.tail, self.project)
        memory.block[:] = kept
        return good
