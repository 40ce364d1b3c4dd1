import numpy as np

from core.datasets.plane import PlaneDataset
from core.registry import DATASETS


@DATASETS.member
class Moons(PlaneDataset):
    """Two crescents that reach into each other."""

    formula = r"(\cos t, \sin t) \;\mathrm{and}\; (1 - \cos t, \frac{1}{2} - \sin t), \; 0 < t < \pi"

    def points(self, rng, label):
        angle = rng.random(self.count) * np.pi
        upper = np.stack([np.cos(angle), np.sin(angle)], 1)
        lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], 1)
        # Shifted and shrunk from (−1 … 2, −0.5 … 1) to the square that all plane data fill.
        return (np.where(label[:, None] == 1, lower, upper) - (0.5, 0.25)) / 1.6
