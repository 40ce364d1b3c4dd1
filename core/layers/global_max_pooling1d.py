"""The layer GlobalMaxPooling1D."""

from core.declare.onnx_lines import FIRST, node
from core.declare.registry import LAYERS
from core.declare.torch_lines import Method, X
from core.kernels import pool as k
from core.layers.window1d import GlobalPooling1D, as_picture
from core.ops.accounts.pooled import Chosen


@LAYERS.member
class GlobalMaxPooling1D(GlobalPooling1D):
    """Keeps the largest value of every feature over all steps: whether its pattern is anywhere in the series."""

    title = "Max of all steps"
    formula = r"y_c = \max_{t} x_{tc}"
    bends = True
    icon = "global_max"
    short = "GlbMax1D"
    cuts = True

    def forward(self, scope):
        k.max_pool(as_picture(scope.x), _single(scope, scope.y), *self.window(scope))

    def backward(self, scope):
        if scope.dx is not None:
            k.max_pool_gradient(as_picture(scope.x), _single(scope, scope.y), _single(scope, scope.dy),
                                as_picture(scope.dx), *self.window(scope), scope.cut)

    def account(self, sight):
        return Chosen(*self.looked_at(sight))

    def in_torch(self, *shapes):
        return Method(X, "amax", (2,))

    def in_onnx(self, *shapes):
        return node("ReduceMax", FIRST, axes=(1,), keepdims=0)


def _single(scope, tensor):
    """A row for each sample as pictures of one pixel."""
    return tensor.reshaped(scope.rows, 1, 1, scope.x.shape[2])
