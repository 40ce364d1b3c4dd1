"""The loss Hinge."""

import numpy as np

from core.declare.registry import LOSSES
from core.kernels import regression_losses as k
from core.losses.answers import Answer
from core.losses.base import Loss, Term, class_weight


@LOSSES.member
class Hinge(Loss):
    """Asks for the right side with a margin of 1 and is content beyond: the loss of support vector machines.

    Targets are −1 or 1; 0 counts as −1, as in Keras. The output is a plain number, so Linear or tanh comes last. k
    outputs a sample; the loss of a batch is the mean over its samples.
    """

    formula = r"L = \frac{1}{k} \sum_i \max(0, 1 - t_i y_i), \quad t_i = \pm 1"
    weighs_classes = True
    judges = (Answer.YES_OR_NO,)
    boundary = 0.0
    silent = (2.0, 1.0)

    def record(self, scope):
        k.hinge(scope.x.rows, scope.target, scope.class_weight, scope.loss, scope.dx_rows)

    def terms(self, y, t, weights=()):
        found = []
        for (row, column), yes in np.ndenumerate(t > 0):
            value = float(y[row, column])
            short = 1 - value if yes else 1 + value
            term = Term("max(0, 1 − {})" if yes else "max(0, 1 + {})", (value,), max(0.0, short))
            found.append(term.weighed(class_weight(weights, yes, column, t.shape[1])))
        return found
