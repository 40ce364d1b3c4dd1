"""The data set Moons."""

import numpy as np

from core.datasets.plane import PlaneDataset
from core.declare.registry import DATASETS


@DATASETS.member
class Moons(PlaneDataset):
    """Two crescents that reach into each other.

    m is the point on the first crescent (orange) or the second (blue), with t drawn evenly; it is moved and made
    smaller to fill the same square as all points in the plane. Gaussian noise comes on top, of deviation 0.25 at 100
    %.
    """

    formula = (r"x = \frac{m - (0.5, 0.25)}{1.6}, \quad m = (\cos t, \sin t) \;\mathrm{or}\; (1 - \cos t, 0.5 - \sin t)"
               r", \quad 0 < t < \pi")

    def points(self, rng, label):
        angle = rng.random(self.count) * np.pi
        upper = np.stack([np.cos(angle), np.sin(angle)], 1)
        lower = np.stack([1 - np.cos(angle), 0.5 - np.sin(angle)], 1)
        # Shifted and shrunk from (−1 … 2, −0.5 … 1) to the square that all plane data fill.
        return (np.where(label[:, None] == 1, lower, upper) - (0.5, 0.25)) / 1.6
