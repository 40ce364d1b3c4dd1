"""The stop rule LossBelow."""

from core.declare.parameters import choice, number
from core.declare.registry import STOP_RULES
from core.stopping.base import SPLITS, WORDS, StopRule
from core.text.messages import say


@STOP_RULES.member
class LossBelow(StopRule):
    """Ends training when the loss is small enough."""

    title = "Loss below"
    formula = r"L < L_{stop}"
    loss: number(0, 1e6, "Loss", "training ends when the loss is below this", scale="log") = 0.01
    split: choice(SPLITS, "Measured on", "the samples whose loss counts") = "validation"

    def reached(self, progress):
        found = progress.latest("loss", self.split)
        if found is None or not found < self.loss:
            return None
        return say("The {split} loss is {found:.4g}, below {loss:g}.", split=say(WORDS[self.split]), found=found,
                   loss=self.loss)

    def watches(self):
        return self.split
