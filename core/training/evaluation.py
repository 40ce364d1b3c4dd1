"""Evaluation, prediction and gradients: passes through the network without learning."""

import math

import numpy as np
from msgspec import Struct

from core.declare.registry import METRICS
from core.engine.batch_source import targets_for
from core.engine.machine import Program
from core.engine.plan import EVALUATE, GRADIENTS, INFER, Plan
from core.metrics.base import Evidence, chosen
from core.metrics.classes import F1Score, Precision, Recall
from core.text.errors import DataError

CHUNK_VALUES = 1 << 19
"""Values of the largest layer that pass through at once: enough to make a call worth while, few enough for a cache."""
FEWEST, MOST = 64, 16384
"""Samples that pass through at once, at least and at most."""


class ClassReport(Struct, frozen=True):
    """Figures of every class (or of every output that answers for itself), each an array over them.

    `support` counts the samples that truly belong there. `counts` has a row for each true class and a column for each
    answer; None where several classes may be true at once. `classes` are their names, where the data has any.
    """

    classes: tuple[str, ...]
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray
    counts: np.ndarray | None


class Measuring:
    """The half of a trainer that looks and changes nothing."""

    def evaluate(self, split: str = "test") -> dict[str, float]:
        """Loss (with regularisers) and every metric that suits the task or that the project asks for, over a whole
        split, dropout off."""
        loss, evidence = self._seen(split)
        metrics = chosen(self.project.training, self.description.task, self._columns)
        return {"loss": loss} | {metric.key: metric.measure(evidence) for metric in metrics}

    def brief(self, split: str) -> dict[str, float]:
        """Loss, what has a curve (accuracy, or R² and MAE) and the metrics that the project asks for."""
        loss, evidence = self._seen(split)
        usual = (cls() for cls in METRICS.values() if cls.everyday)
        suiting = (metric for metric in (*usual, *self.project.training.metrics)
                   if metric.suits(self.description.task, self._columns))
        return {"loss": loss} | {metric.key: metric.measure(evidence) for metric in suiting}

    def report(self, split: str = "test") -> ClassReport:
        """Precision, recall and F1 of every class; DataError for a task without classes."""
        _, evidence = self._seen(split)
        if not evidence.task.judged:
            raise DataError("A regression has no classes; precision and recall say nothing about it.")
        counts = evidence.counts if evidence.task.exclusive else None
        return ClassReport(self.description.classes, Precision().each(evidence), Recall().each(evidence),
                           F1Score().each(evidence), evidence.hits[2], counts)

    @property
    def _columns(self) -> int:
        return self.check.shapes[self.project.network.nodes[-1].id][-1]

    def _seen(self, split: str) -> tuple[float, Evidence]:
        """The loss over a split, and what metrics are reckoned from."""
        samples = self._split(split)
        if not len(samples.x):
            raise DataError(f"The {split} split holds no samples; give it a share of the data.")
        memory, loss, outputs = self.state_memory, 0.0, []
        kept = memory.cell("loss")
        size = self.samples_at_once
        for start in range(0, len(samples.x), size):
            x, t = samples.x[start:start + size], self._target_rows(split, start, size)
            program = self._program(EVALUATE, len(x))
            program.plan.values["input"].array()[...] = x
            program.plan.target.array()[...] = t.reshape(program.plan.target.shape)
            program.run()
            loss += memory.cell("loss") * len(x)
            outputs.append(program.plan.final.array().reshape(-1, self._columns).copy())
        memory.set_cell("loss", kept)
        logits = program.plan.logits
        boundary = self.project.training.loss.yes_above(logits)
        answers, true = np.concatenate(outputs), self.targets[split]
        if self.description.task.measured:
            answers, true = self.prepared.in_units_of_the_data(answers), self.prepared.true_targets(split)
        return loss / len(samples.x), Evidence(self.description.task, answers, true, boundary, logits)

    @property
    def samples_at_once(self) -> int:
        """Samples that pass through at once, by the size of the largest layer."""
        largest = max(math.prod(shape) for shape in self.check.shapes.values())
        return min(MOST, max(FEWEST, CHUNK_VALUES // largest))

    def _target_rows(self, split: str, start: int, count: int) -> np.ndarray:
        target = self.targets[split]
        each = len(target) // max(1, len(self._split(split).x))
        return target[start * each:(start + count) * each]

    def predict(self, x) -> np.ndarray:
        """Outputs (n, *output shape) for inputs (n, *input shape), both as the data has them: the project's scaling
        applies to what goes in and is taken off what comes out."""
        return self.prepared.in_units_of_the_data(self.outputs(self._fitting(x, "predict")))

    def _fitting(self, x, purpose: str) -> np.ndarray:
        """Samples of the network's input shape, scaled as the project declares."""
        x = np.asarray(x)
        if x.dtype.kind not in "fiub":
            x = np.asarray(x, np.float32)
        shape = self.check.shapes["input"]
        if x.ndim != len(shape) + 1 or x.shape[1:] != shape:
            raise DataError(f"{purpose} takes samples of shape {shape} with one axis in front that counts them, but "
                            f"got an array of {x.shape}.")
        return np.asarray(x, np.float32) if self.prepared.fitted is None else self.prepared.fitted.apply(x)

    def outputs(self, x: np.ndarray) -> np.ndarray:
        """Outputs for inputs that are scaled already."""
        if not len(x):
            return np.zeros((0, *self.check.shapes[self.project.network.nodes[-1].id]), np.float32)
        # Pieces of nearly one size: a small last one would pay for a program of its own.
        size = -(-len(x) // -(-len(x) // self.samples_at_once))
        found = [self._passed(x[start:start + size]) for start in range(0, len(x), size)]
        return found[0] if len(found) == 1 else np.concatenate(found)

    def _passed(self, x: np.ndarray) -> np.ndarray:
        program = self._program(INFER, len(x))
        program.plan.values["input"].array()[...] = x
        program.run()
        return program.plan.values[program.plan.output_key].array().copy()

    def next_step(self) -> dict[str, np.ndarray]:
        """What the next step would add to each weight array, by name; nothing is changed."""
        memory = self.state_memory
        kept, gradients, before = memory.block.copy(), memory.gradients.array().copy(), self.weights()
        machine, _ = self._machine()
        machine.run(1)
        found = {name: memory.weight(name) - before[name] for name in before}
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients
        return found

    def gradients(self, x, y) -> dict[str, np.ndarray]:
        """∂cost/∂w by name for one batch, as the data has it: dropout off, batch statistics in BatchNormalization,
        regularisers included."""
        x = self._fitting(x, "gradients")
        if self.prepared.fitted_targets is not None:
            y = self.prepared.fitted_targets.apply(np.asarray(y, np.float64))
        units = self.check.shapes[self.project.network.nodes[-1].id]
        target = targets_for(np.asarray(y), self.project.training.loss, units, "given")
        plan = Plan(self.project, self.check, self.state_memory, GRADIENTS, len(x))
        if not len(x) or target.size != plan.target.size:
            raise DataError(f"gradients takes a target for each of at least one sample, but got {len(x)} samples and "
                            f"targets of shape {np.shape(y)}.")
        kept, program = self.state_memory.block.copy(), Program(plan)
        program.plan.values["input"].array()[...] = x
        program.plan.target.array()[...] = target.reshape(program.plan.target.shape)
        self.state_memory.gradients.array()[:] = 0
        program.run()
        self.state_memory.block[:] = kept
        return {name: self.state_memory.gradient(name).copy() for name in self.state_memory.entries}

    def _split(self, name: str):
        if name not in ("train", "validation", "test"):
            raise DataError(f"There is no split {name!r}; choose train, validation or test.")
        return self.prepared.split(name)
