"""Measures what findings judge by, on the training thread, in a few milliseconds."""

import math
from time import perf_counter
from typing import NamedTuple

import numpy as np

from core.findings.facts import LEAP, Facts, Slopes, Units
from core.machine import Program
from core.plan import GRADIENTS, INSPECT, Plan
from core.progress import Progress
from core.recorder import Recorder
from core.scope import UpdateScope
from core.state import UPDATED

ROWS = 64
"""Records that pass through at once, and of which the gradient is taken."""
SAMPLE = 256
"""Records after which a pass may end where no unit has been zero for all of them."""
FLAT = 0.05
SMALL = 0.1
"""Weights count as at least so large where their movement is judged: those that start at zero have to leave it."""
FAR = np.array([-60.0, -30.0, 30.0, 60.0])


class Recorded(NamedTuple):
    """Instructions without a network around them."""

    instructions: tuple


class Measure:
    """Measures one trainer again and again. Units are watched across calls: where there is no time to see all records
    at once, each call goes on where the last one ended."""

    def __init__(self, trainer):
        self.trainer, self.memory, self.project = trainer, trainer.state_memory, trainer.project
        self._programs: dict = {}
        self._zero: dict[str, np.ndarray] = {}
        self._cursor = 0
        self._leapt, self._optimizer = False, None

    def fits(self, trainer) -> bool:
        """Whether this still measures the trainer's network."""
        return self.trainer is trainer and self.memory is trainer.state_memory and (
            self.project.network == trainer.project.network and self.project.data == trainer.project.data)

    def facts(self, progress: Progress, seconds: float = math.inf) -> Facts:
        """All facts for the trainer's present weights; units are looked at for so many seconds."""
        trainer = self.trainer
        healthy = not trainer.stopped
        baseline, skill = self._skill(progress) if healthy else (0.0, 0.0)
        movement = self._movement() if healthy else {}
        return Facts(
            project=trainer.project, check=trainer.check, progress=progress, step=trainer.steps, epoch=trainer.epoch,
            units=self._units(seconds) if healthy else {}, slopes=self._slopes() if healthy else None,
            movement=movement, leapt=self._leaps(movement), alike=self._alike(), baseline=baseline, skill=skill,
            validation_count=len(trainer.prepared.validation.x), stopped=trainer.stopped,
            stopped_at=trainer.stopped_at)

    def _program(self, mode, rows: int) -> Program:
        if (mode, rows) not in self._programs:
            trainer = self.trainer
            self._programs[mode, rows] = Program(Plan(trainer.project, trainer.check, self.memory, mode, rows))
        return self._programs[mode, rows]

    # ---- units

    def _watched(self) -> dict[str, str]:
        """The key of the values behind the activation, for every block that has one."""
        nodes = self.trainer.project.network.nodes
        plan = self._program(INSPECT, self._rows(0)).plan
        return {node.id: f"{node.id}:on" if f"{node.id}:on" in plan.values else node.id for node in nodes
                if node.layer.activation_op is not None}

    def _rows(self, start: int) -> int:
        return min(ROWS, len(self.trainer.prepared.train.x) - start)

    def _units(self, seconds: float) -> dict[str, Units]:
        x, begin = self.trainer.prepared.train.x, perf_counter()
        watched = self._watched()
        flat = {name: [0, 0] for name in watched}
        done = 0
        while done < len(x):
            rows = self._rows(self._cursor)
            program = self._program(INSPECT, rows)
            program.plan.values["input"].array()[...] = x[self._cursor:self._cursor + rows]
            program.run()
            for name, key in watched.items():
                self._watch(program.plan, name, key, rows)
                self._count_flat(program.plan, name, flat[name])
            done, self._cursor = done + rows, (self._cursor + rows) % len(x)
            enough = done >= SAMPLE and not any((zero >= done).any() for zero in self._zero.values())
            if enough or perf_counter() - begin > seconds:
                break
        return {name: Units(len(self._zero[name]), self._dead(name), flat[name][0] / max(1, flat[name][1]))
                for name in watched}

    def _watch(self, plan, name, key, rows) -> None:
        values = plan.values[key].rows.array()
        alive = (values != 0).any(0)
        zero = self._zero.setdefault(name, np.zeros(values.shape[1], np.int64))
        zero += rows
        zero[alive] = 0

    def _dead(self, name: str) -> tuple[int, ...]:
        node = self.trainer.project.network.node(name)
        off = () if node.off == "all" else node.off
        places = np.flatnonzero(self._zero[name] >= len(self.trainer.prepared.train.x))
        return tuple(int(unit) for unit in places if unit not in off)

    def _count_flat(self, plan, name, counts) -> None:
        activation = self.trainer.project.network.node(name).layer.activation_op
        before = plan.values.get(f"{name}:z")
        if before is None or not saturating(activation):
            return
        slope = np.abs(activation.slope(before.array()))
        counts[0] += int((slope < FLAT * steepest(activation)).sum())
        counts[1] += slope.size

    def dead(self, node: str) -> tuple[int, ...]:
        """The units of one block that are zero for every training record."""
        self._units(math.inf)
        return self._dead(node)

    # ---- gradients and weights

    def _slopes(self) -> Slopes | None:
        trainer, memory = self.trainer, self.memory
        if not memory.gradients.size:
            return None
        x, targets = trainer.prepared.train.x, trainer.targets["train"]
        chosen = np.unique(np.linspace(0, len(x) - 1, min(ROWS, len(x))).astype(np.int64))
        program = self._program(GRADIENTS, len(chosen))
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        plan = program.plan
        plan.values["input"].array()[...] = x[chosen]
        plan.target.array()[...] = targets.reshape(len(x), -1)[chosen].reshape(plan.target.shape)
        program.run()
        sizes = self._sizes()
        self._clip()
        gradient = memory.gradients.array().astype(np.float64)
        found = Slopes(sizes, math.sqrt(float((gradient * gradient).sum())))
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients
        return found

    def _sizes(self) -> dict[str, float]:
        sizes = {}
        for name in self._learning():
            gradient = self.memory.gradient(name).astype(np.float64)
            if gradient.ndim > 1:
                sizes[self.memory.entries[name].node] = math.sqrt(float((gradient * gradient).mean()))
        return sizes

    def _clip(self) -> None:
        """What the project's clipping makes of the gradient that lies there."""
        clipping = self.trainer.project.training.clipping
        if clipping is None:
            return
        recorder = Recorder()
        clipping.record(UpdateScope(recorder, self.memory, (0, self.memory.gradients.size)))
        recorder.allocate(recorder.arrange(share=False))
        Program(Recorded(tuple(recorder.instructions))).run()

    def _learning(self) -> list[str]:
        return [entry.name for entry in self.memory.entries.values() if entry.region == UPDATED]

    def _movement(self) -> dict[str, float]:
        memory, found = self.memory, {}
        for name, change in self.trainer.next_step().items() if memory.gradients.size else ():
            if change.ndim > 1 and memory.entries[name].region == UPDATED:
                size = max(float(np.linalg.norm(memory.weight(name))), SMALL * math.sqrt(change.size))
                found[memory.entries[name].node] = float(np.linalg.norm(change)) / size
        return found

    def _leaps(self, movement: dict[str, float]) -> bool:
        if self._optimizer != self.trainer.project.training.optimizer:
            self._optimizer, self._leapt = self.trainer.project.training.optimizer, False
        self._leapt = self._leapt or any(not step <= LEAP for step in movement.values())
        return self._leapt

    def _alike(self) -> tuple[str, ...]:
        """Hidden blocks whose units cannot be told apart: they would learn the same for ever."""
        last = self.trainer.project.network.nodes[-1].id
        found = []
        for entry in self.memory.entries.values():
            node, values = entry.node, self.memory.weight(entry.name)
            if values.ndim < 2 or entry.region != UPDATED:
                continue
            columns = values.reshape(-1, values.shape[-1])
            if node != last and columns.shape[1] > 1 and (columns == columns[:, :1]).all():
                found.append(node)
        return tuple(found)

    # ---- skill

    def _skill(self, progress: Progress) -> tuple[float, float]:
        trainer = self.trainer
        y = trainer.prepared.train.y
        if trainer.description.task == "regression":
            return 0.0, self._explained(y[:SAMPLE])
        known = [point.accuracy for point in progress.points[-3:] if point.accuracy is not None]
        if y.ndim == 1:
            baseline = float(np.bincount(y).max() / len(y))
        elif trainer.description.task == "multi-label":
            baseline = float(np.maximum((y > 0.5).mean(0), (y <= 0.5).mean(0)).mean())
        else:
            baseline = float(y.mean(0).max()) if y.shape[1] > 1 else float(max(y.mean(), 1 - y.mean()))
        return baseline, float(np.mean(known)) if known else baseline

    def _explained(self, y: np.ndarray) -> float:
        outputs = self.trainer.outputs(self.trainer.prepared.train.x[:SAMPLE]).reshape(len(y), -1).astype(np.float64)
        true = y.reshape(len(y), -1).astype(np.float64)
        spread = float(((true - true.mean(0)) ** 2).sum())
        return 1.0 - float(((outputs - true) ** 2).sum()) / max(spread, 1e-12)


def saturating(activation) -> bool:
    """Whether an activation that acts value by value is flat on both sides."""
    if not np.allclose(activation.curve(np.zeros((1, 2))), activation.curve(np.zeros((1, 1)))):
        return False
    return bool((np.abs(activation.slope(FAR)) < 1e-2).all())


def steepest(activation) -> float:
    """The largest slope near zero."""
    return float(np.abs(activation.slope(np.linspace(-3, 3, 61))).max())
