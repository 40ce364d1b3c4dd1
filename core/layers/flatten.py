"""The layer Flatten."""

import math

import numpy as np

from core.declare.onnx_lines import FIRST, shaped
from core.declare.registry import LAYERS
from core.declare.torch_lines import Method, X
from core.layers.base import Layer
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import ROW, TensorType
from core.text.messages import say


@LAYERS.member
class Flatten(Layer):
    """Lays a picture out as one row of numbers."""

    formula = r"y = \mathrm{reshape}(x)"
    group = "Shape and join"
    icon = "flatten"
    everyday = 5
    short = "Flat"
    torch_note = "PyTorch has channels first: moved to the end, numbers stand in the same order."
    view = True

    def output_type(self, x):
        return TensorType((math.prod(x.shape),), ROW)

    def account(self, sight):
        number = sight.place[0]
        place = tuple(int(along) for along in np.unravel_index(number, sight.x.shape))
        return Passed(float(sight.x[place]), place)

    def summary(self):
        return say("to one row")

    def in_torch(self, *shapes):
        return Method(Method(X, "movedim", (1, -1)), "flatten", (1,))

    def in_onnx(self, *shapes):
        return shaped(FIRST, -1, math.prod(shapes[0]))
