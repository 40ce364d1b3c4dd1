"""A regression over the plane as a surface, beside the records and, where the data know it, the true surface."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need


class Surface(Struct, frozen=True):
    """Heights over a grid of the plane from `low` to `high` (2,), in the units of the data: `answers` (size, size), row
    0 at the largest x₂, and `truth` of the same shape without noise, None where the data do not know it. `points`
    (n, 2) are records with their `targets`, what is answered there (`said`) and whether they were `held_out`, all (n,).
    """

    low: np.ndarray
    high: np.ndarray
    answers: np.ndarray
    truth: np.ndarray | None
    points: np.ndarray
    targets: np.ndarray
    said: np.ndarray
    held_out: np.ndarray

    @property
    def error(self) -> float:
        """The root of the mean squared error over the records that were held out, or over all where none were."""
        asked = self.held_out if self.held_out.any() else np.ones(len(self.points), bool)
        return float(np.sqrt(np.square(self.said[asked] - self.targets[asked], dtype=np.float64).mean()))

    @property
    def gap(self) -> float | None:
        """The same against the true surface, over the grid where records lie; None where that is not known."""
        if self.truth is None:
            return None
        off = self.answers - self.truth
        return float(np.sqrt(np.square(off[self._among(self.points)], dtype=np.float64).mean()))

    def _among(self, points: np.ndarray) -> tuple[slice, slice]:
        """Rows and columns of the grid between the outermost records."""
        size = len(self.answers)
        share = (np.stack([points.min(0), points.max(0)]) - self.low) / (self.high - self.low) * (size - 1)
        (left, bottom), (right, top) = np.ceil(share[0]).astype(int), np.floor(share[1]).astype(int)
        return slice(size - 1 - top, size - bottom), slice(left, right + 1)


class RegressionSurface(Need, frozen=True):
    """The surface of one output over the plane; None where no amount is asked over a plane."""

    size: int
    output: int = 0
    limit: int = 150

    def read(self, inspector):
        trainer, plane = inspector.trainer, inspector.plane(self.size)
        port = trainer.judged_port
        if plane is None or port is None or not port.task.measured or self.output >= len(plane.output):
            return None
        points, targets, said, held = [], [], [], []
        for split in ("train", "validation"):
            count = min(self.limit, len(trainer.prepared.split(split)))
            if not count:
                continue
            points.append(trainer.prepared.before_scaling(split)[:count, :2])
            targets.append(np.asarray(inspector.targets(split))[:count, self.output])
            said.append(inspector.predictions(split, self.limit)[:count, self.output])
            held.append(np.full(count, split != "train"))
        xs, ys = (np.linspace(low, high, self.size) for low, high in zip(plane.low, plane.high, strict=True))
        square = np.stack(np.meshgrid(xs, ys[::-1]), -1).reshape(-1, 2)
        truth = trainer.project.data.dataset.heights(square)
        return Surface(plane.low, plane.high, plane.output[self.output],
                       None if truth is None else truth[:, self.output].reshape(self.size, self.size),
                       *(np.concatenate(one) for one in (points, targets, said, held)))
