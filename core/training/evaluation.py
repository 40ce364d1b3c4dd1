"""Evaluation, prediction and gradients: passes through the network without learning."""

import math
from collections.abc import Mapping

import numpy as np

from core.datasets.ports import InputPort
from core.declare.registry import METRICS
from core.engine.batch_source import all_targets
from core.engine.machine import Program
from core.engine.plan import EVALUATE, GRADIENTS, INFER, Plan
from core.inspection import free_running
from core.metrics.base import Evidence, chosen
from core.metrics.classes import F1Score, Precision, Recall
from core.project.objectives import asked
from core.text.errors import DataError
from core.training.class_report import ClassReport
from core.training.setup import Setup

CHUNK_VALUES = 1 << 19
"""Values of the largest layer that pass through at once: enough to make a call worth while, few enough for a cache."""
FEWEST, MOST = 64, 16384
"""Samples that pass through at once, at least and at most."""


class Evaluation:
    """What can be said of a network at one moment. Nothing is changed."""

    def __init__(self, setup: Setup):
        self.setup = setup
        self._chosen: tuple = (None, [])
        self._sized: tuple = (None, 0)
        self._named: tuple = (None, None, {})
        self._true: dict[str, tuple] = {}

    def evaluate(self, split: str = "test") -> dict[str, float]:
        """Loss (with regularisers) and every metric that suits the task or that the project asks for, over a whole
        split, dropout off."""
        losses, evidence = self._seen(split)
        if evidence is None:
            return losses
        metrics = chosen(self.setup.project.training, evidence.task, self.setup.columns)
        return losses | _figures(metrics, evidence) | self._running_free(split)

    def _running_free(self, split: str) -> dict[str, float]:
        """The share of series that come out right where the network reads what it has written itself; nothing where the
        true answer is no input."""
        port = self.setup.judged_port
        written = free_running.written(self.setup, self.answers, self._split(split).inputs)
        if port is None or written is None:
            return {}
        true = self._split(split).targets[port.name]
        return {"running_free": float(((written == true) | (true < 0)).all(1).mean())}

    def brief(self, split: str) -> dict[str, float]:
        """Loss, what has a curve (accuracy, or R² and MAE) and the metrics that the project asks for."""
        losses, evidence = self._seen(split)
        if evidence is None:
            return losses
        return losses | _figures(self._usual(evidence.task), evidence)

    def _usual(self, task) -> list:
        """What is measured again and again: chosen once for the project's own list."""
        asked = self.setup.project.training.metrics, task, self.setup.columns
        if self._chosen[0] != asked:
            everyday = (cls() for cls in METRICS.values() if cls.everyday)
            self._chosen = asked, [metric for metric in (*everyday, *asked[0]) if metric.suits(*asked[1:])]
        return self._chosen[1]

    def report(self, split: str = "test") -> ClassReport:
        """Precision, recall and F1 of every class; DataError for a task without classes."""
        _, evidence = self._seen(split)
        if evidence is None or not evidence.task.judged:
            raise DataError("A regression has no classes; precision and recall say nothing about it.")
        counts = evidence.counts if evidence.task.exclusive else None
        return ClassReport(self.setup.description.classes, Precision().each(evidence), Recall().each(evidence),
                           F1Score().each(evidence), evidence.hits[2], counts)

    def evidence(self, split: str) -> Evidence:
        """Outputs and targets of a whole split, as metrics take them; DataError where nothing is to be judged."""
        _, found = self._seen(split)
        if found is None:
            raise DataError("The targets are the same for every sample; there is nothing to judge.")
        return found

    def _seen(self, split: str) -> tuple[dict[str, float], Evidence | None]:
        """The loss over a split, beside it each of several, and what metrics are computed from; None where the targets
        are the same for every sample."""
        samples = self._split(split)
        whole_count = len(samples)
        if not whole_count:
            raise DataError(f"The {split} split holds no samples; give it a share of the data.")
        memory, outputs, asked = self.setup.state_memory, [], []
        names = self._loss_names()
        size = self.samples_at_once
        if whole_count <= size and len(names) == 1:
            program = self.setup.program(EVALUATE, whole_count)
            if not program.plan.judging.counts:
                return self._passed_whole(split, samples, program)
        totals, kept = dict.fromkeys(names, 0.0), {cell: memory.cell(cell) for cell in names.values()}
        weights = dict.fromkeys(names, 0.0)
        for start in range(0, whole_count, size):
            rows = slice(start, start + size)
            inputs = {name: array[rows] for name, array in samples.inputs.items()}
            count = min(size, whole_count - start)
            program = self.setup.program(EVALUATE, count)
            program.plan.feed(inputs)
            program.plan.aim_at([None if target is None else target[rows] for target in self.setup.targets[split]])
            program.run()
            judging = program.plan.judging
            for number, (name, cell) in enumerate(names.items()):
                # A batch counts by what it asks: by its samples, or by its rows where some are filler.
                counted = judging.counts.get(max(number - 1, 0)) if number or len(names) == 1 else None
                weight = count if counted is None else float(counted.array()[0])
                totals[name], weights[name] = totals[name] + memory.cell(cell) * weight, weights[name] + weight
            outputs.append(program.plan.answers())
            rows_asked = judging.asked.get(judging.of_main.number)
            if rows_asked is not None:
                asked.append(rows_asked.array() > 0)
        for cell, value in kept.items():
            memory.set_cell(cell, value)
        losses = {name: total / max(weights[name], 1) for name, total in totals.items()}
        every = np.concatenate(asked) if asked else None
        whole = outputs[0] if len(outputs) == 1 else np.concatenate(outputs)
        return losses, self._evidence(split, whole, program.plan.logits, every)

    def _passed_whole(self, split: str, samples, program: Program) -> tuple[dict[str, float], Evidence | None]:
        """The same where all samples pass at once and count alike. Small networks are measured so after every epoch,
        and to look at them may not cost more than to train them."""
        plan, memory = program.plan, self.setup.state_memory
        kept = memory.cell("loss")
        plan.feed(samples.inputs)
        plan.aim_at(self.setup.targets[split])
        program.run()
        loss = memory.cell("loss")
        memory.set_cell("loss", kept)
        return {"loss": loss}, self._evidence(split, plan.answers(), plan.logits, None)

    def _evidence(self, split: str, answers: np.ndarray, logits: bool, asked: np.ndarray | None) -> Evidence | None:
        aim, port = self.setup.main_aim, self.setup.judged_port
        if port is None:
            return None
        true = self.setup.judged_targets(split)
        if port.task.measured:
            answers = self.setup.prepared.in_units_of_the_data(answers, port.name)
            true = self.setup.prepared.true_targets(split, port=port.name)
        found = Evidence(port.task, answers, true, aim.loss.yes_above(logits), logits, asked,
                         max(len(answers) // max(len(true), 1), 1))
        if asked is None and port.task.exclusive:
            if self._true.get(split, (None,))[0] is not true:
                self._true[split] = true, found.true
            found.true = self._true[split][1]
        return found

    def _loss_names(self) -> dict[str, str]:
        """The cell of the loss, and of each where there are several, by the name that results give it."""
        cells, aims = self.setup.state_memory.objectives, self.setup.aims
        if self._named[0] is cells and self._named[1] is aims:
            return self._named[2]
        outputs = [aim.output for aim in aims]
        found = {"loss": "loss"}
        for aim, cell in zip(aims, cells, strict=False):
            alone = outputs.count(aim.output) == 1
            found[f"{aim.output}_loss" if alone else f"{aim.output}_{aim.target}_loss"] = cell
        self._named = cells, aims, found
        return found

    @property
    def samples_at_once(self) -> int:
        """Samples that pass through at once, by the size of the largest layer."""
        if self._sized[0] is not self.setup.check:
            largest = max(math.prod(shape) for shape in self.setup.check.shapes.values())
            self._sized = self.setup.check, min(MOST, max(FEWEST, CHUNK_VALUES // largest))
        return self._sized[1]

    def predict(self, x) -> np.ndarray | dict[str, np.ndarray]:
        """Outputs (n, *output shape) for inputs (n, *input shape), both as the data has them: the project's scaling
        applies to what goes in and is taken off what comes out. With several inputs `x` is a dict by the names of the
        ports; with several outputs the answer is a dict by the ids of their blocks."""
        found = self.answers(self.scaled(x))
        found = {id: self.in_units_of_the_data(id, values) for id, values in found.items()}
        return found if len(found) > 1 else next(iter(found.values()))

    def scaled(self, x) -> dict[str, np.ndarray]:
        """Samples of the network's inputs as it gets them, from what the data have; DataError where they do not fit."""
        return self._fitting(x, "predict")

    def in_units_of_the_data(self, output: str, values: np.ndarray) -> np.ndarray:
        """Values of an output as they would be had its target not been scaled."""
        port = asked(self.setup.aims, self.setup.description).get(output)
        return values if port is None else self.setup.prepared.in_units_of_the_data(values, port.name)

    def _fitting(self, x, purpose: str) -> dict[str, np.ndarray]:
        """Samples of the network's inputs, scaled as the project declares."""
        ports = self.setup.description.inputs
        given = x if isinstance(x, Mapping) else {ports[0].name: x}
        if given.keys() != {port.name for port in ports}:
            names = ", ".join(port.name for port in ports)
            raise DataError(f"{purpose} takes an array for each of the inputs {names}; it got "
                            f"{', '.join(map(str, given)) or 'none'}.")
        found = {port.name: self._fitted(np.asarray(given[port.name]), port, purpose) for port in ports}
        if len({len(array) for array in found.values()}) > 1:
            raise DataError(f"{purpose} takes the same number of samples for every input.")
        return found

    def _fitted(self, x: np.ndarray, port: InputPort, purpose: str) -> np.ndarray:
        shape, fitted = port.type.shape, self.setup.prepared.scalings.get(port.name)
        if not x.shape or x.shape[1:] != shape:
            raise DataError(f"{purpose} takes samples of shape {shape} with one axis in front that counts them, but "
                            f"got an array of {x.shape}.")
        if port.type.is_tokens:
            if x.size and not 0 <= x.min() <= x.max() < port.type.vocabulary:
                raise DataError(f"{purpose} takes tokens from 0 to {port.type.vocabulary - 1} as {port.name}.")
            return np.asarray(x, np.int32)
        if fitted is None:
            return np.asarray(x, np.float32)
        return fitted.apply(x if x.dtype.kind in "fiub" else np.asarray(x, np.float32))

    def outputs(self, x: Mapping[str, np.ndarray] | np.ndarray) -> np.ndarray:
        """What the main loss judges, for inputs that are scaled already: by their ports, or the array of the only one.
        """
        found = self.answers(x if isinstance(x, Mapping) else {self.setup.description.inputs[0].name: x})
        return found.get(self.setup.main_aim.output, next(iter(found.values())))

    def answers(self, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        """Every output by the id of its block, for inputs that are scaled already."""
        count, ids = len(next(iter(inputs.values()))), self.setup.project.network.answers
        if not count:
            return {id: np.zeros((0, *self.setup.check.shapes[id]), np.float32) for id in ids}
        # Pieces of nearly one size: a small last one would pay for a program of its own.
        size = -(-count // -(-count // self.samples_at_once))
        found = [self._passed({name: x[start:start + size] for name, x in inputs.items()})
                 for start in range(0, count, size)]
        return found[0] if len(found) == 1 else {id: np.concatenate([part[id] for part in found]) for id in ids}

    def _passed(self, inputs: Mapping[str, np.ndarray]) -> dict[str, np.ndarray]:
        program = self.setup.program(INFER, len(next(iter(inputs.values()))))
        program.plan.feed(inputs)
        program.run()
        return {id: program.plan.values[id].array().copy() for id in self.setup.project.network.answers}

    def next_steps(self, count: int = 1) -> list[dict[str, np.ndarray]]:
        """What each of the next steps would add to each weight array, by name; nothing is changed. One after which a
        number is not finite is the last."""
        memory, going = self.setup.state_memory, True
        found: list[dict[str, np.ndarray]] = []
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        machine, _ = self.setup.machine()
        while going and len(found) < count:
            before = memory.weights()
            going = bool(machine.run(1)) and not machine.failed
            found.append({name: memory.weight(name) - before[name] for name in before})
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients
        return found

    def gradients(self, x, y=None) -> dict[str, np.ndarray]:
        """∂cost/∂w by name for one batch, as the data has it: dropout off, batch statistics in BatchNormalization,
        regularisers included. Of several updates each weight has the gradient of the one that moves it."""
        inputs = self._fitting(x, "gradients")
        rows = len(next(iter(inputs.values())))
        targets = all_targets(self.setup.project, self.setup.check, self._given_targets(y), "given")
        if not rows or any(target is not None and len(target) != rows for target in targets):
            raise DataError(f"gradients takes a target for each of at least one sample, but got {rows} samples and "
                            f"targets of shape {np.shape(y)}.")
        program = Program(Plan(self.setup.project, self.setup.check, self.setup.state_memory, GRADIENTS, rows))
        kept = self.setup.state_memory.block.copy()
        program.plan.feed(inputs)
        program.plan.aim_at(targets)
        self.setup.state_memory.gradients.array()[:] = 0
        program.run()
        self.setup.state_memory.block[:] = kept
        return {name: self.setup.state_memory.gradient(name).copy() for name in self.setup.state_memory.entries}

    def _given_targets(self, y) -> dict[str, np.ndarray]:
        ports = self.setup.description.targets
        arrays = y if isinstance(y, Mapping) else {ports[0].name if ports else "": y}
        given = {} if y is None else arrays
        if given.keys() != {port.name for port in ports}:
            raise DataError(f"gradients takes a target for each of {', '.join(port.name for port in ports)}; it got "
                            f"{', '.join(map(str, given)) or 'none'}.")
        scaled = self.setup.prepared.target_scalings
        return {name: scaled[name].apply(np.asarray(array, np.float64)) if name in scaled else np.asarray(array)
                for name, array in given.items()}

    def _split(self, name: str):
        if name not in ("train", "validation", "test"):
            raise DataError(f"There is no split {name!r}; choose train, validation or test.")
        return self.setup.prepared.split(name)


def _figures(metrics, evidence: Evidence) -> dict[str, float]:
    """What each metric says; one that is undefined over these samples is left out."""
    found = {metric.key: metric.measure(evidence) for metric in metrics}
    return {key: value for key, value in found.items() if value is not None}
