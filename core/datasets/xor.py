"""The data set XOR."""

import numpy as np

from core.datasets.plane import PlaneDataset
from core.declare.registry import DATASETS


@DATASETS.member
class XOR(PlaneDataset):
    """Four squares: a point is blue where its two signs differ. One neuron cannot solve it.

    c is 1 for blue; ⊕ is true where just one of the two is. Both sizes are drawn evenly from 0.06 to 1, which leaves a
    gap along the axes. Gaussian noise comes on top, of deviation 0.25 at 100 %; the class is that of the place before
    it.
    """

    formula = r"c = (x_1 > 0) \oplus (x_2 > 0)"

    def points(self, rng, label):
        # The classes take turns, so every second point of a class gets the class's other square.
        right = np.where(np.arange(self.count) // 2 % 2 == 0, 1, -1)
        upper = np.where(label == 1, -right, right)
        # A small gap along the axes, so that without noise no point lies on the border.
        return rng.uniform(0.06, 1, (self.count, 2)) * np.stack([right, upper], 1)
