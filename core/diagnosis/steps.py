"""What a training step does to the weights: gradients and updates, now and with the initial weights."""

import math
from typing import Any, NamedTuple

import numpy as np

from core.diagnosis.facts import SMALL, Slopes, Stride
from core.diagnosis.switched_off import idle, still
from core.engine.machine import Program
from core.engine.plan import GRADIENTS, INSPECT
from core.engine.recorder import Recorder
from core.engine.scope import UpdateScope
from core.engine.state import UPDATED
from core.ops.weight_sheet import Sheet

SAME, SAME_STEP = 1e-4, 1e-3
"""Weights and steps of units count as equal when they differ by no more than such a share: sums are rounded."""
TASTE = 64
"""Records of which a gradient is taken."""
ENOUGH = 16
"""Records that the steps which are looked at shall have seen together."""


class BareInstructions(NamedTuple):
    """Instructions without a network around them."""

    instructions: tuple


class Steps:
    """Looks at what steps do; nothing is changed. `program(mode, rows)` gives a program of the trainer's network."""

    def __init__(self, trainer: Any, program):
        self.trainer, self.memory, self._program = trainer, trainer.state_memory, program
        self._begun: tuple = (None, None)

    def now(self) -> Stride:
        """The next step, from the present weights; of batches that are small the next few, for a single sample that is
        answered well already moves nothing."""
        batch = self.trainer.project.training.batch_size
        changes = self.trainer.evaluation.next_steps(math.ceil(ENOUGH / batch)) if self.memory.gradients.size else [{}]
        slopes, pull = self._slopes()
        moved = [self._movement(change) for change in changes]
        largest = {node: max((one[node] for one in moved), key=_farthest) for node in moved[0]}
        return Stride(slopes, largest, self._alike(changes[0]), self._lengths(), pull)

    def beginning(self) -> Stride:
        """The first step of a run with the settings of now, from the first weights of its seed."""
        project, trainer, memory = self.trainer.project, self.trainer, self.memory
        if self._begun[0] != project:
            kept, order = memory.block.copy(), trainer.order.copy()
            memory.draw(project.training.seed, project.training.shuffle)
            memory.set_cells(project.training)
            trainer.order[:] = -1
            try:
                self._begun = project, self.now()
            finally:
                memory.block[:], trainer.order[:] = kept, order
        return self._begun[1]

    # ---- gradients

    def _slopes(self) -> tuple[Slopes | None, dict[str, float]]:
        trainer, memory = self.trainer, self.memory
        if not memory.gradients.size:
            return None, {}
        samples = trainer.prepared.train
        chosen = np.unique(np.linspace(0, len(samples) - 1, min(TASTE, len(samples))).astype(np.int64))
        program = self._program(GRADIENTS, len(chosen))
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        plan = program.plan
        plan.feed(samples.chosen(chosen).inputs)
        plan.aim_at([None if one is None else one[chosen] for one in trainer.targets["train"]])
        memory.gradients.array()[:] = 0
        program.run()
        loss, sizes, pull = memory.cell("loss"), self._sizes(), self._pull()
        unclipped = length(memory.gradients.array())
        self._clip()
        norm = length(memory.gradients.array())
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients
        plan = self._passed(samples.chosen(chosen))
        return Slopes(sizes, {node: size / self._reach(plan, node) for node, size in sizes.items()},
                      norm, self._excess(plan, loss, chosen), unclipped), pull

    def _sizes(self) -> dict[str, float]:
        """Root mean squares over the kernels of the blocks that can learn, in computing order."""
        network, check = self.trainer.project.network, self.trainer.check
        found, resting = {}, idle(network, check) | still(network, check)
        for entry in self._kernels():
            gradient = self.memory.gradient(entry.name).astype(np.float64)
            if entry.node not in resting:
                found[entry.node] = math.sqrt(float((gradient * gradient).mean()))
        return {node: found[node] for node in self.trainer.check.order if node in found}

    def _kernels(self):
        return [entry for entry in self.memory.entries.values()
                if entry.region == UPDATED and entry.weight.is_kernel]

    def _pull(self) -> dict[str, float]:
        """What a price on weights adds to the gradient beside the rest of it, by block. Weight decay acts like one on
        gradients that the optimiser has brought to the size 1."""
        found, decay = {}, self.memory.rules[0].optimizer.weight_decay
        for entry in self._kernels():
            weight = self.memory.weight(entry.name).astype(np.float64)
            if entry.weight.regularizer is not None:
                once, squared = entry.weight.regularizer.factors
                price = once * np.sign(weight) + 2 * squared * weight
                rest = length(self.memory.gradient(entry.name) - price)
                found[entry.node] = length(price) / max(rest, 1e-30)
            elif decay:
                found[entry.node] = decay * length(weight) / math.sqrt(weight.size)
        return found

    def _lengths(self) -> dict[str, float]:
        return {entry.node: length(weight) / math.sqrt(weight.size) for entry in self._kernels()
                for weight in [self.memory.weight(entry.name)]}

    def _clip(self) -> None:
        """What the project's clipping makes of the gradient that lies there."""
        clipping = self.trainer.project.training.clipping
        if clipping is None:
            return
        recorder = Recorder()
        rule = self.memory.rules[0]
        clipping.record(UpdateScope(recorder, self.memory, rule, (rule.start, rule.size)))
        recorder.allocate(recorder.arrange(share=False))
        Program(BareInstructions(tuple(recorder.instructions))).run()

    def _passed(self, samples):
        program = self._program(INSPECT, len(samples))
        program.plan.feed(samples.inputs)
        program.run()
        return program.plan

    def _reach(self, plan, node: str) -> float:
        """What a block's own place makes of its gradient: the size of its inputs and the places that share a weight."""
        source = self.trainer.project.network.node(node).inputs[0]
        values = plan.values[source].array().astype(np.float64)
        places = math.prod(self.trainer.check.shapes[node][:-1])
        return max(math.sqrt(float((values * values).mean())), 1e-30) * places

    def _excess(self, plan, loss: float, chosen: np.ndarray) -> float:
        port = self.trainer.judged_port
        y, task = self.trainer.prepared.train.targets[port.name], port.task
        if task.judged:
            return loss / max(task.guessing_loss(y), SMALL)
        outputs = plan.values[self.trainer.main_aim.output].array().astype(np.float64)
        wanted = self.trainer.judged_targets("train")[chosen].astype(np.float64)
        return math.sqrt(float((outputs ** 2).mean()) / max(float((wanted ** 2).mean()), 1e-30))

    # ---- movements

    def _movement(self, changes: dict[str, np.ndarray]) -> dict[str, float]:
        found = {}
        for entry in self._kernels() if changes else ():
            change, weight = changes[entry.name], self.memory.weight(entry.name)
            usual = max(SMALL, 1 / math.sqrt(entry.weight.fan_in))
            found[entry.node] = length(change) / max(length(weight), usual * math.sqrt(change.size))
        return found

    def _alike(self, changes: dict[str, np.ndarray]) -> tuple[str, ...]:
        """Hidden blocks whose units cannot be told apart and take the same step: they stay the same for ever."""
        network, check = self.trainer.project.network, self.trainer.check
        left = idle(network, check) | still(network, check) | {network.output}
        found = []
        for entry in self._kernels() if changes else ():
            node = entry.node
            weights, steps = (self._rows(node, values) for values in (self._weights(node), changes))
            if node not in left and weights and steps and len(weights[0]) > 1 and (
                    _equal(np.hstack(weights), SAME) and _equal(np.hstack(steps), SAME_STEP)):
                found.append(node)
        return tuple(node for node in check.order if node in found)

    def _weights(self, node: str) -> dict[str, np.ndarray]:
        return {entry.name: self.memory.weight(entry.name) for entry in self.memory.entries.values()
                if entry.node == node}

    def _rows(self, node: str, values: dict[str, np.ndarray]) -> list[np.ndarray]:
        """The arrays of a block, each with a row for each unit; nothing where one of them has none."""
        entries = [entry for entry in self.memory.entries.values() if entry.node == node]
        rows = [self._by_unit(entry, values[entry.name]) for entry in entries]
        found = [array for array in rows if array is not None]
        return found if len(found) == len(rows) else []

    def _by_unit(self, entry, values: np.ndarray) -> np.ndarray | None:
        """A row for each unit of the block; None where the array has none."""
        rows = Sheet.of(entry.weight).laid_out(values)
        units = self.trainer.check.shapes[entry.node][-1]
        return rows.reshape(units, -1).astype(np.float64) if len(rows) == units else None


def length(values: np.ndarray) -> float:
    """The Euclidean length; squares of large float32 numbers are beyond float32."""
    return float(np.linalg.norm(values.astype(np.float64)))


def _farthest(movement: float) -> float:
    """What is no number has gone farther than any."""
    return math.inf if math.isnan(movement) else movement


def _equal(rows: np.ndarray, share: float) -> bool:
    return bool(np.abs(rows - rows[:1]).max() <= share * np.sqrt(np.mean(rows * rows)))
