"""The layer GlobalAveragePooling2D."""

from core.declare.onnx_lines import FIRST, node
from core.declare.registry import LAYERS
from core.declare.torch_lines import call, chain
from core.kernels import pool as k
from core.layers.global_pooling import GlobalPooling
from core.ops.accounts.pooled import Mean


@LAYERS.member
class GlobalAveragePooling2D(GlobalPooling):
    """Takes the mean of every channel: how much of its pattern there is in the picture."""

    title = "Global average"
    formula = r"y_c = \frac{1}{h w} \sum_{i,j} x_{ijc}"
    icon = "global_average"
    short = "GlobAvg"

    def forward(self, scope):
        k.average_pool(scope.x, self.pixel(scope, scope.y), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.average_pool_gradient(self.pixel(scope, scope.dy), scope.dx, *self.window(scope))

    def account(self, sight):
        return Mean(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return chain(call("nn.AdaptiveAvgPool2d", 1), None if self.keepdims else call("nn.Flatten"))

    def in_onnx(self, *shapes):
        return node("ReduceMean", FIRST, axes=(1, 2), keepdims=int(self.keepdims))
