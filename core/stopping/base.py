"""The base class of stop rules: a condition on measurements that ends training before its last epoch."""

from core.declare.registry import Declared
from core.stopping.progress import Progress
from core.text.messages import counted, say

WORDS = {"train": "training", "validation": "validation"}
SPLITS = ("validation", "train")
NEAR = 1e-6


class StopRule(Declared):
    """`reached` is asked at every measuring point, while the trainer stands there, by whoever drives it. What it says
    between two of them is what it said at the last: the clock has no say, but for a rule that is about time."""

    def reached(self, progress: Progress) -> str | None:
        """One sentence that says what was reached, or None."""
        raise NotImplementedError

    def watches(self) -> str:
        """The split without which the rule cannot judge, or ""."""
        return ""


def halted(training, progress: Progress) -> str | None:
    """What the stop rule says, in one sentence, or None while it lets training go on."""
    return training.stop.reached(progress) if training.stop is not None else None


def reached(training, progress: Progress, epochs: float | None = None) -> str | None:
    """Why training ends here, in one sentence, or None: the stop rule, or all epochs are over.

    `training` is a `core.project.spec.Training`; `epochs` stands in for its number of epochs.
    """
    found = halted(training, progress)
    if found:
        return found
    wanted = training.epochs if epochs is None else epochs
    if progress.epoch >= wanted - NEAR:
        return counted(wanted, "{n:g} epoch done.", "{n:g} epochs done.")
    return None


def problem(training, validation: float) -> str:
    """What keeps the rule from ever ending training, with the fix, or "". `validation` is that split's number of
    samples, or its share where nobody knows how many there are."""
    rule = training.stop
    if rule is None or rule.watches() != "validation" or validation > 0:
        return ""
    return say("{rule} watches the validation samples, but there are none; give validation a share of the data.",
               rule=say(rule.shown_name()))
