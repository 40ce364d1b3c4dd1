"""The layer GlobalAveragePooling1D."""

from core.declare.onnx_lines import FIRST, node
from core.declare.registry import LAYERS
from core.declare.torch_lines import Method, X
from core.kernels import pool as k
from core.layers.window1d import GlobalPooling1D, as_picture
from core.ops.accounts.pooled import Mean


@LAYERS.member
class GlobalAveragePooling1D(GlobalPooling1D):
    """Takes the mean of every feature over all steps."""

    title = "Mean of all steps"
    formula = r"y_c = \frac{1}{n} \sum_{t} x_{tc}"
    icon = "global_average"
    short = "GlbAvg1D"

    def forward(self, scope):
        k.average_pool(as_picture(scope.x), scope.y.reshaped(scope.rows, 1, 1, scope.x.shape[2]), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.average_pool_gradient(scope.dy.reshaped(scope.rows, 1, 1, scope.x.shape[2]), as_picture(scope.dx),
                                    *self.window(scope))

    def account(self, sight):
        return Mean(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return Method(X, "mean", (2,))

    def in_onnx(self, *shapes):
        return node("ReduceMean", FIRST, axes=(1,), keepdims=0)
