"""The data set Spirals."""

import numpy as np

from core.datasets.plane import NOISE, PlaneDataset, polar
from core.declare.parameters import number
from core.declare.registry import DATASETS


@DATASETS.member
class Spirals(PlaneDataset):
    """Two arms wound into each other: which arm does a point belong to?

    u is drawn evenly from 0 to 1; φ is an angle clockwise from the top, so that x₁ = r sin φ and x₂ = r cos φ; c is 0
    for orange and 1 for blue. Gaussian noise comes on top, of deviation 0.25 at 100 %.
    """

    title = "Two spirals"
    formula = r"r = \sqrt{u}, \; \varphi = 2\pi\,\mathrm{turns}\, r + \pi c"
    noise: NOISE = 0.0
    turns: number(0.25, 4, "Turns", "windings of each arm") = 1.75

    def points(self, rng, label):
        # The root spreads the points evenly along the arm; r itself would crowd them at the centre.
        radius = np.sqrt(rng.random(self.count))
        return polar(radius, 2 * np.pi * self.turns * radius + np.pi * label)
