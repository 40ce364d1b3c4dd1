"""Measures what findings judge by, on the training thread, in a few milliseconds."""

import math
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
PRODUCTS = 4_000_000_000
"""Products of a weight and a value that one look may cost: where all records would cost more, some stand for them."""
FLAT = 0.05
SMALL = 0.1
"""Weights count as at least so large where their movement is judged: those that start at zero have to leave it."""
FAR = np.array([-60.0, -30.0, 30.0, 60.0])


class Recorded(NamedTuple):
    """Instructions without a network around them."""

    instructions: tuple


class Measure:
    """Measures one trainer again and again."""

    def __init__(self, trainer):
        self.trainer, self.memory, self.project = trainer, trainer.state_memory, trainer.project
        self._programs: dict = {}
        self._leapt, self._optimizer = False, None

    def fits(self, trainer) -> bool:
        """Whether this still measures the trainer's network."""
        return self.trainer is trainer and self.memory is trainer.state_memory and (
            self.project.network == trainer.project.network and self.project.data == trainer.project.data)

    def facts(self, progress: Progress, planned: bool = True) -> Facts:
        """All facts for the trainer's present weights. A leap is remembered where the look was planned: one that a
        person brings about must change nothing of later ones."""
        trainer = self.trainer
        healthy = not trainer.stopped
        baseline, skill = self._skill(progress) if healthy else (0.0, 0.0)
        movement = self._movement() if healthy else {}
        return Facts(
            project=trainer.project, check=trainer.check, progress=progress, step=trainer.steps, epoch=trainer.epoch,
            units=self._units() if healthy else {}, slopes=self._slopes() if healthy else None,
            movement=movement, leapt=self._leaps(movement, planned), alike=self._alike(), baseline=baseline, skill=skill,
            records=len(trainer.prepared.train.x), validation_count=len(trainer.prepared.validation.x),
            stopped=trainer.stopped, stopped_at=trainer.stopped_at)

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

    def _most(self) -> int:
        """Training records that one look passes through at most: a count that follows from the project alone."""
        check = self.trainer.check
        products = sum(count * math.prod(check.shapes[node][:-1]) for node, count in check.parameters.items())
        return min(len(self.trainer.prepared.train.x), max(SAMPLE, PRODUCTS // max(1, products)))

    def _units(self) -> dict[str, Units]:
        x, most = self.trainer.prepared.train.x, self._most()
        x = x if most == len(x) else x[np.linspace(0, len(x) - 1, most).astype(np.int64)]
        watched = self._watched()
        flat, zero, done = {name: [0, 0] for name in watched}, {}, 0
        while done < most and not (done >= SAMPLE and not any(still.any() for still in zero.values())):
            part = x[done:done + ROWS]
            program = self._program(INSPECT, len(part))
            program.plan.values["input"].array()[...] = part
            program.run()
            for name, key in watched.items():
                still = (program.plan.values[key].rows.array() == 0).all(0)
                zero[name] = still & zero.get(name, True)
                self._count_flat(program.plan, name, flat[name])
            done += len(part)
        return {name: Units(len(zero[name]), self._dead(name, zero[name]), flat[name][0] / max(1, flat[name][1]), done)
                for name in watched}

    def _dead(self, name: str, zero: np.ndarray) -> tuple[int, ...]:
        node = self.trainer.project.network.node(name)
        off = () if node.off == "all" else node.off
        return tuple(int(unit) for unit in np.flatnonzero(zero) if unit not in off)

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
        return self._units()[node].dead

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
                size = max(length(memory.weight(name)), SMALL * math.sqrt(change.size))
                found[memory.entries[name].node] = length(change) / size
        return found

    def _leaps(self, movement: dict[str, float], planned: bool) -> bool:
        if self._optimizer != self.trainer.project.training.optimizer:
            self._optimizer, self._leapt = self.trainer.project.training.optimizer, False
        leapt = self._leapt or any(not step <= LEAP for step in movement.values())
        self._leapt = leapt if planned else self._leapt
        return leapt

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
            baseline = float(y.mean(0, dtype=np.float64).max()) if y.shape[1] > 1 else yes_or_no(y)
        return baseline, float(np.mean(known)) if known else baseline

    def _explained(self, y: np.ndarray) -> float:
        outputs = self.trainer.outputs(self.trainer.prepared.train.x[:SAMPLE]).reshape(len(y), -1).astype(np.float64)
        true = y.reshape(len(y), -1).astype(np.float64)
        spread = float(((true - true.mean(0)) ** 2).sum())
        return 1.0 - float(((outputs - true) ** 2).sum()) / max(spread, 1e-12)


def length(values: np.ndarray) -> float:
    """The Euclidean length; squares of large float32 numbers are beyond float32."""
    return float(np.linalg.norm(values.astype(np.float64)))


def yes_or_no(y: np.ndarray) -> float:
    """The share of the more frequent of two answers."""
    yes = float(y.mean(dtype=np.float64))
    return max(yes, 1 - yes)


def saturating(activation) -> bool:
    """Whether an activation that acts value by value is flat on both sides."""
    if not np.allclose(activation.curve(np.zeros((1, 2))), activation.curve(np.zeros((1, 1)))):
        return False
    return bool((np.abs(activation.slope(FAR)) < 1e-2).all())


def steepest(activation) -> float:
    """The largest slope near zero."""
    return float(np.abs(activation.slope(np.linspace(-3, 3, 61))).max())
