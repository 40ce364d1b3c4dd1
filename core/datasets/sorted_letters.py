"""The data set SortedLetters."""

from itertools import product

import numpy as np

from core.datasets.base import Dataset, Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.declare.parameters import whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import STEPS, TOKENS, TensorType
from core.tasks.next_token import NextToken


@DATASETS.member
class SortedLetters(Dataset):
    """Three letters and then the same in order, in one line: a text of which every possible one is there.

    What stands before the first sorted letter cannot be foreseen, so nothing is asked there.
    """

    title = "Sorted letters"
    group = "Made series"
    noun = "series"
    letters: whole(2, 6, "Letters", "how many letters are to be sorted", unit="letters") = 3
    kinds: whole(2, 6, "Kinds", "how many different letters there are") = 3

    @property
    def opening(self):
        return ("ABCDEF"[:self.kinds][::-1] * self.letters)[:self.letters]

    def describe(self):
        names = tuple("ABCDEF"[:self.kinds])
        kind = TensorType((2 * self.letters - 1,), STEPS, TOKENS, self.kinds)
        asked = TargetPort(TARGET, NextToken(), self.kinds, kind, names, gaps=True)
        return Description((InputPort(INPUT, kind, tokens=names),), (asked,), self.kinds**self.letters)

    def load(self):
        rows = np.array(list(product(range(self.kinds), repeat=self.letters)), np.int32)
        lines = np.concatenate([rows, np.sort(rows, 1)], 1)
        asked = lines[:, 1:].copy()
        asked[:, :self.letters - 1] = -1
        return Samples.of(np.ascontiguousarray(lines[:, :-1]), asked)

    def proposed_scaling(self):
        """None: tokens are names."""
        return None
