"""The losses MeanSquaredError and SquaredError."""

import numpy as np

from core.declare.parameters import switch
from core.declare.registry import LOSSES
from core.declare.torch_lines import call
from core.kernels import losses as k
from core.kernels import regression_losses
from core.losses.answers import Answer
from core.losses.base import Loss, Term


def squares(y: np.ndarray, t: np.ndarray) -> list[Term]:
    """The squared differences as terms of a sum."""
    return [Term("({} − {})²", pair, (pair[0] - pair[1]) ** 2)
            for pair in zip(y.ravel().tolist(), t.ravel().tolist(), strict=True)]


@LOSSES.member
class MeanSquaredError(Loss):
    """Mean squared error, the mean of squared differences over all outputs: for predicting numbers.

    k outputs a sample; the loss of a batch is the mean over its samples.
    """

    title = "MSE"
    formula = r"L = \frac{1}{k} \sum_i (y_i - t_i)^2"
    judges = (Answer.AMOUNT,)

    def record(self, scope):
        k.mean_squared_error(scope.x.rows, scope.target, scope.loss, scope.dx_rows)

    def of_guess(self, guess, true):
        return float(np.square(guess - true.astype(np.float64)).mean())

    def terms(self, y, t, weights=()):
        return squares(y, t)

    def in_torch(self, *shapes):
        return call("nn.MSELoss")


@LOSSES.member
class SquaredError(Loss):
    """The sum of squared differences of a sample: MSE times the number of outputs, as one reckons by hand.

    The loss of a batch is the mean over its samples.
    """

    title = "Squared error"
    formula = r"L = \sum_i (y_i - t_i)^2"
    judges = (Answer.AMOUNT,)
    half: switch("Half", "a factor ½ in front, so that the slope is just y − t") = False

    def record(self, scope):
        factor = 0.5 if self.half else 1.0
        regression_losses.squared_error(scope.x.rows, scope.target, factor, scope.loss, scope.dx_rows)

    def of_guess(self, guess, true):
        found = np.square(guess - true.astype(np.float64)).sum(1)
        return float(found.mean()) * (0.5 if self.half else 1.0)

    def terms(self, y, t, weights=()):
        return squares(y, t)

    def shared(self, y):
        return len(y) * (2 if self.half else 1)
