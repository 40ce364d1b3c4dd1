"""Trains a project: epochs, metrics, live changes, a stop at the first number that is not finite."""

import math

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core import doctor, masks
from core.datasets.prepare import Prepared, from_arrays, prepare
from core.errors import LayerlabError, SpecError
from core.feeding import TrainingSource, targets_for
from core.holding import Holding, SavedState  # noqa: F401  (part of this face)
from core.kernels import data as counting
from core.machine import Machine, Program
from core.measuring import Measuring
from core.memory import refuse_too_large
from core.network import check
from core.plan import TRAIN, Plan
from core.snapshot import Snapshot
from core.spec import Project
from core.state import State
from core.team import usual_threads
from core.words import say

RING = 4096
"""Losses that one call of the machine may leave behind."""

class Tick(Struct, frozen=True):
    """What happened in one call of `step`.

    `loss` is the mean over the call's batches, `losses` holds each of them; `metrics` are over the call's training
    samples. `validation` is set where an epoch ended in this call. `stopped` says in one sentence why training halted.
    """

    step: int
    epoch: float
    samples: int
    loss: float
    metrics: dict[str, float]
    losses: np.ndarray
    validation: dict[str, float] | None = None
    stopped: str = ""


class Trainer(Measuring, Holding):
    """See ARCHITECTURE: the headless face of the product. One trainer belongs to one thread at a time."""

    def __init__(self, project: Project, threads: int | None = None, data: dict | None = None):
        if data is None:
            first = check(project)
            _refuse(first)
            prepared = prepare(project.data)
        else:
            prepared = _widened(from_arrays(data), project)
        self._settle(project, prepared)
        self.threads = usual_threads() if threads is None else threads
        if self.threads < 1:
            raise LayerlabError(say("threads must be at least 1, not {threads}.", threads=threads))
        self._lay_out(project)
        self.reset()

    def _settle(self, project: Project, prepared: Prepared) -> None:
        self.check = check(project, prepared.description)
        _refuse(self.check)
        self.prepared, self.description = prepared, prepared.description

    def _lay_out(self, project: Project) -> None:
        """New state and no plans: after a change of the network or of the kind of optimiser."""
        rows = min(project.training.batch_size, len(self.prepared.train.x))
        self.memory = refuse_too_large(project, self.check, rows)
        self.project = project
        self.state_memory = State(project, self.check)
        # Kept from call to call: fresh memory costs more than the copy.
        self._backup = np.empty_like(self.state_memory.block)
        self._plans: dict = {}
        self._machines: dict[int, Machine] = {}
        self._inspector = None
        units = self.check.shapes[project.network.nodes[-1].id]
        self.targets = {name: targets_for(self.prepared.split(name).y, project.training.loss, units, name)
                        for name in ("train", "validation", "test")}
        self.order = np.full(len(self.prepared.train.x) + counting.MARKS, -1, np.int64)
        self.ring = np.zeros(RING, np.float32)
        self.stopped = self.stopped_at = ""

    @property
    def batch_size(self) -> int:
        """Samples a step; never more than there are."""
        return min(self.project.training.batch_size, len(self.prepared.train.x))

    @property
    def steps_per_epoch(self) -> int:
        """Steps in which every training sample is used once."""
        return math.ceil(len(self.prepared.train.x) / self.batch_size)

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the present one."""
        counters = self.state_memory.counters
        return float(counters[counting.EPOCH] + counters[counting.POSITION] / len(self.prepared.train.x))

    def step(self, count: int = 1) -> Tick:
        """Train `count` mini-batches. After a non-finite number the weights of the last good step are kept."""
        memory, losses, seen, right = self.state_memory, [], 0, 0.0
        epoch_before = int(memory.counters[counting.EPOCH])
        left = 0 if self.stopped else count
        watching = self.project.training.schedule is not None and self.project.training.schedule.watches
        while left > 0:
            machine, most = self._machine()
            memory.set_cell("right", 0.0)
            np.copyto(self._backup, memory.block)
            before, samples = int(memory.counters[counting.STEP]), int(memory.counters[counting.SAMPLES])
            epoch = int(memory.counters[counting.EPOCH])
            wanted = min(left, most, RING)
            done = machine.run(wanted)
            if machine.failed:
                done = self._recover(machine, done)
            losses.append(self.ring[np.arange(before, before + done) % RING])
            seen += int(memory.counters[counting.SAMPLES]) - samples
            right += memory.cell("right")
            left -= wanted
            if watching and int(memory.counters[counting.EPOCH]) > epoch:
                self._hear_epoch()
            if done < wanted:
                break
        every = np.concatenate(losses) if losses else np.zeros(0, np.float32)
        ended = int(memory.counters[counting.EPOCH]) > epoch_before and len(self.prepared.validation.x)
        return Tick(int(memory.counters[counting.STEP]), self.epoch, int(memory.counters[counting.SAMPLES]),
                    float(every.mean(dtype=np.float64)) if len(every) else math.nan, self._metrics(right, seen),
                    every, self.brief("validation") if ended else None, self.stopped)

    def _hear_epoch(self) -> None:
        """Tell the schedule how the epoch went; what it makes of that is part of the state."""
        schedule, memory = self.project.training.schedule, self.state_memory
        loss = self.brief("validation" if len(self.prepared.validation.x) else "train")["loss"]
        own = {name: memory.cell(f"schedule.{name}") for name in schedule.memory}
        schedule.epoch_ended(own, loss, memory.cell("learning_rate"))
        for name, value in own.items():
            memory.set_cell(f"schedule.{name}", value)

    def begin_again(self) -> None:
        """Losses that were measured so far are none to compare the next ones with."""
        schedule = self.project.training.schedule
        if schedule is not None:
            own = {name: self.state_memory.cell(f"schedule.{name}") for name in schedule.memory}
            schedule.begin_again(own)
            for name, value in own.items():
                self.state_memory.set_cell(f"schedule.{name}", value)

    def _metrics(self, right: float, seen: int) -> dict[str, float]:
        if self.description.task == "regression" or not seen:
            return {}
        return {"accuracy": right / seen}

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
        schedule = self.project.training.schedule
        return self._machines[rest], RING if regular and not (schedule and schedule.watches) else left

    def _program(self, mode, rows: int) -> Program:
        key = (mode, rows)
        if key not in self._plans:
            source, workers = (self._source(), self.threads) if mode is TRAIN else (None, 1)
            plan = Plan(self.project, self.check, self.state_memory, mode, rows, source, workers)
            self._plans[key] = Program(plan)
        return self._plans[key]

    def _source(self) -> TrainingSource:
        return TrainingSource(self.prepared.train.x, self.targets["train"], self.order, self.ring,
                              self.description.task, self.project.data.augmentation)

    def _recover(self, machine: Machine, done: int) -> int:
        """Back to the last good step; finds out which instruction made the first bad number."""
        memory = self.state_memory
        memory.block[:] = self._backup
        good = done - 1
        if good:
            machine.run(good)
        kept = memory.block.copy()
        whole = memory.counters[counting.POSITION] + machine.batch <= machine.epoch_samples
        self.stopped, self.stopped_at = doctor.first_bad(machine.main if whole else machine.tail, self.project)
        memory.block[:] = kept
        return good

    def change(self, project: Project) -> bool:
        """Take over a changed project between two steps where that costs no weights: training settings, units switched
        off or held by hand, rates of single blocks, name, notes.

        Returns False where network or data differ: that takes a new trainer.
        """
        bare = masks.bare(project.network)
        if bare != masks.bare(self.project.network) or project.data != self.project.data:
            return False
        old, new, same_kind = self.project.training, project.training, _judged(self.project) == _judged(project)
        found = check(project, self.description)
        _refuse(found)
        if project.network != self.project.network:
            self.check, self._plans, self._inspector = found, {}, None
            self._machines.clear()
        if _recorded(old) != _recorded(new):
            before = self.state_memory
            self._lay_out(project)
            self.state_memory.draw(new.seed, new.shuffle)
            self.state_memory.take_over(before)
        if old.batch_size != new.batch_size:
            self._machines.clear()
            self._plans = {key: plan for key, plan in self._plans.items() if key[0] is not TRAIN}
        self.project = project
        self.state_memory.set_cells(new)
        self.state_memory.empty(set(new.optimizer.slots) & set(old.optimizer.unread()) - set(new.optimizer.unread()))
        self.state_memory.set_shuffle(new.shuffle)
        if not same_kind:
            self.begin_again()
        self.stopped = self.stopped_at = ""
        return True

    def reset(self, seed: int | None = None) -> None:
        """Back to the first weights: the same ones, or those of another seed."""
        if seed is not None:
            training = replace(self.project.training, seed=seed)
            self.project = replace(self.project, training=training)
        self.state_memory.draw(self.project.training.seed, self.project.training.shuffle)
        self.state_memory.set_cells(self.project.training)
        self.state_memory.set_cell("alarm", 0.0)
        self.order[:] = -1
        self.stopped = self.stopped_at = ""
        self.initial = self.weights()

    def snapshot(self, needs=()) -> Snapshot:
        """The results of needs for this moment."""
        if self._inspector is None:
            from core.inspector import Inspector
            self._inspector = Inspector(self)
        self._inspector.refresh()
        values = {need: need.read(self._inspector) for need in needs}
        return Snapshot(int(self.state_memory.counters[counting.STEP]), self.epoch, values)


def _refuse(found) -> None:
    errors = [problem for problem in found.problems if problem.severity == "error"]
    if errors:
        first = errors[0]
        raise SpecError(say("{message} (at {path})", message=first.message, path=first.path), tuple(errors))


def _recorded(training) -> tuple:
    """What decides which kernels a step has; a change of anything else is a change of cells."""
    return (type(training.optimizer), training.optimizer.structure(), type(training.schedule), type(training.clipping),
            training.loss, training.class_weight)


def _judged(project: Project) -> tuple:
    """What two losses must have in common to be compared: what is measured, and on which network."""
    return project.training.loss, tuple(node.off for node in project.network.nodes)


def _widened(prepared: Prepared, project: Project) -> Prepared:
    """Class numbers in arrays do not tell how many classes there are: the output layer does."""
    description = prepared.description
    found = check(project, description)
    nodes = project.network.nodes
    shape = found.shapes.get(nodes[-1].id) if nodes else None
    if shape and prepared.train.y.ndim == 1 and shape[-1] > description.outputs:
        wider = replace(description, outputs=shape[-1], task="multi-class")
        return replace(prepared, description=wider)
    return prepared
