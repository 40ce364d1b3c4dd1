"""Takes the measurements for findings, on the training thread, in a few milliseconds."""

import math

import numpy as np

from core.diagnosis.facts import Facts, Stride, UnitFacts
from core.diagnosis.steps import Steps
from core.diagnosis.switched_off import idle
from core.engine.machine import Program
from core.engine.plan import INSPECT, Plan
from core.metrics.base import Evidence
from core.project.advice import last_activation
from core.stopping.progress import Progress

ROWS = 64
"""Records that pass through at once, and of which the gradient is taken."""
SAMPLE = 256
"""Records after which a pass may end where no unit has been zero for all of them."""
PRODUCTS = 4_000_000_000
"""Products of a weight and a value that one look may cost: where all records would cost more, some stand for them."""
FLAT = 0.05
FAR = np.array([-60.0, -30.0, 30.0, 60.0])


class Measure:
    """Measures one trainer again and again."""

    def __init__(self, trainer):
        self.trainer, self.memory, self.project = trainer, trainer.state_memory, trainer.project
        self._programs: dict = {}
        self.steps = Steps(trainer, self._program)

    def fits(self, trainer) -> bool:
        """Whether this still measures the trainer's network."""
        return self.trainer is trainer and self.memory is trainer.state_memory and (
            self.project.network == trainer.project.network and self.project.data == trainer.project.data)

    def facts(self, progress: Progress) -> Facts:
        """All facts for the trainer's present weights."""
        trainer = self.trainer
        healthy = not trainer.stopped
        baseline, skill = self._skill(progress) if healthy else (0.0, 0.0)
        return Facts(
            project=trainer.project, check=trainer.check, progress=progress, step=trainer.steps, epoch=trainer.epoch,
            units=self._units() if healthy else {}, now=self.steps.now() if healthy else Stride(),
            beginning=self.steps.beginning() if healthy else Stride(), baseline=baseline, skill=skill,
            records=len(trainer.prepared.train.x), validation_count=len(trainer.prepared.validation.x),
            description=trainer.description, rate=trainer.learning_rate, reach=self._reach(),
            stopped=trainer.stopped, stopped_at=trainer.stopped_at)

    def _program(self, mode, rows: int) -> Program:
        if (mode, rows) not in self._programs:
            trainer = self.trainer
            self._programs[mode, rows] = Program(Plan(trainer.project, trainer.check, self.memory, mode, rows))
        return self._programs[mode, rows]

    # ---- units

    def _watched(self) -> dict[str, str]:
        """The key of the values after the activation, for every block that has one and is not switched off."""
        network = self.trainer.project.network
        plan = self._program(INSPECT, min(ROWS, len(self.trainer.prepared.train.x))).plan
        resting = idle(network, self.trainer.check)
        return {node.id: f"{node.id}:on" if f"{node.id}:on" in plan.values else node.id for node in network.nodes
                if node.layer.activation_op is not None and node.id not in resting}

    def _most(self) -> int:
        """Training records that one look passes through at most: a count that follows from the project alone."""
        check = self.trainer.check
        products = sum(count * math.prod(check.shapes[node][:-1]) for node, count in check.parameters.items())
        return min(len(self.trainer.prepared.train.x), max(SAMPLE, PRODUCTS // max(1, products)))

    def _units(self) -> dict[str, UnitFacts]:
        samples, most = self.trainer.prepared.train, self._most()
        chosen = np.linspace(0, len(samples) - 1, most).astype(np.int64)
        watched = self._watched()
        flat, done = {name: [0, 0] for name in watched}, 0
        zero: dict[str, np.ndarray] = {}
        while done < most and not (done >= SAMPLE and not any(still.any() for still in zero.values())):
            part = samples.chosen(chosen[done:done + ROWS])
            program = self._program(INSPECT, len(part))
            program.plan.feed(part.inputs)
            program.run()
            for name, key in watched.items():
                still = (program.plan.values[key].rows.array() == 0).all(0)
                zero[name] = still & zero.get(name, dying(self._activation(name)))
                self._count_flat(program.plan, name, flat[name])
            done += len(part)
        return {name: UnitFacts(len(zero[name]), self._dead(name, zero[name]), flat[name][0] / max(1, flat[name][1]),
                                done)
                for name in watched}

    def _activation(self, name: str):
        return self.trainer.project.network.node(name).layer.activation_op

    def _dead(self, name: str, zero: np.ndarray) -> tuple[int, ...]:
        node = self.trainer.project.network.node(name)
        off = () if node.off == "all" else node.off
        return tuple(int(unit) for unit in np.flatnonzero(zero) if unit not in off)

    def _count_flat(self, plan, name, counts) -> None:
        activation = self._activation(name)
        before = plan.values.get(f"{name}:z")
        if before is None or not saturating(activation):
            return
        slope = np.abs(activation.slope(before.array()))
        counts[0] += int((slope < FLAT * steepest(activation)).sum())
        counts[1] += slope.size

    def dead(self, node: str) -> tuple[int, ...]:
        """The units of one block that are zero for every training record."""
        return self._units()[node].dead

    # ---- skill

    def _skill(self, progress: Progress) -> tuple[float, float]:
        port = self.trainer.judged_port
        y, task = self.trainer.prepared.train.targets[port.name], port.task
        baseline = task.baseline(y)
        if not task.judged:
            return baseline, self._explained(y[:SAMPLE])
        known = [point.accuracy for point in progress.points[-3:] if point.accuracy is not None]
        skill = float(np.mean(known)) if known else baseline
        if known and any(node.layer.noisy for node in self.trainer.project.network.nodes):
            # Steps are measured under the noise; what the network has learned shows without it.
            skill = max(skill, self._right(y))
        return baseline, skill

    def _right(self, y: np.ndarray) -> float:
        trainer = self.trainer
        chosen = np.linspace(0, len(y) - 1, min(SAMPLE, len(y))).astype(np.int64)
        outputs = trainer.evaluation.outputs(trainer.prepared.train.chosen(chosen).inputs)
        loss = trainer.main_aim.loss
        logits = loss.from_logits
        evidence = Evidence(trainer.judged_port.task, outputs, trainer.judged_targets("train")[chosen],
                            loss.yes_above(logits), logits)
        return float(evidence.right.mean())

    def _reach(self) -> float:
        """What is left of a regression's skill where the output cannot leave the bounds of its activation."""
        trainer = self.trainer
        if trainer.judged_port.task.judged:
            return 1.0
        y = trainer.judged_targets("train").reshape(len(trainer.prepared.train), -1).astype(np.float64)
        output = last_activation(trainer.project, trainer.main_aim.output)
        missed = float(((y - np.clip(y, output.lowest, output.highest)) ** 2).sum())
        return 1.0 - missed / max(float(((y - y.mean(0)) ** 2).sum()), 1e-12) if missed else 1.0

    def _explained(self, y: np.ndarray) -> float:
        inputs = self.trainer.prepared.train.chosen(slice(0, SAMPLE)).inputs
        outputs = self.trainer.evaluation.outputs(inputs).reshape(len(y), -1).astype(np.float64)
        true = y.reshape(len(y), -1).astype(np.float64)
        spread = float(((true - true.mean(0)) ** 2).sum())
        return 1.0 - float(((outputs - true) ** 2).sum()) / max(spread, 1e-12)


def dying(activation) -> bool:
    """Whether an activation gives zeros where its slope is zero, too; those of tanh, say, lie where it is steepest."""
    return bool(((activation.curve(FAR[:1, None]) == 0).all(-1) & (activation.slope(FAR[:1, None]) == 0).all(-1)).any())


def saturating(activation) -> bool:
    """Whether an activation that acts value by value is flat on both sides."""
    if not np.allclose(activation.curve(np.zeros((1, 2))), activation.curve(np.zeros((1, 1)))):
        return False
    return bool((np.abs(activation.slope(FAR)) < 1e-2).all())


def steepest(activation) -> float:
    """The largest slope near zero."""
    return float(np.abs(activation.slope(np.linspace(-3, 3, 61))).max())
