import numpy as np

from core.datasets.plane import NOISE, PlaneDataset, polar
from core.params import number
from core.registry import DATASETS


@DATASETS.member
class Spirals(PlaneDataset):
    """Two arms wound into each other: which arm does a point belong to?"""

    title = "Two spirals"
    formula = r"r = \sqrt{u}, \; \varphi = 2\pi\,\mathrm{turns}\, r + \pi c"
    noise: NOISE = 0.0
    turns: number(0.25, 4, "Turns", "windings of each arm") = 1.75

    def points(self, rng, label):
        # The root spreads the points evenly along the arm; r itself would crowd them at the centre.
        radius = np.sqrt(rng.random(self.count))
        return polar(radius, 2 * np.pi * self.turns * radius + np.pi * label)
