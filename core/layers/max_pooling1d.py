"""The layer MaxPooling1D."""

from core.declare.onnx_lines import pooled
from core.declare.registry import LAYERS
from core.kernels import pool as k
from core.layers.window1d import Pooling1D, as_picture
from core.ops.accounts.pooled import Chosen


@LAYERS.member
class MaxPooling1D(Pooling1D):
    """Keeps the largest value of each window over time: shorter series that keep what stood out."""

    title = "Max over steps"
    formula = r"y_{ic} = \max_{k} x_{i s + k,\; c}"
    bends = True
    icon = "pool"
    short = "Max1D"
    cuts = True

    def forward(self, scope):
        k.max_pool(as_picture(scope.x), as_picture(scope.y), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.max_pool_gradient(*map(as_picture, (scope.x, scope.y, scope.dy, scope.dx)), *self.window(scope),
                                scope.cut)

    def account(self, sight):
        return Chosen(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return self.torch_pooling("nn.MaxPool1d", shapes)

    def in_onnx(self, *shapes):
        return pooled("MaxPool", [self.slides(shapes[0][0])])
