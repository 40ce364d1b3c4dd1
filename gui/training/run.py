"""One training run, as the training thread holds it: a trainer that follows the project under edit."""

import re
from collections import deque
from collections.abc import Callable
from math import floor
from time import perf_counter

from msgspec.structs import replace

from core.errors import LayerlabError
from core.network import check
from core.params import parameters
from core.spec import Project
from gui.training.history import HistoryWriter

NEAR = 1e-6
RATE_SECONDS = 1.5


def structure(project: Project):
    """What a trainer is built from; a change anywhere else is applied to the one that runs."""
    training, optimizer = project.training, project.training.optimizer
    # The numbers of an optimiser are cells that change between two steps; its switches choose kernels.
    fixed = [getattr(optimizer, entry.name) for entry in parameters(type(optimizer)) if entry.kind != "number"]
    return (project.network, project.data, training.loss, training.shuffle, type(optimizer), fixed)


class Run:
    """A project, its trainer, where it stands, and what it has measured.

    A network that changes in the middle of a run gets a new trainer with every weight that still fits; the
    count of epochs and the curves go on.
    """

    def __init__(self, make_trainer: Callable):
        self._make = make_trainer
        self.writer = HistoryWriter()
        self.generation, self._resets = 0, 0
        self.forget()

    def forget(self) -> None:
        """Drop project and trainer: the next one shown is another."""
        self.project: Project | None = None
        self.trainer = None
        self.problem = ""
        self.seed = 0
        self._restart()

    def _restart(self):
        self.step_count, self.epoch = 0, 0.0
        self.goal = self.project.training.epochs if self.project else 1
        self._resets += 1
        self._before = (0, 0.0)
        self._measured: deque = deque()
        self.writer.clear()

    def show(self, project: Project) -> str:
        """Follow an edit; returns a sentence about what was kept, or "". `problem` says why it cannot run."""
        before, self.project = self.project, project
        found = [entry.message for entry in check(project).problems if entry.severity == "error"]
        self.problem = found[0] if found else ""
        if before is None or before.training.epochs != project.training.epochs:
            self.goal = project.training.epochs
        if self.problem:
            return ""
        other_seed = before is None or project.training.seed not in (before.training.seed, self.seed)
        if self.trainer is None or structure(self._built) != structure(project):
            return self._build(project, other_seed)
        if other_seed:
            self.reset(project.training.seed)
        self._apply(project)
        return ""

    def _build(self, project, other_seed):
        trained = self.step_count > 0 and not other_seed
        same_data = self.trainer is not None and type(self._built.data.dataset) is type(project.data.dataset)
        weights = self.trainer.weights() if trained and same_data else {}
        try:
            self.trainer = self._make(project)
        except LayerlabError as error:
            self.problem = str(error)
            return ""
        self._built, self.seed = project, project.training.seed
        self.generation += 1
        if not weights:
            self._restart()
            return ""
        self._before = (self.step_count, self.epoch)
        return self._carry_over(weights)

    def _carry_over(self, weights):
        fresh = self.trainer.weights()
        kept = {name: weights[name] for name in fresh
                if name in weights and weights[name].shape == fresh[name].shape}
        self.trainer.set_weights(fresh | kept)
        new = sorted({name.split(".")[0] for name in fresh if name not in kept})
        self.writer.mark("network changed")
        return f"The trained weights are kept; {', '.join(new)} starts anew." if new else \
            "The network changed; all trained weights are kept."

    def _apply(self, project):
        """Live changes: the cells of the optimiser, the batch size."""
        old, new = self._built.training, project.training
        if new.optimizer != old.optimizer:
            self.trainer.set_cells(new.optimizer)
            self.writer.mark(_difference(old.optimizer, new.optimizer))
        if new.batch_size != old.batch_size:
            self.trainer.set_batch_size(new.batch_size)
            self.writer.mark(f"batch {old.batch_size} → {new.batch_size}")
        self._built = project

    def reset(self, seed: int | None = None) -> None:
        """Back to the first step: the same weights, or those of another seed."""
        self.trainer.reset(seed)
        self.seed = self.seed if seed is None else seed
        self._restart()

    def step(self, count: int):
        """Take `count` steps; returns the tick, counted from the last reset."""
        tick = self.trainer.step(count)
        steps, epochs = self._before
        if steps:
            tick = replace(tick, step=tick.step + steps, epoch=tick.epoch + epochs)
        self.step_count, self.epoch = tick.step, tick.epoch
        self.writer.add(tick, tick.epoch)
        self._measured.append((perf_counter(), tick.samples))
        while len(self._measured) > 2 and self._measured[0][0] < self._measured[-1][0] - RATE_SECONDS:
            self._measured.popleft()
        return tick

    def pause(self) -> None:
        """Time that passes from here on says nothing of the rate."""
        self._measured.clear()

    def rate(self) -> float | None:
        """Samples a second over the last moments, or None while there is too little to measure."""
        if len(self._measured) < 2:
            return None
        seconds = self._measured[-1][0] - self._measured[0][0]
        return sum(count for _, count in list(self._measured)[1:]) / seconds if seconds > 0.2 else None

    def time_left(self, goal: float) -> float | None:
        """Seconds until the epoch `goal`, at the measured rate."""
        if len(self._measured) < 2 or (rate := self.rate()) is None or rate <= 0:
            return None
        return max(0.0, goal - self.epoch) * self.trainer.samples_per_epoch / rate

    @property
    def moment(self) -> tuple:
        """Two equal moments look the same in every view."""
        return self.generation, self._resets, self.step_count

    @property
    def steps_per_epoch(self) -> int:
        """Batches in an epoch, 0 while there is no trainer."""
        return self.trainer.steps_per_epoch if self.trainer is not None else 0

    def next_epoch(self) -> float:
        """The whole epoch that comes next."""
        return floor(self.epoch + NEAR) + 1.0

    def next_goal(self) -> float:
        """Where Play stops: the project's epochs, and when they are over as many again."""
        while self.reached(self.goal):
            self.goal += self.project.training.epochs
        return float(self.goal)

    def steps_to(self, goal: float) -> int:
        """Steps until the epoch `goal`, at least one."""
        return max(1, round((goal - self.epoch) * self.steps_per_epoch))

    def reached(self, goal: float) -> bool:
        """Whether the epoch `goal` is over."""
        return self.epoch >= goal - NEAR

    def finished(self) -> str:
        """A sentence when all epochs are done, "" before."""
        if not self.reached(self.goal):
            return ""
        more = self.project.training.epochs
        return f"{self.goal} epoch{'s' * (self.goal != 1)} done; Play goes on for {more} more."


def _difference(old, new) -> str:
    """The first parameter that changed, as words: learning rate 0.002 → 0.001."""
    for entry in parameters(type(new)):
        before, after = getattr(old, entry.name), getattr(new, entry.name)
        if before != after:
            word = re.sub(" [α-ω]$", "", entry.title).lower()
            return f"{word} {_shown(before)} → {_shown(after)}"
    return ""


def _shown(value) -> str:
    return f"{value:g}" if isinstance(value, float) else str(value)
