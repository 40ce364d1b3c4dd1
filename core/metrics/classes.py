"""Metrics per class. Of two classes the second ("yes") counts; of more, and of several outputs, their mean."""

from core.declare.registry import METRICS
from core.losses.answers import Answer
from core.metrics.base import Metric


class ClassFigure(Metric):
    """`each` gives the figure for every class; the whole is their mean, every class counting alike (macro).

    A class that neither occurs nor is answered says nothing and stays out of the mean, as in scikit-learn. Of two
    classes it is the second's figure alone: without any "yes" in truth and answers there is none, and 0 is said.
    """

    judges = (Answer.YES_OR_NO, Answer.CHOICE)

    def figure(self, right, answered, there):
        """(upper, lower) of the fraction."""
        raise NotImplementedError

    def each(self, evidence):
        """The figure of every class."""
        return evidence.per_class(self.figure)

    def measure(self, evidence):
        found = self.each(evidence)
        if evidence.task.positive is not None:
            return float(found[evidence.task.positive])
        return float(found[evidence.present].mean()) if evidence.present.any() else 0.0


@METRICS.member
class Precision(ClassFigure):
    """Of the samples that the network puts into a class, the share that belongs there."""

    formula = r"\frac{\mathrm{rightly\ found}}{\mathrm{answered}}"
    key = "precision"

    def figure(self, right, answered, there):
        return right, answered


@METRICS.member
class Recall(ClassFigure):
    """Of the samples of a class, the share that the network finds."""

    formula = r"\frac{\mathrm{rightly\ found}}{\mathrm{truly\ there}}"
    key = "recall"

    def figure(self, right, answered, there):
        return right, there


@METRICS.member
class F1Score(ClassFigure):
    """Precision and recall in one figure: high only where both are."""

    title = "F1"
    formula = r"\frac{2 \cdot \mathrm{precision} \cdot \mathrm{recall}}{\mathrm{precision} + \mathrm{recall}}"
    key = "f1_score"

    def figure(self, right, answered, there):
        return 2 * right, answered + there
