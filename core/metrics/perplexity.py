"""The metric Perplexity."""

import numpy as np

from core.declare.registry import METRICS
from core.losses.answers import Answer
from core.metrics.base import Metric


@METRICS.member
class Perplexity(Metric):
    """Among how many equally likely answers the network still wavers: e to the cross-entropy."""

    formula = r"e^{-\frac{1}{n} \sum \ln p_t}"
    key = "perplexity"
    judges = (Answer.CHOICE,)
    asked = True

    def suits(self, task, outputs):
        return task.suits(self) and outputs > 1

    def measure(self, evidence):
        z = evidence.outputs
        own = z[np.arange(len(z)), evidence.true]
        if evidence.logits:
            top = z.max(1, keepdims=True)
            surprise = np.log(np.exp(z - top).sum(1)) + top[:, 0] - own
        else:
            surprise = -np.log(np.maximum(own, 1e-7))
        with np.errstate(over="ignore"):
            return float(np.exp(surprise.mean()))
