"""Precision, recall and F1 of every class, as they are handed on."""

import numpy as np
from msgspec import Struct


class ClassReport(Struct, frozen=True):
    """Figures of every class (or of every output that answers for itself), each an array over them.

    `support` counts the samples that truly belong there. `counts` has a row for each true class and a column for each
    answer; None where several classes may be true at once. `classes` are their names, where the data has any.
    """

    classes: tuple[str, ...]
    precision: np.ndarray
    recall: np.ndarray
    f1: np.ndarray
    support: np.ndarray
    counts: np.ndarray | None
