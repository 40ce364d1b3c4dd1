"""The loss Hinge."""

from core.declare.registry import LOSSES
from core.kernels import regression_losses as k
from core.losses.answers import Answer
from core.losses.base import Loss


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
