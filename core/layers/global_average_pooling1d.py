"""The layer GlobalAveragePooling1D."""

import numpy as np

from core.declare.onnx_lines import FIRST, node
from core.declare.registry import LAYERS
from core.declare.torch_lines import Method, X
from core.kernels import masking
from core.kernels import pool as k
from core.layers.window1d import GlobalPooling1D, as_picture
from core.ops.accounts.moved import Passed
from core.ops.accounts.pooled import Mean
from core.text.messages import say


@LAYERS.member
class GlobalAveragePooling1D(GlobalPooling1D):
    """Takes the mean of every feature over all steps.

    Steps that do not count, as filler, have no part in it.
    """

    title = "Mean of all steps"
    formula = r"y_c = \frac{1}{n} \sum_{t} x_{tc}"
    icon = "global_average"
    short = "GlbAvg1D"

    def forward(self, scope):
        if scope.mask is not None:
            masking.mean_of_steps(scope.x, scope.mask, scope.y)
            return
        k.average_pool(as_picture(scope.x), scope.y.reshaped(scope.rows, 1, 1, scope.x.shape[2]), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None and scope.mask is not None:
            masking.mean_of_steps_gradient(scope.dy, scope.mask, scope.dx)
        elif scope.dx is not None:
            k.average_pool_gradient(scope.dy.reshaped(scope.rows, 1, 1, scope.x.shape[2]), as_picture(scope.dx),
                                    *self.window(scope))

    def account(self, sight):
        values, window = self.looked_at(sight)
        if not sight.counting.any():
            return Passed(0.0, None, why=say("No step counts, so there is no mean."))
        return Mean(np.where(sight.counting, values, np.nan), window)

    def in_torch(self, *shapes):
        return Method(X, "mean", (2,))

    def in_onnx(self, *shapes):
        return node("ReduceMean", FIRST, axes=(1,), keepdims=0)
