from core.kernels import losses as k
from core.losses.base import Loss
from core.registry import LOSSES


@LOSSES.member
class MeanSquaredError(Loss):
    """The mean of squared differences: for predicting numbers."""

    title = "MSE"
    formula = r"L = \frac{1}{k} \sum_i (y_i - t_i)^2"
    torch = "nn.MSELoss()"
    tasks = ("regression",)

    def record(self, scope):
        k.mean_squared_error(scope.x.rows, scope.target, scope.loss, scope.dx_rows)
