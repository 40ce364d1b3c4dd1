"""What only the training samples of a table may decide: what stands for gaps, and which categories there are.

As SimpleImputer, OneHotEncoder(handle_unknown="ignore") and OrdinalEncoder(unknown_value=-1) of scikit-learn do it when
they are fitted on the training split.
"""

import numpy as np
from msgspec import Struct

from core.declare.parameters import choice, text

DROP, MEAN, MEDIAN, MOST_FREQUENT = "drop", "mean", "median", "most_frequent"
MISSING = {DROP: "leave out", MEAN: "fill", MEDIAN: "fill with median", MOST_FREQUENT: "fill with most frequent"}
"""What becomes of gaps: the word in files, and the text that is shown."""


TARGET_COLUMN = text("Target", "the column to predict")
PREDICTED = choice(("automatic", "class", "number"), "Predict", "whether the target is a class or a number")


class ColumnBlock(Struct, frozen=True):
    """Inputs `start` to `stop` that one column of the table makes. `kind` is "amount", "one-hot" or "codes"."""

    kind: str
    start: int
    stop: int


def settle(x: np.ndarray, gaps: np.ndarray | None, train: np.ndarray, blocks: list[ColumnBlock], how: str) -> None:
    """Fill the gaps (n, inputs) of `x` in place and let go of categories that no training sample has.

    `how` is one of the words of `MISSING`. Only the rows `train` are looked at.
    A column of amounts of which no training sample knows anything becomes 0.
    """
    for block in blocks:
        columns = slice(block.start, block.stop)
        part = x[:, columns]
        missing = np.zeros(len(x), bool) if gaps is None else gaps[:, block.start]
        known = train[~missing[train]]
        if block.kind == "one-hot":
            part[:, ~part[known].any(0)] = 0
            if how == MOST_FREQUENT and len(known):
                part[missing] = 0
                part[missing, int(part[known].sum(0).argmax())] = 1
        elif block.kind == "codes":
            seen, counts = np.unique(part[known, 0], return_counts=True)
            part[~missing, 0] = _ranks(part[~missing, 0], seen)
            part[missing, 0] = counts.argmax() if len(seen) and how != DROP else -1
        elif missing.any():
            part[missing, 0] = _middle(part[known, 0], how)


def _ranks(codes: np.ndarray, seen: np.ndarray) -> np.ndarray:
    """The place of every code among those that are seen, −1 for others."""
    if not len(seen):
        return np.full(len(codes), -1.0)
    at = np.searchsorted(seen, codes).clip(0, len(seen) - 1)
    return np.where(seen[at] == codes, at, -1)


def _middle(known: np.ndarray, how: str) -> float:
    if not len(known):
        return 0.0
    if how == MEDIAN:
        return float(np.median(known))
    if how == MOST_FREQUENT:
        values, counts = np.unique(known, return_counts=True)
        return float(values[counts.argmax()])
    return float(known.mean())
