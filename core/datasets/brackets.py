"""The data set Brackets."""

import numpy as np

from core.datasets.base import Samples
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.datasets.token_rows import FILLER, TokenRows, numbered_rows
from core.declare.parameters import choice, whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import NUMBER, STEPS, TOKENS, TensorType
from core.tasks.binary import Binary
from core.tasks.token_labels import TokenLabels

PAIRS, CLASSES = ("()", "[]", "{}"), ("broken", "in order")
EACH, DEEPEST = "each", 4


@DATASETS.member
class Brackets(TokenRows):
    """Round, square and curly brackets in each other: does every one close that was opened, in the right order?

    A broken row is one of the others in which a single bracket was replaced. As a label for each step, it is asked how
    many brackets are open there; 4 stands for four and more.
    """

    title = "Brackets"
    length: whole(4, 100, "Length", "brackets of the longest row", unit="brackets") = 20
    asked: choice({"row": "in order or not", EACH: "how many are open"}, "Asked",
                  "one answer for the row, or a label for every step") = "row"

    def describe(self):
        self.refuse_faults()
        names = (FILLER, *"".join(PAIRS))
        kind = TensorType((self.length,), STEPS, TOKENS, len(names))
        if self.asked == EACH:
            depths = tuple(map(str, range(DEEPEST + 1)))
            labels = TensorType((self.length,), STEPS, TOKENS, len(depths))
            target = TargetPort(TARGET, TokenLabels(), len(depths), labels, depths, gaps=True)
        else:
            target = TargetPort(TARGET, Binary(), 2, TensorType((), NUMBER, TOKENS, 2), CLASSES)
        return Description((InputPort(INPUT, kind, tokens=names),), (target,), self.count)

    def load(self):
        self.refuse_faults()
        rng = np.random.default_rng(self.seed)
        rows = [nested(rng, 2 * int(rng.integers(1, self.length // 2 + 1))) for _ in range(self.count)]
        whole_ = np.arange(self.count) % 2
        if self.asked != EACH:
            rows = [row if kept else broken(rng, row) for row, kept in zip(rows, whole_, strict=True)]
        x = numbered_rows(rows, FILLER + "".join(PAIRS), self.length)
        if self.asked != EACH:
            return Samples.of(x, whole_.astype(np.int32))
        depth = np.cumsum(np.where(x % 2 == 1, 1, -1), 1).clip(0, DEEPEST)
        return Samples.of(x, np.where(x > 0, depth, -1).astype(np.int32))


def nested(rng: np.random.Generator, length: int) -> str:
    """Brackets that all close, drawn one after the other."""
    found: list[str] = []
    waiting: list[str] = []
    while len(found) < length:
        room = length - len(found) - len(waiting)
        if waiting and (room == 0 or rng.random() < 0.5):
            found.append(waiting.pop())
        else:
            pair = PAIRS[rng.integers(len(PAIRS))]
            found.append(pair[0])
            waiting.append(pair[1])
    return "".join(found)


def broken(rng: np.random.Generator, row: str) -> str:
    """The row with another bracket at one place: a single replacement always breaks it."""
    place = int(rng.integers(len(row)))
    others = [sign for sign in "".join(PAIRS) if sign != row[place]]
    return row[:place] + others[rng.integers(len(others))] + row[place + 1:]
