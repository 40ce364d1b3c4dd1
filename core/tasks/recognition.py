"""Recognises the task from targets, where no data set names it."""

import numpy as np

from core.tasks.base import Task
from core.tasks.binary import Binary
from core.tasks.multi_class import MultiClass
from core.tasks.multi_label import MultiLabel
from core.tasks.regression import Regression


def telling_apart(classes: int) -> Task:
    """The task of choosing one of so many classes."""
    return Binary() if classes == 2 else MultiClass()


def asked_by(targets: np.ndarray) -> tuple[Task, int]:
    """The task of class numbers (n,), (n, time) or rows of targets (n, …, k), and the number of its classes or columns.

    Class numbers that never occur are not known of here.
    """
    if targets.dtype.kind in "iu":
        classes = max(int(targets.max()) + 1, 2)
        return telling_apart(classes), classes
    width = targets.shape[-1]
    targets = targets.reshape(-1, width)
    if not ((targets == 0) | (targets == 1)).all():
        return Regression(), width
    if width == 1:
        return Binary(), 2
    one_hot = (targets.sum(1) == 1).all()
    return (MultiClass() if one_hot else MultiLabel()), width
