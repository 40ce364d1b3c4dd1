"""The first and last instructions of a training plan: picking the batch, and counting steps."""

import numpy as np

from core.augmentations.base import record_all
from core.data.prepare import stay_bytes
from core.datasets.pixels import Pixels
from core.kernels import batch as k
from core.kernels import pixels
from core.tasks.base import Task
from core.text.errors import DataError
from core.text.messages import say


class TrainingSource:
    """Records picking the batch and finishing the step. The arrays must outlive the plan.

    `samples` (n, *shape) float32, or `Pixels` that are kept as bytes, `targets` as `targets_for` makes them, `order`
    int64 (n + marks), `ring` float32. `task` says what counts as a right answer, `augmentation` how samples are
    changed on their way.
    """

    def __init__(self, samples: np.ndarray, targets: np.ndarray, order: np.ndarray, ring: np.ndarray,
                 task: Task | None = None, augmentation: tuple = ()):
        self.samples, self.targets, self.order, self.ring = samples, targets, order, ring
        self.task, self.augmentation = task or Task(), augmentation

    @classmethod
    def blank(cls, project, check, task: Task | None = None) -> "TrainingSource":
        """A source of one empty sample: to see what a project would record."""
        labels, outputs = project.training.loss.labels, check.shapes[project.network.nodes[-1].id][-1]
        targets = np.zeros((1,), np.int32) if labels else np.zeros((1, outputs), np.float32)
        samples = np.zeros((1, *check.shapes["input"]), np.float32)
        if stay_bytes(project.data):
            samples = Pixels(samples.astype(np.uint8), np.zeros(256, np.float32))
        return cls(samples, targets, np.zeros(1 + k.MARKS, np.int64),
                   np.zeros(1, np.float32), task, project.data.augmentation)

    @property
    def epoch_samples(self) -> int:
        """Samples of one epoch."""
        return len(self.samples)

    def record(self, plan) -> None:
        """The next samples into the plan's input and target."""
        recorder = plan.recorder
        recorder.node = "data"
        goal = plan.values["input"]
        x, readers = goal, plan.readers
        if self.augmentation:
            # What is changed on its way has to be copied.
            x, readers = recorder.new("batch", goal.shape), np.zeros(1, np.int64)
        self._pick(plan, x.reshaped(plan.rows, x.size // plan.rows), readers)
        if self.augmentation:
            record_all(self.augmentation, recorder, plan.state, x, goal, float(self.samples.min()),
                       float(self.samples.max()))

    def _pick(self, plan, x, readers) -> None:
        recorder, labels = plan.recorder, self.targets.ndim == 1
        targets, order = recorder.of("targets", self.targets), recorder.of("order", self.order)
        count, stored = recorder.counters(plan.state), getattr(self.samples, "stored", None)
        if stored is not None:
            pick = pixels.pick_pixels_and_labels if labels else pixels.pick_pixels_and_values
            pick(recorder.of("samples", stored.reshape(len(stored), -1)), recorder.of("meaning", self.samples.meaning),
                 targets, order, count, x, plan.target)
            return
        pick = k.pick_labels if labels else k.pick_values
        pick(recorder.of("samples", self.samples.reshape(len(self.samples), -1)), targets, order, count,
             recorder.of("readers", readers), x, plan.target)

    def finish(self, plan) -> None:
        """Keep the loss, count the step."""
        recorder = plan.recorder
        recorder.node = "data"
        k.finish_step(recorder.cell(plan.state, "loss"), recorder.of("losses", self.ring),
                      recorder.counters(plan.state), plan.rows, len(self.samples))


def targets_for(y: np.ndarray, loss, units: tuple[int, ...], split: str) -> np.ndarray:
    """Targets as a loss wants them: int32 class numbers (n,), or float32 rows (n, k)."""
    y = np.asarray(y)
    outputs = units[-1]
    if loss.labels:
        if y.ndim == 2 and y.dtype.kind == "f" and y.shape[1] == outputs and outputs > 1:
            y = y.argmax(1)
        if y.ndim != 1 or y.dtype.kind not in "iu":
            raise DataError(say("{loss} wants class numbers (whole numbers, one a sample) as {split} targets, but "
                                "they are {dtype} of shape {shape}.", loss=say(loss.shown_name()), split=split,
                                dtype=y.dtype, shape=y.shape))
        if len(y) and not 0 <= int(y.min()) <= int(y.max()) < outputs:
            raise DataError(say("The {split} targets hold class {label}, but the network has {outputs} outputs; give "
                                "the last layer one unit a class.", split=split, label=int(y.max()), outputs=outputs))
        return np.ascontiguousarray(y, np.int32)
    if y.ndim == 2:
        if y.shape[1] != outputs:
            raise DataError(say("The {split} targets have {columns} columns, but the network has {outputs} outputs.",
                                split=split, columns=y.shape[1], outputs=outputs))
        return np.ascontiguousarray(y, np.float32)
    if outputs == 1:
        return np.ascontiguousarray(y[:, None], np.float32)
    if len(y) and (y.dtype.kind not in "iu" or not 0 <= int(y.min()) <= int(y.max()) < outputs):
        raise DataError(say("The {split} targets do not fit {outputs} outputs; give class numbers below {outputs}.",
                            split=split, outputs=outputs))
    return np.eye(outputs, dtype=np.float32)[y]
