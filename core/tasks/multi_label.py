"""The task MultiLabel."""

from typing import ClassVar

import numpy as np

from core.activations.sigmoid import Sigmoid
from core.declare.registry import TASKS
from core.losses.answers import Answer
from core.losses.crossentropy import BinaryCrossentropy
from core.tasks.base import Task, surprise_of_yes
from core.text.messages import say


@TASKS.member
class MultiLabel(Task):
    """Say yes or no to several things at once: every output is an answer of its own."""

    title = "Several labels"
    asks = Answer.YES_OR_NO
    activation: ClassVar[type] = Sigmoid
    loss: ClassVar[type] = BinaryCrossentropy
    exclusive = False

    def named(self, row, half=0.5):
        return tuple(np.flatnonzero(np.asarray(row) > half).tolist())

    def objection(self, loss):
        if Answer.CHOICE not in loss.judges:
            return ""
        return say("{loss} chooses one class, but here several may be true at once; use {proposed} with Sigmoid.",
                   loss=say(loss.shown_name()), proposed=self.loss.shown_name())

    def count_right(self, x, target, counters, loss, logits, asked=None):
        if loss.labels:
            super().count_right(x, target, counters, loss, logits, asked)
        else:
            self.count_sides(x, target, counters, loss.yes_above(logits), asked)

    def answers(self, columns, loss):
        return 1 if loss.labels else columns

    def baseline(self, y):
        return float(np.maximum((y > 0.5).mean(0), (y <= 0.5).mean(0)).mean())

    def guessing_loss(self, y):
        return surprise_of_yes(y.mean(0, dtype=np.float64))
