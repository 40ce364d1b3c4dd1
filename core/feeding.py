"""What a training plan begins and ends with: the batch, and the count."""

import numpy as np

from core.errors import DataError
from core.kernels import data as k


class TrainingSource:
    """Records picking the batch and finishing the step."""

    def __init__(self, trainer):
        self.trainer = trainer

    def record(self, plan) -> None:
        """The next samples into the plan's input and target."""
        recorder = plan.recorder
        recorder.node = "data"
        x_all = self.trainer.prepared.train.x
        x_all = recorder.of("samples", x_all.reshape(len(x_all), -1))
        target = self.trainer.targets["train"]
        t_all = recorder.of("targets", target)
        order = recorder.of("order", self.trainer.order)
        pick = k.pick_labels if target.ndim == 1 else k.pick_values
        x = plan.values["input"]
        x = x.reshaped(plan.rows, x.size // plan.rows)
        pick(x_all, t_all, order, recorder.counters(plan.state), x, plan.target)

    def finish(self, plan) -> None:
        """Keep the loss, count the step."""
        recorder = plan.recorder
        recorder.node = "data"
        k.finish_step(recorder.cell(plan.state, "loss"), recorder.of("losses", self.trainer.ring),
                      recorder.counters(plan.state), plan.rows, len(self.trainer.prepared.train.x))


def targets_for(y: np.ndarray, loss, units: tuple[int, ...], split: str) -> np.ndarray:
    """Targets as a loss wants them: int32 class numbers (n,), or float32 rows (n, k)."""
    y = np.asarray(y)
    outputs = units[-1]
    if loss.labels:
        if y.ndim == 2 and y.dtype.kind == "f" and y.shape[1] == outputs and outputs > 1:
            y = y.argmax(1)
        if y.ndim != 1 or y.dtype.kind not in "iu":
            raise DataError(f"{loss.shown_name()} wants class numbers (whole numbers, one a sample) as {split} targets, "
                            f"but they are {y.dtype} of shape {y.shape}.")
        if len(y) and not 0 <= int(y.min()) <= int(y.max()) < outputs:
            raise DataError(f"The {split} targets hold class {int(y.max())}, but the network has {outputs} outputs; "
                            "give the last layer one unit a class.")
        return np.ascontiguousarray(y, np.int32)
    if y.ndim == 2:
        if y.shape[1] != outputs:
            raise DataError(f"The {split} targets have {y.shape[1]} columns, but the network has {outputs} outputs.")
        return np.ascontiguousarray(y, np.float32)
    if outputs == 1:
        return np.ascontiguousarray(y[:, None], np.float32)
    if len(y) and (y.dtype.kind not in "iu" or not 0 <= int(y.min()) <= int(y.max()) < outputs):
        raise DataError(f"The {split} targets do not fit {outputs} outputs; give class numbers below {outputs}.")
    return np.eye(outputs, dtype=np.float32)[y]
