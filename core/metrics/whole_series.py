"""The metric WholeSeries."""

import numpy as np

from core.declare.registry import METRICS
from core.losses.answers import Answer
from core.metrics.base import Metric


@METRICS.member
class WholeSeries(Metric):
    """The share of series in which every single answer is right.

    Where the true answer so far is an input, it is there while this is measured; running free is measured beside it.
    """

    title = "Whole series right"
    key = "whole_series"
    judges = (Answer.CHOICE,)
    of_series = True

    def measure(self, evidence):
        asked = np.unique(evidence.sample)
        if evidence.steps == 1 or not len(asked):
            return None
        return 1 - len(np.unique(evidence.sample[~evidence.right])) / len(asked)
