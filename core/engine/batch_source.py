"""The first and last instructions of a training plan: picking the batch, and counting steps."""

from collections.abc import Mapping
from typing import Any

import numpy as np

from core.augmentations.base import record_all
from core.data.prepare import stay_bytes
from core.datasets.pixels import Pixels
from core.kernels import batch as k
from core.kernels import pixels
from core.ops.tensor_type import TensorType
from core.project.objectives import aims, port_of
from core.text.errors import DataError
from core.text.messages import say


class TrainingSource:
    """Records picking the batch and finishing the step. The arrays must outlive the plan.

    `samples` holds an array (n, *shape) for each input: float32 or int32 tokens, or `as_bytes` all of them `Pixels`.
    `targets` has an array for each loss as `targets_for` makes them, None where the target is a constant. `order` is
    int64 (n + marks), `ring` float32; `augmentation` says how pictures of the first input are changed on their way.
    """

    def __init__(self, samples: Mapping[str, Any], targets: tuple[np.ndarray | None, ...], order: np.ndarray,
                 ring: np.ndarray, augmentation: tuple = (), as_bytes: bool = False):
        self.samples, self.targets, self.order, self.ring = samples, targets, order, ring
        self.augmentation, self.as_bytes = augmentation, as_bytes

    @classmethod
    def blank(cls, project, check) -> "TrainingSource":
        """A source of one empty sample: to see what a project would record."""
        samples = {port.name: np.zeros((1, *port.type.shape), np.int32 if port.type.is_tokens else np.float32)
                   for port in check.description.inputs}
        as_bytes = stay_bytes(project.data)
        if as_bytes:
            samples = {name: Pixels(array.astype(np.uint8), np.zeros(256, np.float32))
                       for name, array in samples.items()}
        return cls(samples, blank_targets(project, check), np.zeros(1 + k.MARKS, np.int64), np.zeros(1, np.float32),
                   project.data.augmentation, as_bytes)

    @property
    def epoch_samples(self) -> int:
        """Samples of one epoch."""
        return len(next(iter(self.samples.values())))

    def record(self, plan) -> None:
        """The next samples into the plan's inputs and targets."""
        recorder = plan.recorder
        recorder.node = "data"
        goals = {name: plan.values[name] for name in self.samples}
        first = next(iter(goals))
        x, readers = goals[first], plan.readers
        if self.augmentation:
            # What is changed on its way has to be copied.
            goals[first], readers = recorder.new("batch", x.shape), np.zeros(1, np.int64)
        if self._usual and x.dtype == np.float32:
            self._pick_together(plan, goals[first], readers)
        else:
            self._pick_each(plan, goals)
        if self.augmentation:
            samples = self.samples[first]
            record_all(self.augmentation, recorder, plan.state, goals[first], x, float(samples.min()),
                       float(samples.max()))

    @property
    def _usual(self) -> bool:
        """One input and one target, which is a class number or a row: what most networks have."""
        if len(self.samples) != 1 or len(self.targets) != 1 or self.targets[0] is None:
            return False
        target = self.targets[0]
        return target.shape[1:] == (() if target.dtype == np.int32 else target.shape[-1:])

    def _pick_together(self, plan, x, readers) -> None:
        """Input and target by one instruction."""
        recorder, (targets,) = plan.recorder, self.targets
        samples: Any = next(iter(self.samples.values()))
        x, labels = x.reshaped(plan.rows, x.size // plan.rows), plan.targets[0].dtype == np.int32
        from_, order = recorder.of("targets", targets), recorder.of("order", self.order)
        count = recorder.counters(plan.state)
        if self.as_bytes:
            stored = samples.stored
            pick = pixels.pick_pixels_and_labels if labels else pixels.pick_pixels_and_values
            pick(recorder.of("samples", stored.reshape(len(stored), -1)), recorder.of("meaning", samples.meaning),
                 from_, order, count, x, plan.targets[0])
            return
        pick = k.pick_labels if labels else k.pick_values
        pick(recorder.of("samples", samples.reshape(len(samples), -1)), from_, order, count,
             recorder.of("readers", readers), x, plan.targets[0])

    def _pick_each(self, plan, goals) -> None:
        """Every input and every target by an instruction of its own, after the order is dealt."""
        recorder, count = plan.recorder, plan.recorder.counters(plan.state)
        order = recorder.of("order", self.order)
        k.next_order(order, count)
        for name, goal in goals.items():
            pick = _pick_bytes if self.as_bytes else _pick
            pick(recorder, f"samples of {name}", self.samples[name], order, count, goal)
        for number, (array, goal) in enumerate(zip(self.targets, plan.targets, strict=True)):
            if array is not None:
                _pick(recorder, f"targets {number}", array, order, count, goal)

    def count_right(self, plan) -> None:
        """Count the right answers of the main loss, where its target says what is right."""
        judged = plan.judging.of_main
        port = port_of(judged.aim, plan.check.description)
        if port is not None:
            port.task.count_right(plan.values[judged.key], judged.target, plan.recorder.counters(plan.state),
                                  judged.aim.loss, judged.logits, plan.judging.asked.get(judged.number))

    def finish(self, plan) -> None:
        """Keep the loss, count the step."""
        recorder = plan.recorder
        recorder.node = "data"
        k.finish_step(recorder.cell(plan.state, "loss"), recorder.of("losses", self.ring),
                      recorder.counters(plan.state), plan.rows, self.epoch_samples)


def _pick_bytes(recorder, name: str, array: Pixels, order, count, goal) -> None:
    """The rows of an input that is kept as bytes."""
    stored, rows = array.stored, goal.shape[0]
    pixels.pick_pixels(recorder.of(name, stored.reshape(len(stored), -1)), recorder.of("meaning", array.meaning),
                       order, count, goal.reshaped(rows, goal.size // rows))


def _pick(recorder, name: str, array, order, count, goal) -> None:
    """The rows of one array for the next samples."""
    if goal.dtype == np.int32:
        k.pick_whole_numbers(recorder.of(name, array.reshape(-1)), order, count, array.size // len(array), goal.flat)
    else:
        flat = array.reshape(len(array), -1)
        k.pick_numbers(recorder.of(name, flat), order, count, goal.reshaped(goal.size // flat.shape[1], flat.shape[1]))


def blank_targets(project, check) -> tuple[np.ndarray | None, ...]:
    """The target of one sample for each loss, all zeros."""
    found = []
    for aim in aims(project.network, project.training, check.description):
        shape = check.shapes[aim.output]
        empty = np.zeros((1, *shape[:-1]), np.int32) if aim.loss.labels else np.zeros((1, *shape), np.float32)
        found.append(None if aim.constant is not None else empty)
    return tuple(found)


def all_targets(project, check, targets: Mapping[str, np.ndarray], split: str) -> tuple[np.ndarray | None, ...]:
    """The targets of a split for each loss of a project."""
    found: list[np.ndarray | None] = []
    for aim in aims(project.network, project.training, check.description):
        port = port_of(aim, check.description)
        found.append(None if port is None else targets_for(targets[aim.target], aim.loss, check.types[aim.output],
                                                           split, port.gaps))
    return tuple(found)


def targets_for(y: np.ndarray, loss, type_: TensorType, split: str, gaps: bool = False) -> np.ndarray:
    """Targets as a loss wants them beside an output: int32 class numbers (n,), or (n, time) where the output has a row
    for each moment, or float32 rows (n, …, k). With `gaps` a class number may be −1, where nothing is asked."""
    y = np.asarray(y)
    units, moments = type_.shape[-1], type_.moments
    if moments and y.shape[1:2] != moments:
        raise DataError(say("The {split} targets are of shape {shape}, but the network answers for {moments} moments; "
                            "give one target for each.", split=split, shape=y.shape, moments=moments[0]))
    if loss.labels:
        return _labels(y, loss, units, moments, split, -1 if gaps else 0)
    if y.shape[1:] == type_.shape:
        return np.ascontiguousarray(y, np.float32)
    return _values(y, units, moments, split)


def _labels(y: np.ndarray, loss, units: int, moments: tuple, split: str, least: int) -> np.ndarray:
    if y.shape[1:] == (*moments, units) and y.dtype.kind == "f" and units > 1:
        y = y.argmax(-1)
    if y.shape[1:] != moments or y.dtype.kind not in "iu":
        raise DataError(say("{loss} wants class numbers (whole numbers, one a sample) as {split} targets, but "
                            "they are {dtype} of shape {shape}.", loss=say(loss.shown_name()), split=split,
                            dtype=y.dtype, shape=y.shape))
    if y.size and not least <= int(y.min()) <= int(y.max()) < units:
        raise DataError(say("The {split} targets hold class {label}, but the network has {outputs} outputs; give "
                            "the last layer one unit a class.", split=split, label=int(y.max()), outputs=units))
    return np.ascontiguousarray(y, np.int32)


def _values(y: np.ndarray, units: int, moments: tuple, split: str) -> np.ndarray:
    if y.shape[1:] != moments:
        if y.shape[-1] != units:
            raise DataError(say("The {split} targets have {columns} columns, but the network has {outputs} outputs.",
                                split=split, columns=y.shape[-1], outputs=units))
        return np.ascontiguousarray(y, np.float32)
    if units == 1:
        return np.ascontiguousarray(y[..., None], np.float32)
    if y.size and (y.dtype.kind not in "iu" or not 0 <= int(y.min()) <= int(y.max()) < units):
        raise DataError(say("The {split} targets do not fit {outputs} outputs; give class numbers below {outputs}.",
                            split=split, outputs=units))
    return np.eye(units, dtype=np.float32)[y]
