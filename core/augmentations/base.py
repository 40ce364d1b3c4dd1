"""The base class of augmentations: a random change of every training sample, different in every step."""

import zlib
from typing import ClassVar

import numpy as np

from core.declare.registry import Declared
from core.kernels import batch as counting
from core.layers.base import shown
from core.ops.tensor_type import TensorType
from core.text.messages import say


class Augmentation(Declared):
    """Stateless: `record(scope)` records a kernel from `scope.x` to `scope.y`, both (n, *shape) and scaled.

    Random numbers come from `scope.stream` and `scope.counters`: they depend on the seed, the step and the sample's
    place in the batch alone. `scope.low` and `scope.high` are the smallest and largest input of the training samples.
    """

    pictures: ClassVar[bool] = True
    """It needs pictures."""

    def record(self, scope) -> None:
        """Record the kernel."""
        raise NotImplementedError

    def misfit(self, sample: TensorType) -> str:
        """Why samples of this type cannot be changed so, in one sentence with the fix, or ""."""
        if self.pictures and not sample.is_picture:
            return say("{augmentation} changes pictures (height × width × channels), but a sample is {shape}; remove "
                       "it from the augmentation.", augmentation=say(self.shown_name()), shape=shown(sample.shape))
        return ""


class AugmentScope:
    """What an augmentation records on: one of several in a row. On arrays in place of tensors kernels run at once."""

    def __init__(self, x, y, counters, place: int, low: float, high: float):
        self.x, self.y, self.counters, self.low, self.high = x, y, counters, low, high
        self.stream = zlib.crc32(f"augmentation {place}".encode()) | 1 << 32

    def row(self, values):
        """All values in one row."""
        return values.reshape(-1) if isinstance(values, np.ndarray) else values.flat


def record_all(augmentations, recorder, state, source, goal, low: float, high: float) -> None:
    """Record every augmentation, one after the other, from the picked batch to the network's input."""
    x = source
    for place, augmentation in enumerate(augmentations):
        final = place == len(augmentations) - 1
        y = goal if final else recorder.new(f"augmented {place}", goal.shape)
        augmentation.record(AugmentScope(x, y, recorder.counters(state), place, low, high))
        x = y


def preview(augmentations, x: np.ndarray, step: int = 0, seed: int = 0, low=None, high=None) -> np.ndarray:
    """What training makes of scaled samples (n, *shape) in one step: for a view. Runs at once."""
    count = np.zeros(16, np.int64)
    count[counting.STEP], count[counting.SEED] = step, seed
    x = np.ascontiguousarray(x, np.float32)
    low, high = float(x.min()) if low is None else low, float(x.max()) if high is None else high
    for place, augmentation in enumerate(augmentations):
        y = np.empty_like(x)
        augmentation.record(AugmentScope(x, y, count, place, low, high))
        x = y
    return x
