"""The data set RegressionPlane."""

import numpy as np

from core.datasets.base import Description, Samples
from core.datasets.plane import NOISE, PlaneDataset
from core.declare.parameters import choice
from core.declare.registry import DATASETS
from core.tasks.regression import Regression


def _hills(a, b):
    peak, other, valley = (np.exp(-((a - p) ** 2 + (b - q) ** 2) / 0.18)
                           for p, q in ((-0.5, 0.5), (0.5, -0.5), (0.45, 0.5)))
    return peak + 0.7 * other - valley


SURFACES = {
    "hills": _hills,
    "slope": lambda a, b: (a + b) / 2,
    "waves": lambda a, b: np.sin(np.pi * a) * np.cos(np.pi * b),
}


@DATASETS.member
class RegressionPlane(PlaneDataset):
    """A height for every point of the plane: predict a number instead of a class.

    f is (x₁ + x₂) / 2 for the slope, sin πx₁ cos πx₂ for waves; hills are bells of width 0.3, one of height 1 about
    (−0.5, 0.5), one of 0.7 about (0.5, −0.5) and a hollow of −1 about (0.45, 0.5). σ is the noise; places have none.
    """

    title = "Regression plane"
    formula = r"y = f(x_1, x_2) + \epsilon, \quad \epsilon \sim \mathcal{N}(0, \sigma^2)"
    noise: NOISE = 0.05
    surface: choice(tuple(SURFACES), "Surface", "the shape of the land") = "hills"

    def describe(self):
        return Description.of((2,), Regression(), 1, self.count, ("x₁", "x₂"), target_names=("height",))

    def heights(self, points):
        return SURFACES[self.surface](points[:, 0], points[:, 1])[:, None]

    def load(self):
        rng = np.random.default_rng(self.seed)
        x = rng.uniform(-1, 1, (self.count, 2))
        y = self.heights(x)[:, 0] + rng.standard_normal(self.count) * self.noise
        return Samples.of(x.astype(np.float32), y.astype(np.float32)[:, None])
