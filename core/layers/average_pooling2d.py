"""The layer AveragePooling2D."""

from core.declare.onnx_lines import pooled
from core.declare.registry import LAYERS
from core.kernels import pool as k
from core.layers.pooling import Pooling
from core.ops.accounts.pooled import Mean


@LAYERS.member
class AveragePooling2D(Pooling):
    """Takes the mean of each window: smaller pictures that keep what was there on the whole."""

    formula = r"y_{ijc} = \frac{1}{n} \sum_{k,l} x_{i s + k,\; j s + l,\; c}"
    icon = "average"
    everyday = 4
    short = "Avg"

    def forward(self, scope):
        k.average_pool(scope.x, scope.y, *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.average_pool_gradient(scope.dy, scope.dx, *self.window(scope))

    def account(self, sight):
        return Mean(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return self.torch_pooling("nn.AvgPool2d", shapes, count_include_pad=False)

    def in_onnx(self, *shapes):
        return pooled("AveragePool", self.slides(*shapes[0][:2]), count_include_pad=0)
