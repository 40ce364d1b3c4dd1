"""What made data sets of tokens share: rows of signs drawn by a rule, and answers that are written sign by sign."""

from collections.abc import Sequence
from typing import ClassVar

import numpy as np

from core.datasets.base import Dataset, Description, Samples
from core.datasets.ports import INPUT, TARGET, InputPort, TargetPort
from core.declare.parameters import switch, whole
from core.ops.tensor_type import STEPS, TOKENS, TensorType
from core.tasks.sequence_to_sequence import SequenceToSequence
from core.text.errors import DataError

FILLER, BEGIN, BEFORE = "·", "▷", "before"
"""What fills up short rows, what stands before the first sign of an answer, and the input that holds the answer so far.
"""


ROW_COUNT = whole(10, 100_000, "Rows", "number of samples", scale="log")


class TokenRows(Dataset):
    """Rows of signs. Members say which signs there are."""

    group = "Made series"
    noun = "series"
    count: ROW_COUNT = 5000
    seed: whole(0, 2**31 - 1, "Data seed", "another seed draws other rows") = 0

    def refuse_faults(self) -> None:
        """Raise DataError where `problems` has something to say."""
        for _, odd in self.problems():
            raise DataError(f"{odd}.")

    def lots(self):
        """Equal rows come to the same part: what is tested was never learnt, however often it is drawn."""
        x = self.load().x.astype(np.uint64)
        mixed = np.zeros(len(x), np.uint64)
        for column in x.T:
            mixed = (mixed * np.uint64(0x100000001B3)) ^ column
        return mixed

    def proposed_scaling(self):
        """None: tokens are names."""
        return None


class Rewriting(TokenRows):
    """Rows that are read, and others that are to be written. Members say how many signs of which kinds both have, and
    draw them."""

    reading: ClassVar[str] = ""
    """The signs that are read, after the filler."""
    writing: ClassVar[str] = ""
    """The signs that are written."""

    forcing: switch("Teacher forcing", "a second input holds the true answer, one step late; without it the network "
                    "has to find every sign by itself") = True

    @property
    def lengths(self) -> tuple[int, int]:
        """Signs that are read, filler included, and signs that are written."""
        raise NotImplementedError

    def pairs(self, rng: np.random.Generator) -> tuple[Sequence[str], Sequence[str]]:
        """Every row that is read, and what is to be written, as texts."""
        raise NotImplementedError

    def describe(self):
        self.refuse_faults()
        read, written = self.lengths
        names, classes = (FILLER, *map(seen, self.reading)), tuple(map(seen, self.writing))
        answer = TensorType((written,), STEPS, TOKENS, len(classes))
        inputs = [InputPort(INPUT, TensorType((read,), STEPS, TOKENS, len(names)), tokens=names)]
        if self.forcing:
            begun = TensorType((written,), STEPS, TOKENS, len(classes) + 1)
            inputs.append(InputPort(BEFORE, begun, tokens=(*classes, BEGIN), holds=TARGET))
        asked = TargetPort(TARGET, SequenceToSequence(), len(classes), answer, classes)
        return Description(tuple(inputs), (asked,), self.count)

    def load(self):
        self.refuse_faults()
        rows, answers = self.pairs(np.random.default_rng(self.seed))
        read, written = self.lengths
        x = numbered_rows(rows, FILLER + self.reading, read)
        y = numbered_rows(answers, self.writing, written)
        inputs = {INPUT: x}
        if self.forcing:
            inputs[BEFORE] = np.concatenate([np.full((len(y), 1), len(self.writing), np.int32), y[:, :-1]], 1)
        return Samples(inputs, {TARGET: y})


def seen(sign: str) -> str:
    """A sign as a person can see it."""
    return "␣" if sign == " " else sign


def numbered_rows(rows: Sequence[str], signs: str, length: int) -> np.ndarray:
    """Texts as rows (n, length) of the places of their signs among all `signs` (int32); the first sign fills up."""
    codes = np.array([text.ljust(length, signs[0]) for text in rows], f"U{length}")
    codes = np.ascontiguousarray(codes).view(np.uint32).reshape(len(rows), length)
    order = np.array([ord(sign) for sign in signs], np.uint32)
    by_code = np.argsort(order)
    return by_code[np.searchsorted(order[by_code], codes)].astype(np.int32)
