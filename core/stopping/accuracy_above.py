from core.params import choice, number
from core.registry import STOP_RULES
from core.stopping.base import SPLITS, WORDS, Rule


@STOP_RULES.member
class AccuracyAbove(Rule):
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
        return f"{found:.1%} of the {WORDS[self.split]} answers are right, the {self.accuracy:.1%} asked for."

    def watches(self):
        return self.split
