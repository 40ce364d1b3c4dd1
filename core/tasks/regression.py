"""The task Regression."""

from typing import ClassVar

from core.activations.linear import Linear
from core.declare.registry import TASKS
from core.losses.answers import Answer
from core.losses.squared import MeanSquaredError
from core.tasks.base import Task
from core.text.messages import say


@TASKS.member
class Regression(Task):
    """Predict one number or several: a price, a height, an angle."""

    asks = Answer.AMOUNT
    activation: ClassVar[type] = Linear
    loss: ClassVar[type] = MeanSquaredError
    judged = False
    exclusive = False
    measured = True

    def objection(self, loss):
        if self.suits(loss):
            return ""
        return say("{loss} judges classes, but the targets are plain numbers; use {proposed}.",
                   loss=say(loss.shown_name()), proposed=self.loss.shown_name())

    def answers(self, columns, loss):
        return 0

    def baseline(self, y):
        return 0.0
