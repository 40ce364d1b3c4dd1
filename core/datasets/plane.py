"""Shared by the data sets of points in the plane."""

from typing import ClassVar

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.declare.parameters import number, whole
from core.tasks.recognition import telling_apart

SPREAD = 0.25
"""Standard deviation of the points at 100 % noise; the points themselves lie between about −1 and 1."""
NOISE = number(0, 1, "Noise", "spread of every point", display="percent")


DATA_SEED = whole(0, 2**31 - 1, "Data seed", "another seed draws other points")


class PlaneDataset(Dataset):
    """Points drawn at random by a rule. Members say where (`points`) and what the classes are called."""

    group = "Points of the plane"
    noun = "points"
    plane = True
    colours: ClassVar[tuple[str, ...]] = ("orange", "blue")

    count: whole(10, 100_000, "Points", "number of samples", scale="log") = 500
    noise: NOISE = 0.1
    seed: DATA_SEED = 0

    def describe(self):
        classes = len(self.colours)
        return Description.of((2,), telling_apart(classes), classes, self.count, ("x₁", "x₂"), self.colours)

    def proposed_scaling(self):
        """None: the points lie about −1 to 1 as they are."""
        return None

    def points(self, rng: np.random.Generator, label: np.ndarray) -> np.ndarray:
        """(n, 2) places for points of the given classes, before noise."""
        raise NotImplementedError

    def load(self):
        rng = np.random.default_rng(self.seed)
        # Equal shares of every class; dealing into splits shuffles, so the order may be regular.
        label = np.arange(self.count) % len(self.colours)
        x = self.points(rng, label) + rng.standard_normal((self.count, 2)) * (self.noise * SPREAD)
        return Samples.of(x.astype(np.float32), label.astype(np.int32))


def polar(radius: np.ndarray, angle: np.ndarray) -> np.ndarray:
    """(n, 2) points; the angle is in radians, clockwise from the top."""
    return np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)
