"""The layer Add."""

from functools import reduce
from operator import add

from core.declare.onnx_lines import node, port
from core.declare.registry import LAYERS
from core.declare.torch_lines import joined
from core.kernels import merge as k
from core.layers.base import Layer, shown
from core.ops.accounts.moved import Joined
from core.ops.tensor_type import TensorType
from core.text.errors import ShapeError
from core.text.messages import say


def need_same(types: tuple[TensorType, ...], layer: Layer) -> None:
    """Raise ShapeError unless all inputs have one shape, and their axes one meaning."""
    for other in types[1:]:
        if other != types[0]:
            raise ShapeError(say("{layer} needs inputs of one shape, but gets {first} and {shape}; change the "
                                 "layers before it or use Concatenate", layer=say(layer.shown_name()),
                                 first=shown(types[0].shape), shape=shown(other.shape)))


@LAYERS.member
class Add(Layer):
    """Adds its inputs value by value: the join of a skip link."""

    formula = r"y = x_1 + x_2 + \dots"
    group = "Shape and join"
    icon = "add"
    everyday = 7
    short = "Add"
    inputs = (2, 64)

    def output_type(self, *types):
        need_same(types, self)
        return types[0]

    def forward(self, scope):
        y = scope.y.flat
        k.add(scope.xs[0].flat, scope.xs[1].flat, y)
        for x in scope.xs[2:]:
            k.add(y, x.flat, y)

    def backward(self, scope):
        for dx in scope.dxs:
            if dx is not None:
                k.copy(scope.dy.flat, dx.flat)

    def account(self, sight):
        return Joined(tuple(float(x[sight.place]) for x in sight.xs), "+")

    def summary(self):
        return "a + b"

    def in_torch(self, *shapes):
        return reduce(add, joined(shapes))

    def in_onnx(self, *shapes):
        return node("Sum", *map(port, range(len(shapes))))
