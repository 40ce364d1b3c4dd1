"""The data set FiveClasses."""

import numpy as np

from core.datasets.plane import PlaneDataset, polar
from core.declare.registry import DATASETS


@DATASETS.member
class FiveClasses(PlaneDataset):
    """A cloud in the middle and four around it, one class each.

    μ₀ is the middle; the others lie in the corners, clockwise from the lower right one. Gaussian noise comes on top,
    of deviation 0.25 at 100 %, so that σ² grows by its square.
    """

    title = "Five classes"
    formula = r"x \sim \mathcal{N}(\mu_c, \sigma^2), \quad |\mu_c| = 0.75 \;\mathrm{where}\; c > 0, \quad \sigma = 0.13"
    colours = ("orange", "blue", "green", "violet", "yellow")

    def points(self, rng, label):
        centre = polar(np.where(label == 0, 0.0, 0.75), label * np.pi / 2 + np.pi / 4)
        return centre + rng.standard_normal((self.count, 2)) * 0.13
