"""The layer GlobalMaxPooling2D."""

from core.declare.onnx_lines import FIRST, node
from core.declare.registry import LAYERS
from core.declare.torch_lines import call, chain
from core.kernels import pool as k
from core.layers.global_pooling import GlobalPooling
from core.ops.accounts.pooled import Chosen


@LAYERS.member
class GlobalMaxPooling2D(GlobalPooling):
    """Keeps the largest value of every channel: whether its pattern is anywhere in the picture."""

    title = "Global max"
    formula = r"y_c = \max_{i,j} x_{ijc}"
    bends = True
    icon = "global_max"
    short = "GlobMax"
    cuts = True

    def forward(self, scope):
        k.max_pool(scope.x, self.pixel(scope, scope.y), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.max_pool_gradient(scope.x, self.pixel(scope, scope.y), self.pixel(scope, scope.dy), scope.dx,
                                *self.window(scope), scope.cut)

    def account(self, sight):
        return Chosen(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return chain(call("nn.AdaptiveMaxPool2d", 1), None if self.keepdims else call("nn.Flatten"))

    def in_onnx(self, *shapes):
        return node("ReduceMax", FIRST, axes=(1, 2), keepdims=int(self.keepdims))
