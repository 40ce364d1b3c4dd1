"""One training run, as the training thread holds it: a trainer that follows the project under edit."""

import re
from collections import deque
from collections.abc import Callable
from math import floor
from time import perf_counter

from msgspec.structs import replace

from core import masks
from core.errors import LayerlabError
from core.keeping import carry_over
from core.network import check
from core.params import parameters
from core.registry import Declared
from core.spec import Project, Training
from gui.training.history import HistoryWriter
from gui.training.left import Behind, Left

NEAR = 1e-6
RATE_SECONDS = 1.5


class Run:
    """A project, its trainer, where it stands, and what it has measured.

    A network that changes in the middle of a run gets a new trainer with every weight that still fits; the
    count of epochs and the curves go on. Undo brings back the earlier network with the weights, counts and curves
    that it had. `fates` says of every block with weights whether the last change of networks kept them.
    """

    def __init__(self, make_trainer: Callable):
        self._make = make_trainer
        self.writer = HistoryWriter()
        self.generation, self._resets, self._edits = 0, 0, 0
        self._behind = Behind()
        self.forget()

    def forget(self) -> None:
        """Drop project and trainer: the next one shown is another."""
        self.project: Project | None = None
        self.trainer = self._followed = None
        self._behind.forget()
        self.problem = ""
        self.seed = self._shown_seed = 0
        self._restart()

    def _restart(self):
        self.step_count, self.epoch = 0, 0.0
        self.goal = self.project.training.epochs if self.project else 1
        self._resets += 1
        self._before, self._typed, self.fates = (0, 0.0), False, ()
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
        try:
            sentence = self._follow(project)
        except LayerlabError as error:
            self.problem = str(error)
            return ""
        self._followed = self.project
        return sentence

    def _follow(self, project):
        back = self._behind.find(project)
        old = self.trainer.project if self.trainer is not None else None
        other_seed = old is None or project.training.seed not in (self._shown_seed, self.seed)
        self._shown_seed = project.training.seed
        project = project if other_seed else _with_seed(project, self.seed)
        if old is None or not self.trainer.change(project):
            self._leave()
            return self._build(project, old, other_seed) if back is None else self._go_back(project, back)
        if other_seed:
            self._leave()
            if back is not None:
                return self._go_back(project, back)
            self.reset(project.training.seed)
        elif text := differences(old.training, project.training):
            self.writer.mark(text)
        if masks.ungrouped(old.network) != masks.ungrouped(project.network):
            self._edits += 1
            self.writer.mark("network changed")
        return ""

    def _leave(self):
        """Keep what the edit would lose, for undo."""
        if self.trainer is not None and self._followed is not None:
            state = self.trainer.state() if self.touched else None
            self._behind.keep(Left(self._followed, state, self.seed, (self.step_count, self.epoch, self._before),
                                   self.writer.kept()))

    def _go_back(self, project, back):
        """Undo (or redo): the network of then, with what it had then."""
        self.trainer, self.seed = self._make(_with_seed(project, back.seed)), back.seed
        self.generation += 1
        self._restart()
        if back.state is None:
            return ""
        self.trainer.load_state(back.state)
        self._typed = True
        self.step_count, self.epoch, self._before = back.counts
        self.writer.restore(back.curves)
        self.fates = tuple((node, "kept") for node in self.trainer.check.parameters if self._owns(node))
        return "The network is back, with the weights that it had."

    def _owns(self, node: str) -> bool:
        return any(entry.node == node for entry in self.trainer.state_memory.entries.values())

    @property
    def touched(self) -> bool:
        """Whether the weights are others than the first ones of the seed."""
        return bool(self.step_count or self._typed)

    def set_weight(self, name: str, index: tuple[int, ...], value: float) -> float:
        """Type one weight; returns what stood there. LayerlabError where that makes no sense."""
        before = self.trainer.set_weight_value(name, index, value)
        self._typed = True
        self._edits += 1
        return before

    def _build(self, project, old, other_seed):
        same_data = old is not None and type(old.data.dataset) is type(project.data.dataset)
        before = self.trainer if self.touched and same_data and not other_seed else None
        self.trainer = self._make(project)
        self.seed = project.training.seed
        self.generation += 1
        if before is None:
            self._restart()
            return ""
        self._before = (self.step_count, self.epoch)
        self.writer.mark("network changed")
        found = carry_over(before, self.trainer)
        self.fates = tuple(found.nodes.items())
        return found.sentence

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
        self._measured.append((perf_counter(), tick.samples, tick.epoch))
        while len(self._measured) > 2 and self._measured[0][0] < self._measured[-1][0] - RATE_SECONDS:
            self._measured.popleft()
        return tick

    def pause(self) -> None:
        """Time that passes from here on says nothing of the rate."""
        self._measured.clear()

    def rate(self) -> float | None:
        """Samples a second over the last moments, or None while there is too little to measure."""
        return self._per_second(1)

    def time_left(self, goal: float) -> float | None:
        """Seconds until the epoch `goal`, at the measured rate."""
        rate = self._per_second(2)
        return max(0.0, goal - self.epoch) / rate if rate else None

    def _per_second(self, column: int) -> float | None:
        if len(self._measured) < 2:
            return None
        first, last = self._measured[0], self._measured[-1]
        seconds = last[0] - first[0]
        return (last[column] - first[column]) / seconds if seconds > 0.2 else None

    @property
    def moment(self) -> tuple:
        """Two equal moments look the same in every view."""
        return self.generation, self._resets, self._edits, self.step_count

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


def _with_seed(project: Project, seed: int) -> Project:
    return replace(project, training=replace(project.training, seed=seed))


def differences(old: Training, new: Training) -> str:
    """What changed in the training settings, as words: learning rate 0.002 → 0.001, batch 32 → 64."""
    found = []
    if type(old.optimizer) is type(new.optimizer):
        found += _changed(old.optimizer, new.optimizer)
    found += _changed(old, new, left_out=("epochs", "seed", "stop"))
    return ", ".join(found)


def _changed(old, new, left_out: tuple[str, ...] = ()) -> list[str]:
    found = []
    for entry in parameters(type(new)):
        before, after = getattr(old, entry.name), getattr(new, entry.name)
        part = entry.kind == "part" and type(before) is type(after)
        if before != after and entry.name not in left_out and not part:
            word = re.sub(" [α-ω]$", "", entry.title).lower()
            found.append(f"{word} {_shown(before)} → {_shown(after)}")
    return found


def _shown(value) -> str:
    if isinstance(value, Declared):
        return value.shown_name()
    return f"{value:g}" if isinstance(value, float) else str(value)
