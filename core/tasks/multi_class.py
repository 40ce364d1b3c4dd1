"""The task MultiClass."""

from typing import ClassVar

from core.activations.softmax import Softmax
from core.declare.registry import TASKS
from core.losses.answers import Answer
from core.losses.crossentropy import SparseCategoricalCrossentropy
from core.tasks.base import Task
from core.text.messages import say


@TASKS.member
class MultiClass(Task):
    """Choose one class of several: each has an output, and the largest one is the answer."""

    title = "Several classes"
    asks = Answer.CHOICE
    activation: ClassVar[type] = Softmax
    loss: ClassVar[type] = SparseCategoricalCrossentropy
    chooses = True

    def objection(self, loss):
        if Answer.YES_OR_NO not in loss.judges:
            return ""
        return say("{loss} asks yes or no of every class for itself; to choose one class of several use {proposed} "
                   "with Softmax.", loss=say(loss.shown_name()), proposed=self.loss.shown_name())
