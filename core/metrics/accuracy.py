"""The metrics Accuracy and TopKCategoricalAccuracy."""

import math

import numpy as np

from core.declare.parameters import whole
from core.declare.registry import METRICS
from core.losses.answers import Answer
from core.metrics.base import Metric


@METRICS.member
class Accuracy(Metric):
    """The share of answers that are right; with several yes-or-no outputs, the share of right ones among all."""

    formula = r"\frac{\mathrm{right}}{\mathrm{all}}"
    key = "accuracy"
    everyday = True
    judges = (Answer.YES_OR_NO, Answer.CHOICE)

    def measure(self, evidence):
        right = evidence.right
        return np.count_nonzero(right) / right.size if right.size else math.nan


@METRICS.member
class TopKCategoricalAccuracy(Metric):
    """The share of samples whose true class is among the k that the network holds for likeliest."""

    title = "Top-k accuracy"
    formula = r"\frac{\mathrm{true\ class\ among\ the\ first}\; k}{\mathrm{all}}"
    key = "top_k_categorical_accuracy"
    judges = (Answer.CHOICE,)
    k: whole(1, 1000, "k", "how many answers count") = 5

    def suits(self, task, outputs):
        return task.suits(self) and outputs > self.k

    def measure(self, evidence):
        rows = np.arange(len(evidence.outputs))
        own = evidence.outputs[rows, evidence.true]
        # Of equal outputs the lower class number counts as the likelier one.
        ahead = (evidence.outputs > own[:, None]).sum(1)
        same = (evidence.outputs == own[:, None]) & (np.arange(evidence.outputs.shape[1]) < evidence.true[:, None])
        return float((ahead + same.sum(1) < self.k).mean())
