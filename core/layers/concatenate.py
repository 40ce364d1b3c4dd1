"""The layer Concatenate."""

from core.declare.onnx_lines import node, port
from core.declare.registry import LAYERS
from core.declare.torch_lines import call, joined
from core.kernels import merge as k
from core.layers.base import Layer, shown
from core.ops.accounts.moved import Passed
from core.text.errors import ShapeError
from core.text.messages import say


@LAYERS.member
class Concatenate(Layer):
    """Lays its inputs side by side: all their channels, or all their numbers in one row."""

    formula = r"y = [x_1, x_2, \dots]"
    group = "Shape and join"
    icon = "concat"
    everyday = 8
    short = "Concat"
    inputs = (2, 64)

    def output_type(self, x, *others):
        for other in others:
            if other.axes != x.axes or other.shape[:-1] != x.shape[:-1]:
                raise ShapeError(say("Concatenate needs inputs that differ in the last number only, but gets "
                                     "{first} and {shape}; change the layers before it", first=shown(x.shape),
                                     shape=shown(other.shape)))
        return x.with_last(sum(one.shape[-1] for one in (x, *others)))

    def forward(self, scope):
        at = 0
        for x in scope.xs:
            k.copy_columns(x.rows, scope.y.rows, 0, at, x.shape[-1])
            at += x.shape[-1]

    def backward(self, scope):
        at = 0
        for x, dx in zip(scope.xs, scope.dxs, strict=True):
            if dx is not None:
                k.copy_columns(scope.dy.rows, dx.rows, at, 0, x.shape[-1])
            at += x.shape[-1]

    def account(self, sight):
        *before, channel = sight.place
        source = 0
        while channel >= sight.xs[source].shape[-1]:
            channel -= sight.xs[source].shape[-1]
            source += 1
        place = *before, channel
        return Passed(float(sight.xs[source][place]), place, source)

    def summary(self):
        return say("side by side")

    def in_torch(self, *shapes):
        return call("torch.cat", joined(shapes), dim=1)

    def in_onnx(self, *shapes):
        return node("Concat", *map(port, range(len(shapes))), axis=-1)
