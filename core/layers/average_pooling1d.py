"""The layer AveragePooling1D."""

from core.declare.onnx_lines import pooled
from core.declare.registry import LAYERS
from core.kernels import pool as k
from core.layers.window1d import Pooling1D, as_picture
from core.ops.accounts.pooled import Mean


@LAYERS.member
class AveragePooling1D(Pooling1D):
    """Takes the mean of each window over time: shorter series that keep what was there on the whole."""

    title = "Mean over steps"
    formula = r"y_{ic} = \frac{1}{n} \sum_{k} x_{i s + k,\; c}"
    icon = "average"
    short = "Avg1D"

    def forward(self, scope):
        k.average_pool(as_picture(scope.x), as_picture(scope.y), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.average_pool_gradient(as_picture(scope.dy), as_picture(scope.dx), *self.window(scope))

    def account(self, sight):
        return Mean(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return self.torch_pooling("nn.AvgPool1d", shapes, count_include_pad=False)

    def in_onnx(self, *shapes):
        return pooled("AveragePool", [self.slides(shapes[0][0])], count_include_pad=0)
