import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.params import number, whole
from core.registry import DATASETS


@DATASETS.member
class Spirals(Dataset):
    """Two arms wound into each other: which arm does a point belong to?"""

    title = "Two spirals"
    formula = r"r = i/n, \; \varphi = 2\pi\,\mathrm{turns}\, r + \pi c"
    group = "Plane"
    count: whole(10, 100000, "Points", "number of samples", scale="log") = 500
    noise: number(0, 1, "Noise", "spread of every point", display="percent") = 0.0
    turns: number(0.25, 4, "Turns", "windings of each arm") = 1.75
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other points") = 0

    def describe(self):
        return Description((2,), "binary", 2, self.count, ("x₁", "x₂"), ("orange", "blue"))

    def load(self):
        rng = np.random.default_rng(self.seed)
        label = np.arange(self.count) % 2
        radius = (np.arange(self.count) // 2 + 0.5) / max(self.count / 2, 1)
        angle = 2 * np.pi * self.turns * radius + np.pi * label
        x = np.stack([radius * np.sin(angle), radius * np.cos(angle)], 1)
        x += rng.standard_normal(x.shape) * self.noise * 0.25
        return Samples(x.astype(np.float32), label.astype(np.int32))
