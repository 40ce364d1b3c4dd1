"""The data set DigitPairs."""

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import InputPort, TargetPort
from core.datasets.shipped import shipped
from core.declare.parameters import whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import NUMBER, TOKENS, TensorType, usual
from core.tasks.binary import Binary

COUNT, CLASSES, DIGITS = 2500, ("different", "same"), 10


@DATASETS.member
class DigitPairs(Dataset):
    """Two pictures of digits: do they show the same digit or different ones?

    The 5000 pictures of MNIST digits in pairs, each picture in one pair alone, so that what the network is tested on
    it has never seen. Half of the pairs show the same digit; which two different ones meet is drawn.
    """

    title = "Pairs of digits"
    group = "Several inputs"
    noun = "pictures"
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other pairs") = 0

    def describe(self):
        pictures = (InputPort(name, usual((28, 28, 1)), value_range=(0, 255)) for name in ("first", "second"))
        same = TargetPort("same", Binary(), 2, TensorType((), NUMBER, TOKENS, 2), CLASSES)
        return Description(tuple(pictures), (same,), COUNT)

    def load(self):
        digits, rng = shipped("mnist5k"), np.random.default_rng(self.seed)
        each = [rng.permutation(np.flatnonzero(digits.y == digit)) for digit in range(DIGITS)]
        half = min(map(len, each)) // 2
        alike = np.concatenate([places[:half].reshape(-1, 2) for places in each])
        pairs = np.concatenate([alike, _unlike(np.concatenate([places[half:] for places in each]), digits.y, rng)])
        one, other = rng.permuted(pairs, axis=1).T
        return Samples({"first": digits.x[one], "second": digits.x[other]},
                       {"same": (digits.y[one] == digits.y[other]).astype(np.int32)})


def _unlike(places: np.ndarray, y: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pairs (n, 2) of places at which different classes stand: those that are alike are dealt again among all."""
    places = rng.permutation(places)
    pairs = places[:len(places) // 2 * 2].reshape(-1, 2)
    while len(alike := np.flatnonzero(y[pairs[:, 0]] == y[pairs[:, 1]])):
        others = rng.integers(0, len(pairs), len(alike))
        for one, other in zip(alike, others, strict=True):
            pairs[one, 1], pairs[other, 1] = pairs[other, 1], pairs[one, 1]
    return pairs
