"""The data set Gaussians."""

import numpy as np

from core.datasets.plane import PlaneDataset
from core.declare.registry import DATASETS


@DATASETS.member
class Gaussians(PlaneDataset):
    """Two clouds: the easiest task there is, one straight line is enough.

    Both coordinates have the same μ, with − for orange and + for blue. Gaussian noise comes on top, of deviation 0.25
    at 100 %, so that σ² grows by its square.
    """

    title = "Two Gaussians"
    formula = r"x \sim \mathcal{N}(\pm\mu, \sigma^2), \quad \mu = 0.45, \; \sigma = 0.15"

    def points(self, rng, label):
        centre = np.where(label == 1, 0.45, -0.45)[:, None]
        return centre + rng.standard_normal((self.count, 2)) * 0.15
