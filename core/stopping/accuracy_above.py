"""The stop rule AccuracyAbove."""

from core.declare.parameters import choice, number
from core.declare.registry import STOP_RULES
from core.stopping.base import SPLITS, WORDS, StopRule
from core.text.messages import say


@STOP_RULES.member
class AccuracyAbove(StopRule):
    """Ends training when enough answers are right."""

    title = "Accuracy above"
    formula = r"\mathrm{accuracy} \geq a_{stop}"
    accuracy: number(0, 1, "Accuracy", "training ends when this share of answers is right",
                     display="percent") = 0.95
    split: choice(SPLITS, "Measured on", "the samples whose answers count") = "validation"

    def reached(self, progress):
        found = progress.latest("accuracy", self.split)
        if found is None or found < self.accuracy:
            return None
        return say("{found:.1%} of the {split} answers are right, the {accuracy:.1%} asked for.", found=found,
                   split=say(WORDS[self.split]), accuracy=self.accuracy)

    def watches(self):
        return self.split
