import numpy as np

from core.datasets.plane import PlaneDataset
from core.registry import DATASETS


@DATASETS.member
class Gaussians(PlaneDataset):
    """Two clouds: the easiest task there is, one straight line is enough."""

    title = "Two Gaussians"
    formula = r"x \sim \mathcal{N}(\pm\mu, \sigma)"

    def points(self, rng, label):
        centre = np.where(label == 1, 0.45, -0.45)[:, None]
        return centre + rng.standard_normal((self.count, 2)) * 0.15
