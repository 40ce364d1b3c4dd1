"""What a trainer trains with: project, samples, targets, the state in memory, and the plans that run on it."""

import math
from typing import cast

import numpy as np

from core.data.prepare import Prepared
from core.data.split import SPLITS
from core.datasets.ports import TargetPort
from core.engine.batch_source import TrainingSource, all_targets
from core.engine.machine import Machine, Program
from core.engine.memory import refuse_too_large
from core.engine.plan import TRAIN, Mode, Plan
from core.engine.state import State
from core.engine.threads import usual_threads
from core.kernels import batch as counting
from core.project.network import Check
from core.project.objectives import Aim, aims, main_aim, port_of
from core.project.spec import Project
from core.text.errors import LayerlabError
from core.text.messages import say

RING = 4096
"""Losses that one call of the machine may leave behind."""


class Setup:
    """A sound project laid out in memory. What trains, measures and gives out weights works on one and the same."""

    def __init__(self, project: Project, prepared: Prepared, check: Check, threads: int | None):
        self.prepared, self.description, self.check = prepared, prepared.description, check
        self.threads = usual_threads() if threads is None else threads
        if self.threads < 1:
            raise LayerlabError(say("threads must be at least 1, not {threads}.", threads=threads))
        self.lay_out(project)

    def lay_out(self, project: Project) -> None:
        """New state and no plans: after a change of the network or of the kind of optimiser."""
        self.memory = refuse_too_large(project, self.check, min(project.training.batch_size, self.samples),
                                       self.prepared.nbytes)
        self.project = project
        self.state_memory = State(project, self.check)
        self.forget_plans()
        self.settle_aims()
        self.targets = {name: all_targets(project, self.check, self.prepared.split(name).targets, name)
                        for name in SPLITS}
        self.order = np.full(self.samples + counting.MARKS, -1, np.int64)
        self.ring = np.zeros(RING, np.float32)
        self.stopped = self.stopped_at = ""

    def settle_aims(self) -> None:
        """What the project asks for, told once: measuring asks for it again and again.

        `main_aim` is the loss of which the figures speak, `columns` counts the values in the last axis of what it
        judges, and `judged_port` is what the data ask there; None where its target is the same for every sample.
        """
        self.aims = aims(self.project.network, self.project.training, self.description)
        self.main_aim: Aim = main_aim(self.aims)
        self.judged_port: TargetPort | None = port_of(self.main_aim, self.description)
        self.columns = self.check.shapes[self.main_aim.output][-1]

    def forget_plans(self, training_alone: bool = False) -> None:
        """Record plans again when they are needed: those that train, or all of them."""
        kept = self.plans.items() if training_alone else ()
        self.plans: dict = {key: plan for key, plan in kept if not key[0].update}
        self.machines: dict[tuple[Mode, int], Machine] = {}

    @property
    def samples(self) -> int:
        """How many there are to train with."""
        return len(self.prepared.train)

    @property
    def batch_size(self) -> int:
        """Samples a step; never more than there are."""
        return min(self.project.training.batch_size, self.samples)

    @property
    def steps_per_epoch(self) -> int:
        """Steps in which every training sample is used once."""
        return math.ceil(self.samples / self.batch_size)

    @property
    def steps(self) -> int:
        """Steps done since the last reset."""
        return int(self.state_memory.counters[counting.STEP])

    @property
    def epoch(self) -> float:
        """Epochs done, with the fraction of the present one."""
        counters = self.state_memory.counters
        return float(counters[counting.EPOCH] + counters[counting.POSITION] / self.samples)

    @property
    def learning_rate(self) -> float:
        """The rate of the last step: the first optimiser's own, or what the schedule made of it."""
        memory = self.state_memory
        if not memory.counters[counting.STEP] or "rate" not in memory.memory:
            return float(memory.rules[0].optimizer.learning_rate)
        return memory.cell("rate")

    # ---- what is asked

    def judged_targets(self, split: str) -> np.ndarray:
        """The targets of the main loss, as it takes them: it compares with the data."""
        return cast(np.ndarray, self.targets[split][self.aims.index(self.main_aim)])

    # ---- the machine

    def machine(self, mode: Mode = TRAIN) -> tuple[Machine, int]:
        """The machine for the place in the epoch, and how many steps it may go."""
        total, batch, counters = self.samples, self.batch_size, self.state_memory.counters
        rest = (total - int(counters[counting.POSITION])) % batch
        if (mode, rest) not in self.machines:
            main = self.program(mode, batch)
            tail = self.program(mode, rest) if rest else None
            self.machines[mode, rest] = Machine(self.state_memory, main, tail, batch, total, self.threads)
        # After a change of batch size the present epoch ends with another rest than those that follow.
        regular = rest == total % batch
        left = math.ceil((total - int(counters[counting.POSITION])) / batch)
        return self.machines[mode, rest], RING if regular else left

    def program(self, mode, rows: int) -> Program:
        """A plan for so many samples at once, recorded the first time that it is needed."""
        key = (mode, rows)
        if key not in self.plans:
            source, workers = (self._source(), self.threads) if mode.update else (None, 1)
            plan = Plan(self.project, self.check, self.state_memory, mode, rows, source, workers)
            self.plans[key] = Program(plan)
        return self.plans[key]

    def _source(self) -> TrainingSource:
        return TrainingSource(self.prepared.train.inputs, self.targets["train"], self.order, self.ring,
                              self.project.data.augmentation, self.prepared.as_bytes)
