"""What training has measured so far, in few numbers: what stop rules and findings judge by."""

import math

import numpy as np
from msgspec import Struct

MOST_POINTS = 4000
LONGEST_STRETCH = 200
"""Steps after which a point is made though the epoch goes on: an epoch may take an hour."""


class Point(Struct, frozen=True):
    """A stretch of training up to `step` and `epoch`; `seconds` of training had passed then.

    `loss` is the mean over the stretch's batches, `accuracy` the share of right answers among its samples (None
    where there are no classes). `validation` is set where an epoch ended.
    """

    step: int
    epoch: float
    seconds: float
    loss: float
    accuracy: float | None = None
    validation: dict[str, float] | None = None


class Progress:
    """Takes in every tick of a run. `points` are frozen, the oldest first; a long run costs no more than a short one.

    Used by one thread at a time: whoever drives the trainer.
    """

    def __init__(self):
        self.clear()

    def clear(self) -> None:
        """Forget everything: a run from the start."""
        self.points: list[Point] = []
        self.step, self.epoch, self.seconds = 0, 0.0, 0.0
        self._open()

    def _open(self):
        self._total, self._count, self._right, self._seen, self._since = 0.0, 0, 0.0, 0.0, self.step

    def add(self, tick, seconds: float = 0.0) -> None:
        """Take in one tick, which took so many seconds."""
        before = self.epoch
        self._total += float(tick.losses.sum(dtype=np.float64))
        self._count += len(tick.losses)
        if "accuracy" in tick.metrics:
            self._right += tick.metrics["accuracy"] * len(tick.losses)
            self._seen += len(tick.losses)
        self.step, self.epoch, self.seconds = tick.step, tick.epoch, self.seconds + seconds
        ended = math.floor(tick.epoch) > math.floor(before) or tick.validation is not None
        if self._count and (ended or tick.step - self._since >= LONGEST_STRETCH):
            accuracy = self._right / self._seen if self._seen else None
            self.points.append(Point(tick.step, tick.epoch, self.seconds, self._total / self._count, accuracy,
                                     tick.validation))
            self._open()
            if len(self.points) > MOST_POINTS:
                self._thin()

    def _thin(self):
        """The older half keeps every second point; what is best on validation always stays."""
        half, best = len(self.points) // 2, self.best()
        self.points = [point for index, point in enumerate(self.points)
                       if index % 2 or index >= half or point is best]

    def cut(self, step: int) -> None:
        """Back to a moment: forget what came after `step`."""
        self.points = [point for point in self.points if point.step <= step]
        last = self.points[-1] if self.points else Point(0, 0.0, 0.0, math.nan)
        self.step, self.epoch, self.seconds = last.step, last.epoch, last.seconds
        self._open()

    def validated(self) -> list[Point]:
        """The points at which the validation split was measured."""
        return [point for point in self.points if point.validation is not None]

    def best(self) -> Point | None:
        """The point of the smallest validation loss, the first of equals."""
        return min(self.validated(), key=lambda point: point.validation["loss"], default=None)

    def latest(self, metric: str, split: str) -> float | None:
        """The newest "loss" or "accuracy" of the "train" or "validation" split."""
        points = self.points if split == "train" else self.validated()
        if not points:
            return None
        return getattr(points[-1], metric) if split == "train" else points[-1].validation.get(metric)
