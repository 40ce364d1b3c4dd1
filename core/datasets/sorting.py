"""The data set Sorting."""

from core.datasets.reversal import drawn_rows
from core.datasets.token_rows import Rewriting
from core.declare.parameters import whole
from core.declare.registry import DATASETS


@DATASETS.member
class Sorting(Rewriting):
    """Digits in any order that are to be written from the smallest to the largest."""

    title = "Sorting"
    reading = writing = "0123456789"
    length: whole(2, 64, "Digits", "how many digits a row has", unit="digits") = 8

    @property
    def lengths(self):
        return self.length, self.length

    def pairs(self, rng):
        rows = drawn_rows(rng, self.reading, self.count, self.length)
        return rows, ["".join(sorted(row)) for row in rows]
