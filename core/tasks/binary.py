"""The task Binary."""

from typing import ClassVar

from core.activations.sigmoid import Sigmoid
from core.declare.registry import TASKS
from core.losses.answers import Answer
from core.losses.crossentropy import BinaryCrossentropy
from core.tasks.base import Task


@TASKS.member
class Binary(Task):
    """Tell two classes apart: one output says how sure it is of the second.

    Two outputs with a softmax do as well.
    """

    title = "Two classes"
    asks = Answer.YES_OR_NO
    activation: ClassVar[type] = Sigmoid
    loss: ClassVar[type] = BinaryCrossentropy
    positive = 1

    def units(self, outputs):
        return 1

    def fits(self, units, outputs, loss):
        return units == 1 or (units == 2 and Answer.CHOICE in loss.judges)
