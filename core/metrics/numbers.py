"""Metrics of predicted numbers."""

import numpy as np

from core.declare.registry import METRICS
from core.losses.answers import Answer
from core.metrics.base import Metric


@METRICS.member
class MeanAbsoluteError(Metric):
    """By how much a prediction is off, in the unit of the target."""

    title = "MAE"
    formula = r"\frac{1}{n k} \sum |y - t|"
    key = "mean_absolute_error"
    everyday = True
    judges = (Answer.AMOUNT,)

    def measure(self, evidence):
        return float(np.abs(evidence.outputs - evidence.targets).mean())


@METRICS.member
class R2Score(Metric):
    """How much of the spread of the targets is explained: 1 is perfect, 0 no better than their mean.

    The mean over columns; a column without any spread counts 1 where it is met exactly, else 0. One sample has no
    spread that could be explained: there it is undefined.
    """

    title = "R²"
    formula = r"1 - \frac{\sum (y - t)^2}{\sum (t - \bar{t})^2}"
    key = "r2_score"
    everyday = True
    judges = (Answer.AMOUNT,)

    def measure(self, evidence):
        targets = np.asarray(evidence.targets, np.float64)
        if len(targets) < 2:
            return None
        error = ((evidence.outputs - targets) ** 2).sum(0)
        spread = ((targets - targets.mean(0)) ** 2).sum(0)
        flat = spread == 0
        return float(np.where(flat, error == 0, 1 - error / np.where(flat, 1, spread)).mean())
