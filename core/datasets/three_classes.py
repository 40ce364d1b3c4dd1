"""The data set ThreeClasses."""

import numpy as np

from core.datasets.plane import PlaneDataset, polar
from core.declare.registry import DATASETS


@DATASETS.member
class ThreeClasses(PlaneDataset):
    """A whirl of three arms, one class each.

    u is drawn evenly from 0 to 1; φ is an angle clockwise from the top, so that x₁ = r sin φ and x₂ = r cos φ; c is
    the number of the class, from 0. Gaussian noise comes on top, of deviation 0.25 at 100 %.
    """

    title = "Three classes"
    formula = r"r = \sqrt{u}, \; \varphi = \frac{2\pi}{3} (c + 1.8\, r)"
    colours = ("orange", "blue", "green")

    def points(self, rng, label):
        radius = np.sqrt(rng.random(self.count))
        return polar(radius, 2 * np.pi / 3 * (label + 1.8 * radius))
