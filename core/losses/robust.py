"""Regression losses that grow slower than the square, for targets with outliers."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import LOSSES
from core.declare.torch_lines import call
from core.kernels import regression_losses as k
from core.losses.answers import Answer
from core.losses.base import Loss, Term


def apart(y: np.ndarray, t: np.ndarray) -> list[tuple[float, float]]:
    """Outputs and targets two by two, the larger one first: their difference is what stands between the bars."""
    return [(max(pair), min(pair)) for pair in zip(y.ravel().tolist(), t.ravel().tolist(), strict=True)]


@LOSSES.member
class MeanAbsoluteError(Loss):
    """Mean absolute error, the mean of absolute differences: outliers pull no harder, but the slope never shrinks.

    k outputs a sample; the loss of a batch is the mean over its samples.
    """

    title = "MAE"
    formula = r"L = \frac{1}{k} \sum_i |y_i - t_i|"
    judges = (Answer.AMOUNT,)

    def record(self, scope):
        k.absolute_error(scope.x.rows, scope.target, scope.loss, scope.dx_rows)

    def of_guess(self, guess, true):
        return float(np.abs(guess - true.astype(np.float64)).mean())

    def terms(self, y, t, weights=()):
        return [Term("({} − {})", pair, pair[0] - pair[1]) for pair in apart(y, t)]

    def in_torch(self, *shapes):
        return call("nn.L1Loss")


@LOSSES.member
class Huber(Loss):
    """Squared for small differences, straight for large ones: smooth near the goal, calm about outliers.

    k outputs a sample; the loss of a batch is the mean over its samples.
    """

    formula = (r"L = \frac{1}{k} \sum_i \frac{e_i^2}{2} \;\mathrm{where}\; |e_i| \le \delta, \;\mathrm{else}\;"
               r" \delta |e_i| - \frac{\delta^2}{2}, \quad e = y - t")
    judges = (Answer.AMOUNT,)
    delta: number(0.0001, 1e6, "δ", "the difference from which on the loss grows straight", scale="log") = 1.0

    def record(self, scope):
        k.huber(scope.x.rows, scope.target, self.delta, scope.loss, scope.dx_rows)

    def of_guess(self, guess, true):
        off = np.abs(guess - true.astype(np.float64))
        near = np.minimum(off, self.delta)
        return float((near * near / 2 + self.delta * (off - near)).mean())

    def terms(self, y, t, weights=()):
        return [self._term(*pair) for pair in apart(y, t)]

    def _term(self, more: float, less: float) -> Term:
        if more - less <= self.delta:
            return Term("({} − {})² / 2", (more, less), (more - less) ** 2 / 2)
        half = self.delta * self.delta / 2
        return Term("({} · ({} − {}) − {})", (self.delta, more, less, half), self.delta * (more - less) - half)

    def in_torch(self, *shapes):
        return call("nn.HuberLoss", delta=self.delta)
