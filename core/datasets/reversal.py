"""The data set Reversal."""

import numpy as np

from core.datasets.token_rows import Rewriting
from core.declare.parameters import whole
from core.declare.registry import DATASETS


@DATASETS.member
class Reversal(Rewriting):
    """Letters that are to be written backwards: what was read first comes last."""

    title = "Reversal"
    reading = writing = "abcdefgh"
    length: whole(2, 64, "Letters", "how many letters a row has", unit="letters") = 8

    @property
    def lengths(self):
        return self.length, self.length

    def pairs(self, rng):
        rows = drawn_rows(rng, self.reading, self.count, self.length)
        return rows, [row[::-1] for row in rows]


def drawn_rows(rng: np.random.Generator, signs: str, count: int, length: int) -> list[str]:
    """Texts of signs that are drawn one by one."""
    return ["".join(signs[number] for number in row) for row in rng.integers(0, len(signs), (count, length))]
