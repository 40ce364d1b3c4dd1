"""The layer Conv2D."""

import math

import numpy as np

from core.declare.keras_lines import convolved as in_keras
from core.declare.onnx_lines import convolved
from core.declare.parameters import advanced, both, whole
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.layers.base import WeightedLayer, need_axes
from core.layers.convolving import (
    padded,
    record_convolution,
    record_input_gradient,
    record_kernel_gradient,
    record_padding,
    torch_convolution,
)
from core.layers.window import (
    DILATION,
    FILTER_SIZE,
    PADDING,
    STRIDE,
    filter_slides,
    need_room,
    picture,
    stride_words,
    times,
)
from core.ops.accounts.weighed import Weighed
from core.ops.op import Weight
from core.ops.tensor_type import PICTURE
from core.text.errors import ShapeError
from core.text.messages import counted, say


@LAYERS.member
class Conv2D(WeightedLayer):
    """Slides small filters over a picture: each filter answers wherever its pattern occurs."""

    formula = r"y_{ijf} = b_f + \sum_{k,l,c} x_{i s + k,\; j s + l,\; c} \, W_{klcf}"
    group = "See patterns"
    icon = "conv"
    everyday = 2
    short = "Conv"
    fuses_floor = True
    filters: whole(1, 4096, "Filters", "number of patterns, one output picture each", scale="log") = 16
    kernel_size: FILTER_SIZE = 3
    strides: STRIDE = 1
    padding: PADDING = "valid"
    dilation_rate: advanced(DILATION) = 1
    groups: advanced(whole(1, 4096, "Groups", "channels and filters are dealt into groups that do not see each "
                           "other")) = 1

    def slides(self, height: int, width: int):
        """How the window slides over the rows and over the columns."""
        return filter_slides(self, height, width)

    def windows(self, *types):
        return tuple(self.slides(*types[0].shape[:2]))

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        channels = x.shape[2]
        if channels % self.groups or self.filters % self.groups:
            raise ShapeError(say("Conv2D's {groups} groups must divide both its {filters} filters and the "
                                 "{channels} channels that come in; {mend}", groups=self.groups,
                                 filters=self.filters, channels=channels,
                                 mend=_mend(math.gcd(channels, self.filters))))
        rows, columns = self.slides(*x.shape[:2])
        need_room(rows, columns, self, "filter")
        return x.sized(*picture(rows, columns, self.filters))

    def weights(self, shape):
        height, width = both(self.kernel_size)
        depth = shape[2] // self.groups
        fan_in, fan_out = height * width * depth, height * width * self.filters // self.groups
        found = {"kernel": Weight((height, width, depth, self.filters), self.kernel_initializer, fan_in, fan_out,
                                  self.kernel_regularizer, axes="hwio")}
        if self.use_bias:
            found["bias"] = Weight((self.filters,), self.bias_initializer, fan_in, fan_out)
        return found

    def forward(self, scope):
        rows, columns = self.slides(*scope.x.shape[1:3])
        x = record_padding(scope, scope.x, rows, columns)
        record_convolution(scope, x, scope.weight("kernel"), scope.weight("bias"), scope.y,
                           (rows.stride, columns.stride), (rows.dilation, columns.dilation), scope.floor)

    def backward(self, scope):
        slides = self.slides(*scope.x.shape[1:3])
        if scope.gradient("kernel") is not None:
            record_kernel_gradient(scope, padded(scope, scope.x, *slides), scope.dy, scope.gradient("kernel"),
                                   scope.gradient("bias"), slides)
        if scope.dx is not None:
            record_input_gradient(scope, scope.dy, scope.dx, scope.weight("kernel"), self.groups, slides)

    def account(self, sight):
        (row, column, filter_), (rows, columns) = sight.place, self.slides(*sight.x.shape[:2])
        depth = sight.x.shape[2] // self.groups
        first = filter_ // (self.filters // self.groups) * depth
        values, window = sight.looked_at(rows.seen(row), columns.seen(column), range(first, first + depth))
        weights = sight.weight("kernel")[..., filter_].transpose(2, 0, 1).astype(np.float64)
        return Weighed(values, weights, sight.number("bias", filter_), window)

    def summary(self):
        return counted(self.filters, "{n} filter {size}{stride}", "{n} filters {size}{stride}",
                       size=times(both(self.kernel_size)), stride=stride_words(self.strides))

    def count_formula(self, shape):
        height, width = both(self.kernel_size)
        inputs = f"{height} · {width} · {shape[2] // self.groups}"
        return f"{self.filters} · ({inputs} + 1)" if self.use_bias else f"{self.filters} · {inputs}"

    def in_torch(self, *shapes):
        return torch_convolution(self, shapes, self.filters, self.groups, Stored("kernel").turned(3, 2, 0, 1))

    def in_keras(self, *shapes):
        return in_keras(self, shapes, self.slides(*shapes[0][:2]))

    def in_onnx(self, *shapes):
        return convolved(self, Stored("kernel").turned(3, 2, 0, 1), self.slides(*shapes[0][:2]), self.groups)


def _mend(common: int) -> str:
    if common > 1:
        return say("choose groups that divide {common}", common=common)
    return say("choose 1, or other numbers of filters")
