"""Computes what views need, on the training thread, from the current weights."""

import math
from weakref import proxy

import numpy as np

from core.data.split import SPLITS
from core.engine.machine import Program
from core.engine.plan import GRADIENTS, INSPECT, Plan
from core.inspection.needs import ConfusionCounts, Histogram, Plane, Sample, Slope
from core.inspection.own_samples import OWN, find
from core.ops.weight_sheet import Sheet
from core.text.errors import DataError
from core.text.messages import say

KINDS = ("", "z")
"""What a sample's way shows: outputs, and values before the activation."""
GRADIENT_ROWS = 64
"""Training samples, evenly chosen, over which gradients are looked at."""


class Inspector:
    """Results are kept until `refresh`, so that two needs share one pass through the network."""

    def __init__(self, trainer):
        self.trainer = proxy(trainer)  # which owns this
        self._programs: dict[int, Program] = {}
        self._results: dict = {}
        self._slopes: Program | None = None
        self._kept: dict = {}
        self.jobs: dict = {}
        """What goes on from one look to the next, by its need."""
        self._grid = None

    def refresh(self) -> None:
        """Forget the results of the last moment."""
        self._results.clear()

    def once(self, key, compute):
        """What `compute` gives, computed once for all that look at the present moment."""
        if key not in self._results:
            self._results[key] = compute()
        return self._results[key]

    def kept_program(self, key, make) -> Program:
        """A program that a need records once for this network."""
        if key not in self._kept:
            self._kept[key] = make()
        return self._kept[key]

    def program(self, rows: int) -> Program:
        """A pass over so many records in which everything is kept."""
        trainer = self.trainer
        if rows not in self._programs:
            self._programs[rows] = Program(Plan(trainer.project, trainer.check, trainer.state_memory, INSPECT, rows))
        return self._programs[rows]

    def weight(self, name: str):
        """A copy of one weight array, or None where there is none of that name."""
        memory = self.trainer.state_memory
        return _frozen(memory.weight(name)) if name in memory.entries else None

    def sheet(self, name: str, outputs, inputs, pooled):
        """A part of one weight array laid out flat, or None where there is none of that name."""
        memory = self.trainer.state_memory
        entry = memory.entries.get(name)
        if entry is None:
            return None
        return _locked(Sheet.of(entry.weight).cut(memory.weight(name), outputs, inputs, pooled))

    def _has(self, name: str, index: tuple[int, ...]) -> bool:
        entry = self.trainer.state_memory.entries.get(name)
        return entry is not None and entry.weight.has(index)

    def number(self, name: str, index: tuple[int, ...]):
        """One number of a weight array, or None where there is no such place."""
        return float(self.trainer.state_memory.weight(name)[index]) if self._has(name, index) else None

    def slope(self, name: str, index: tuple[int, ...]):
        """∂cost/∂w of one number over evenly chosen training samples; None where there is no such place."""
        if not self._has(name, index):
            return None
        values = self.trainer.state_memory.weight(name)
        largest = max(float(values.max()), -float(values.min()))
        gradient = float(self.once("gradients", self._gradients)[name][index])
        return Slope(gradient, largest if math.isfinite(largest) else 0.0)

    def _gradients(self) -> dict[str, np.ndarray]:
        trainer, memory = self.trainer, self.trainer.state_memory
        samples = trainer.prepared.train
        chosen = np.unique(np.linspace(0, len(samples) - 1, min(GRADIENT_ROWS, len(samples))).astype(np.int64))
        if self._slopes is None:
            self._slopes = Program(Plan(trainer.project, trainer.check, memory, GRADIENTS, len(chosen)))
        # A pass with gradients moves batch statistics and losses: they are put back.
        kept, before = memory.block.copy(), memory.gradients.array().copy()
        memory.gradients.array()[:] = 0
        self._slopes.plan.feed(samples.chosen(chosen).inputs)
        self._slopes.plan.aim_at([None if one is None else one[chosen] for one in trainer.targets["train"]])
        self._slopes.run()
        found = {name: _frozen(memory.gradient(name)) for name in memory.entries}
        memory.block[:] = kept
        memory.gradients.array()[:] = before
        return found

    def histogram(self, name: str, bins: int):
        """The spread of one weight array now and at the start, over edges that fit both."""
        memory = self.trainer.state_memory
        if name not in memory.entries:
            return None
        now, start = memory.weight(name).reshape(-1), self.trainer.initial[name].reshape(-1)
        largest = max(float(np.abs(now).max(initial=0)), float(np.abs(start).max(initial=0)), 1e-6)
        edge = _round_up(largest)
        edges = np.linspace(-edge, edge, bins + 1)
        return Histogram(edges, np.histogram(now, edges)[0], np.histogram(start, edges)[0],
                         float(now.mean(dtype=np.float64)), float(now.std(dtype=np.float64)),
                         float(start.std(dtype=np.float64)))

    def sample(self, split: str, index: int):
        """One sample on its way through the network, or None where the split has no such sample; one of a person's own
        (`core.inspection.own_samples`) has no targets."""
        return self.once(("sample", split, index), lambda: self._sample(split, index))

    def kept(self, split: str, index: int, node: str, name: str):
        """What a block keeps by a name of its own while it computes one sample: (…) without the batch axis, which is
        the first one; None where there is nothing of that name."""
        self._results.pop(("sample", split, index), None)  # another sample may have passed since
        if self.sample(split, index) is None:
            return None
        plan = self.program(1).plan
        found = plan.scopes[node].memory(name) if node in plan.scopes else None
        return None if found is None else _frozen(found.array())

    def _sample(self, split, index):
        trainer, prepared = self.trainer, self.trainer.prepared
        if split == OWN:
            own = find(index)
            if own is None or any(port.name not in own or own[port.name].shape != port.type.shape
                                  for port in trainer.description.inputs):
                return None
            inputs = {port.name: own[port.name] for port in trainer.description.inputs}
            rows, targets = trainer.evaluation.scaled({port: x[None] for port, x in inputs.items()}), {}
        else:
            samples = prepared.split(split)
            if not 0 <= index < len(samples):
                return None
            rows = {name: x[index:index + 1] for name, x in samples.inputs.items()}
            inputs = {port: prepared.before_scaling(split, index, port) for port in samples.inputs}
            targets = {port: prepared.true_targets(split, index, port) for port in samples.targets}
        return self._passed(rows, {port: _frozen(x) for port, x in inputs.items()}, targets)

    def _passed(self, rows, inputs, targets):
        """What the network computes for one sample, with its inputs and targets as the data have them."""
        trainer, program = self.trainer, self.program(1)
        program.plan.feed(rows)
        program.run()
        outputs, before = {}, {}
        for key, tensor in program.plan.values.items():
            node, _, kind = key.partition(":")
            if kind in KINDS:
                (before if kind else outputs)[node] = _frozen(tensor.array()[0])
        labels = {port.name for port in trainer.description.targets if port.type.is_label}
        targets = {port: int(one) if port in labels else _frozen(one) for port, one in targets.items()}
        ids = dict.fromkeys((trainer.main_aim.output, *trainer.project.network.answers))
        answers = {id: _frozen(trainer.evaluation.in_units_of_the_data(id, outputs[id])) for id in ids}
        masks = {key: _frozen(mask.array()[0]) for key, mask in program.plan.masks.items() if ":" not in key}
        return Sample(inputs, targets, outputs, before, answers, masks)

    def targets(self, split: str):
        """The targets of a split, before scaling; they never change."""
        port = self.trainer.judged_port
        return _frozen(self.trainer.prepared.true_targets(split, port=port.name if port else ""))

    def inputs(self, split: str, indices: tuple[int, ...], port: str = ""):
        """Some samples of a split, before scaling."""
        count = len(self.trainer.prepared.split(split))
        chosen = np.array([index for index in indices if 0 <= index < count], np.int64)
        return _frozen(self.trainer.prepared.before_scaling(split, chosen, port))

    def plane(self, size: int):
        """Every unit over the input plane; None unless a sample is two numbers."""
        if not self.trainer.description.over_plane:
            return None
        return self.once(("plane", size), lambda: self._plane(size))

    def _plane(self, size):
        low, high, grid = self._points(size)
        fitted = self.trainer.prepared.fitted
        program = self.program(size * size)
        port = self.trainer.description.inputs[0].name
        if self.trainer.description.from_plane:
            grid = self.trainer.project.data.of_plane(grid)
        program.plan.feed({port: grid if fitted is None else fitted.apply(grid)})
        program.run()
        maps, types = {}, self.trainer.check.types
        for key, tensor in program.plan.values.items():
            if key in types and types[key].is_row:
                maps[key] = _frozen(tensor.array().T.reshape(-1, size, size))
        maps[port] = _frozen(grid.T.reshape(-1, size, size).astype(np.float32))
        key = program.plan.output_key
        maps[key] = _frozen(self._answers(maps[key].reshape(len(maps[key]), -1).T).T.reshape(-1, size, size))
        return Plane(low, high, maps, maps[program.plan.output_key])

    def _answers(self, outputs: np.ndarray) -> np.ndarray:
        """Outputs (n, k) in the units of the data, float32 for a picture."""
        return self.trainer.evaluation.in_units_of_the_data(self.trainer.main_aim.output, outputs).astype(np.float32)

    def _points(self, size):
        """The plane around all samples, with a little air; the same for every moment."""
        if self._grid is None or self._grid[0] != size:
            prepared = self.trainer.prepared
            x = np.concatenate([prepared.before_scaling(split)[:, :2] for split in SPLITS])
            middle, reach = (x.max(0) + x.min(0)) / 2, max(float(np.ptp(x, axis=0).max()) / 2, 1e-3) * 1.1
            low, high = middle - reach, middle + reach
            xs, ys = np.linspace(low[0], high[0], size), np.linspace(high[1], low[1], size)
            grid = np.stack(np.meshgrid(xs, ys), -1).reshape(-1, 2)
            self._grid = (size, low, high, grid)
        return self._grid[1:]

    def predictions(self, split: str, limit: int):
        """Outputs for the first samples of a split, in the units of the data."""
        trainer = self.trainer
        evaluation, output = trainer.evaluation, trainer.main_aim.output
        return self.once(("predictions", split, limit), lambda: _frozen(evaluation.in_units_of_the_data(
            output, evaluation.outputs(trainer.prepared.split(split).chosen(slice(0, limit)).inputs))))

    def answers(self, output: str, split: str, limit: int):
        """The values of an output block for the first samples of a split; None where it is no output."""
        trainer = self.trainer
        if output not in trainer.project.network.answers:
            return None
        found = self.once(("answers", split, limit), lambda: trainer.evaluation.answers(
            trainer.prepared.split(split).chosen(slice(0, limit)).inputs))
        return _frozen(found[output])

    def confusion(self, split: str):
        """Counts of true class against answer; None where the task has no classes or the split no samples."""
        port, samples = self.trainer.judged_port, self.trainer.prepared.split(split)
        if port is None or not port.task.exclusive or not len(samples) or not port.type.is_tokens or port.type.shape:
            return None
        return self.once(("confusion", split), lambda: self._confusion(split, port, samples.targets[port.name]))

    def _confusion(self, split, port, true):
        if not self.trainer.check.types[self.trainer.main_aim.output].is_row:
            raise DataError(say("The network's output is no row of classes."))
        outputs = self.predictions(split, len(true))
        answers = outputs.argmax(1) if outputs.shape[1] > 1 else (outputs[:, 0] > self._half()).astype(np.int64)
        classes = port.outputs
        counts = np.zeros((classes, classes), np.int64)
        np.add.at(counts, (true, answers), 1)
        return ConfusionCounts(_frozen(counts), np.flatnonzero(answers != true), _frozen(answers))

    def _half(self) -> float:
        """The output above which a single unit says yes."""
        loss = self.trainer.main_aim.loss
        return loss.yes_above(loss.from_logits)


def _round_up(value: float) -> float:
    """The next of 1, 1.5, 2, 3, 5, 7 times a power of ten: edges that seldom move."""
    power = 10.0 ** np.floor(np.log10(value))
    return float(next(step * power for step in (1, 1.5, 2, 3, 5, 7, 10) if step * power >= value * 0.999999))


def _frozen(array: np.ndarray) -> np.ndarray:
    return _locked(np.array(array))


def _locked(array: np.ndarray) -> np.ndarray:
    array.flags.writeable = False
    return array
