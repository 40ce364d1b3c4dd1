"""The data set Sums."""

from core.datasets.token_rows import ROW_COUNT, Rewriting
from core.declare.parameters import switch, whole
from core.declare.registry import DATASETS


@DATASETS.member
class Sums(Rewriting):
    """Two numbers with a plus between them, digit by digit: what is their sum?

    Nobody tells the network what a digit is worth, nor how to carry.
    """

    title = "Sums"
    reading, writing = "0123456789+", " 0123456789"
    count: ROW_COUNT = 50_000
    digits: whole(1, 6, "Digits", "of each of the two numbers, at most", unit="digits") = 3
    turned: switch("Last digit first", "numbers are read and written from their end, so that what is carried is known "
                   "before it is needed") = False

    @property
    def lengths(self):
        return 2 * self.digits + 1, self.digits + 1

    def pairs(self, rng):
        numbers = rng.integers(0, 10 ** rng.integers(1, self.digits + 1, (self.count, 2)))
        way = slice(None, None, -1 if self.turned else 1)
        rows = [f"{str(a)[way]}+{str(b)[way]}" for a, b in numbers.tolist()]
        return rows, [f"{a + b:>{self.digits + 1}}"[way] for a, b in numbers.tolist()]
