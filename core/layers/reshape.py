"""The layer Reshape."""

import math

import numpy as np

from core.declare.onnx_lines import FIRST, shaped
from core.declare.parameters import sizes
from core.declare.registry import LAYERS
from core.declare.torch_lines import Method, X, call
from core.layers.base import Layer, shown
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import usual
from core.text.errors import ShapeError
from core.text.messages import say


@LAYERS.member
class Reshape(Layer):
    """Gives the same numbers another shape: a row becomes a picture, for example."""

    formula = r"y = \mathrm{reshape}(x)"
    group = "Shape and join"
    icon = "reshape"
    short = "Reshape"
    torch_note = "PyTorch has channels first: moved to the end, numbers stand in the same order."
    view = True
    target_shape: sizes(-1, 65536, "Shape", "height, width and channels, or one number for a row; one of them may be "
                        "-1: as many as are left") = (-1,)

    def output_type(self, x):
        wanted, count = self.target_shape, math.prod(x.shape)
        if wanted.count(-1) > 1 or 0 in wanted:
            raise ShapeError(say("Reshape to {wanted} is not clear; at most one number may be -1, none 0",
                                 wanted=shown(wanted)))
        known = math.prod(size for size in wanted if size != -1)
        if count % known or (-1 not in wanted and count != known):
            raise ShapeError(say("Reshape cannot make {wanted} of {shape}, which is {count} numbers; choose numbers "
                                 "whose product is {count}", wanted=shown(wanted), shape=shown(x.shape), count=count))
        return usual(tuple(count // known if size == -1 else size for size in wanted))

    def account(self, sight):
        number = np.ravel_multi_index(sight.place, self.output_shape(sight.x.shape))
        place = tuple(int(along) for along in np.unravel_index(number, sight.x.shape))
        return Passed(float(sight.x[place]), place)

    def summary(self):
        if len(self.target_shape) == 1:
            return say("to one row")
        return say("to {shape}", shape=shown(tuple("…" if size == -1 else size for size in self.target_shape)))

    def in_torch(self, *shapes):
        moved = Method(Method(X, "movedim", (1, -1)), "reshape", (call("len", X), *self.target_shape))
        return Method(moved, "movedim", (-1, 1)) if len(self.target_shape) > 1 else moved

    def in_onnx(self, *shapes):
        return shaped(FIRST, -1, *self.output_shape(shapes[0]))
