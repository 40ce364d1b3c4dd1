"""The layer MaxPooling2D."""

from core.declare.onnx_lines import pooled
from core.declare.registry import LAYERS
from core.kernels import pool as k
from core.layers.pooling import Pooling
from core.ops.accounts.pooled import Chosen


@LAYERS.member
class MaxPooling2D(Pooling):
    """Keeps the largest value of each window: smaller pictures, and a pattern counts wherever in the window it is."""

    formula = r"y_{ijc} = \max_{k,l} x_{i s + k,\; j s + l,\; c}"
    bends = True
    icon = "pool"
    everyday = 3
    short = "Max"
    cuts = True

    def forward(self, scope):
        k.max_pool(scope.x, scope.y, *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.max_pool_gradient(scope.x, scope.y, scope.dy, scope.dx, *self.window(scope), scope.cut)

    def account(self, sight):
        return Chosen(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return self.torch_pooling("nn.MaxPool2d", shapes)

    def in_onnx(self, *shapes):
        return pooled("MaxPool", self.slides(*shapes[0][:2]))
