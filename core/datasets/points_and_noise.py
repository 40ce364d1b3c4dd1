"""The data set PointsAndNoise."""

import numpy as np

from core.datasets.base import Dataset, Samples
from core.datasets.plane import DATA_SEED, NOISE
from core.datasets.ports import Description, InputPort
from core.declare.parameters import choice, whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import PLANE, usual
from core.text.errors import DataError

RULES = {"clouds": "Gaussians", "moons": "Moons", "circles": "Circles", "spirals": "Spirals"}


@DATASETS.member
class PointsAndNoise(Dataset):
    """Points of the plane, and a row of noise beside each: what a network that makes points needs.

    Each number z of the noise is drawn for itself. The points are those of the set that is chosen; which class they
    belong to is the target, which a network that makes points does not need.
    """

    title = "Points and noise"
    group = "Several inputs"
    noun = "points"
    formula = r"z \sim \mathcal{N}(0, 1)"
    shape: choice(tuple(RULES), "Points", "the set whose points are to be made") = "moons"
    count: whole(10, 100_000, "Count", "number of samples", scale="log") = 2000
    noise: NOISE = 0.05
    numbers: whole(1, 64, "Numbers of noise", "length of the row beside each point") = 4
    seed: DATA_SEED = 0

    @property
    def points(self) -> Dataset:
        """The data set that the points are taken from."""
        return DATASETS[RULES[self.shape]](count=self.count, noise=self.noise, seed=self.seed)

    def describe(self):
        for _, odd in self.problems():
            raise DataError(f"{odd}.")
        found = self.points.describe()
        names = tuple(f"z{number + 1}" for number in range(self.numbers))
        return Description((InputPort("point", PLANE, found.names), InputPort("noise", usual((self.numbers,)), names)),
                           found.targets, self.count)

    def proposed_scaling(self):
        """None: points and noise are fit to go in as they are."""
        return None

    def load(self):
        points = self.points.load()
        noise = np.random.default_rng([self.seed, 1]).standard_normal((self.count, self.numbers))
        return Samples({"point": points.x, "noise": noise.astype(np.float32)}, points.targets)
