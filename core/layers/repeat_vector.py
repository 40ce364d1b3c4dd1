"""The layer RepeatVector."""

from core.declare.onnx_lines import FIRST, node, shaped
from core.declare.parameters import whole
from core.declare.registry import LAYERS
from core.declare.torch_lines import Method, X
from core.kernels import resize as k
from core.layers.base import Layer, need_axes
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import ROW, SERIES, TensorType
from core.text.messages import counted


@LAYERS.member
class RepeatVector(Layer):
    """Gives the same row of numbers at every step: what one network found is handed to another that makes a series."""

    title = "Repeat"
    formula = r"y_t = x"
    group = "Follow series"
    icon = "upsample"
    short = "Repeat"
    n: whole(1, 4096, "Steps", "how often the row is given", scale="log") = 8

    def output_type(self, x):
        need_axes(x, ROW, self, "put a Flatten before it")
        return TensorType((self.n, x.shape[0]), SERIES)

    def forward(self, scope):
        rows, width = scope.x.shape
        k.enlarge(scope.x.reshaped(rows, 1, 1, width), scope.y.reshaped(rows, self.n, 1, width), self.n, 1)

    def backward(self, scope):
        if scope.dx is not None:
            rows, width = scope.x.shape
            k.enlarge_gradient(scope.dy.reshaped(rows, self.n, 1, width), scope.dx.reshaped(rows, 1, 1, width),
                               self.n, 1)

    def account(self, sight):
        place = sight.place[-1:]
        return Passed(float(sight.x[place]), place)

    def summary(self):
        return counted(self.n, "{n} step", "{n} steps")

    def in_torch(self, *shapes):
        return None if not shapes else Method(Method(X, "unsqueeze", (2,)), "expand", (-1, -1, self.n))

    def in_onnx(self, *shapes):
        return node("Expand", shaped(FIRST, -1, 1, shapes[0][0]), (1, self.n, shapes[0][0]))
