"""The data set Circles."""

import numpy as np

from core.datasets.plane import PlaneDataset, polar
from core.declare.registry import DATASETS


@DATASETS.member
class Circles(PlaneDataset):
    """A disk and a ring around it: no straight line parts them.

    Blue is the disk, orange the ring, both filled evenly by area. Gaussian noise comes on top, of deviation 0.25 at
    100 %.
    """

    formula = r"r < 0.5 \;\mathrm{or}\; 0.7 < r < 1, \quad r^2 = x_1^2 + x_2^2"

    def points(self, rng, label):
        low, high = np.where(label == 1, 0.0, 0.7), np.where(label == 1, 0.5, 1.0)
        # Even by area: the square of the radius is uniform.
        radius = np.sqrt(low**2 + rng.random(self.count) * (high**2 - low**2))
        return polar(radius, rng.random(self.count) * 2 * np.pi)
