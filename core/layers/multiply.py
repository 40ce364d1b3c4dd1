"""The layer Multiply."""

from functools import reduce
from operator import mul

from core.declare.onnx_lines import node, port
from core.declare.registry import LAYERS
from core.declare.torch_lines import joined
from core.kernels import merge as k
from core.layers.add import need_same
from core.layers.base import Layer
from core.ops.accounts.moved import Joined


@LAYERS.member
class Multiply(Layer):
    """Multiplies its inputs value by value: one can open and close the other like a gate."""

    formula = r"y = x_1 \cdot x_2 \cdot \dots"
    bends = True
    group = "Shape and join"
    icon = "multiply"
    short = "Times"
    inputs = (2, 64)

    def output_type(self, *types):
        need_same(types, self)
        return types[0]

    def forward(self, scope):
        _record_product([x.flat for x in scope.xs], scope.y.flat)

    def backward(self, scope):
        for index, dx in enumerate(scope.dxs):
            if dx is not None:
                others = [x.flat for i, x in enumerate(scope.xs) if i != index]
                _record_product([scope.dy.flat, *others], dx.flat)

    def account(self, sight):
        return Joined(tuple(float(x[sight.place]) for x in sight.xs), "·")

    def summary(self):
        return "a × b"

    def in_torch(self, *shapes):
        return reduce(mul, joined(shapes))

    def in_onnx(self, *shapes):
        return reduce(lambda left, right: node("Mul", left, right), map(port, range(len(shapes))))


def _record_product(factors: list, y) -> None:
    k.product(factors[0], factors[1], y)
    for factor in factors[2:]:
        k.product(y, factor, y)
