"""The layer Conv1D."""

import numpy as np

from core.declare.keras_lines import convolved as in_keras
from core.declare.onnx_lines import convolved
from core.declare.parameters import advanced, choice, whole
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import border1d, call, chain, channels_of, loading
from core.layers.base import WeightedLayer
from core.layers.convolving import (
    padded,
    record_convolution,
    record_input_gradient,
    record_kernel_gradient,
    record_padding,
)
from core.layers.series import need_series
from core.layers.window1d import ONE_ROW, along_time, as_picture, need_time
from core.ops.accounts.base import Window
from core.ops.accounts.weighed import Weighed
from core.ops.op import Weight
from core.text.messages import counted


@LAYERS.member
class Conv1D(WeightedLayer):
    """Slides short filters along a series: each filter answers wherever its pattern occurs in time."""

    title = "Conv over steps"
    short = "Conv1D"
    formula = r"y_{tf} = b_f + \sum_{k,c} x_{t s + k,\; c} \, W_{kcf}"
    group = "Follow series"
    icon = "conv"
    fuses_floor = True
    filters: whole(1, 4096, "Filters", "number of patterns, one output series each", scale="log") = 16
    kernel_size: whole(1, 64, "Filter length", "how many steps a filter sees", unit="steps") = 3
    strides: whole(1, 64, "Stride", "from one place of the filter to the next; 2 halves the series", unit="steps") = 1
    padding: choice(("valid", "same", "causal"), "Padding", "zeros at the ends: valid is none, same keeps the length, "
                    "causal puts all of them in front, so that no answer hangs on later steps") = "valid"
    dilation_rate: advanced(whole(1, 64, "Dilation", "distance between the steps that a filter looks at",
                                  unit="steps")) = 1

    def slides(self, steps: int):
        """How the window slides over the only row, and over the steps."""
        return ONE_ROW, along_time(steps, self.kernel_size, self.strides, self.padding, self.dilation_rate)

    def windows(self, *types):
        return self.slides(types[0].shape[0])[1:]

    def output_type(self, x):
        steps, _ = need_series(x, self)
        window = self.slides(steps)[1]
        need_time(window, self, "filter")
        return x.sized(window.places, self.filters)

    def weights(self, shape):
        fan_in, fan_out = self.kernel_size * shape[1], self.kernel_size * self.filters
        found = {"kernel": Weight((self.kernel_size, shape[1], self.filters), self.kernel_initializer, fan_in, fan_out,
                                  self.kernel_regularizer, axes="wio")}
        if self.use_bias:
            found["bias"] = Weight((self.filters,), self.bias_initializer, fan_in, fan_out)
        return found

    def forward(self, scope):
        rows, columns = self.slides(scope.x.shape[1])
        x = record_padding(scope, as_picture(scope.x), rows, columns)
        record_convolution(scope, x, as_picture_kernel(scope.weight("kernel")), scope.weight("bias"),
                           as_picture(scope.y), (1, columns.stride), (1, columns.dilation), scope.floor)

    def backward(self, scope):
        slides, dy = self.slides(scope.x.shape[1]), as_picture(scope.dy)
        if scope.gradient("kernel") is not None:
            record_kernel_gradient(scope, padded(scope, as_picture(scope.x), *slides), dy,
                                   as_picture_kernel(scope.gradient("kernel")), scope.gradient("bias"), slides)
        if scope.dx is not None:
            record_input_gradient(scope, dy, as_picture(scope.dx), as_picture_kernel(scope.weight("kernel")), 1, slides)

    def account(self, sight):
        (place, filter_), (steps, features) = sight.place, sight.x.shape
        seen = [(step, number) for number, step in enumerate(self.slides(steps)[1].seen(place)) if 0 <= step < steps]
        values = np.array([sight.x[step] for step, _ in seen], np.float64).reshape(-1, 1, 1)
        kernel = sight.weight("kernel")[..., filter_].astype(np.float64)
        weights = np.array([kernel[number] for _, number in seen]).reshape(-1, 1, 1)
        channels = tuple(step * features + feature for step, _ in seen for feature in range(features))
        return Weighed(values, weights, sight.number("bias", filter_), Window((0,), (0,), channels))

    def summary(self):
        return counted(self.filters, "{n} filter of {size}", "{n} filters of {size}", size=self.kernel_size)

    def count_formula(self, shape):
        inputs = f"{self.kernel_size} · {shape[1]}"
        return f"{self.filters} · ({inputs} + 1)" if self.use_bias else f"{self.filters} · {inputs}"

    def in_torch(self, *shapes):
        padding, before = self.padding, None
        if padding == "causal" or (padding == "same" and self.strides > 1):
            if not shapes:
                return None
            steps = self.slides(shapes[0][0])[1]
            padding, before = "valid", border1d(steps.before, steps.after)
        facts = {"stride": self.strides, "padding": 0 if padding == "valid" else padding,
                 "dilation": self.dilation_rate, "bias": self.use_bias}
        usual = {"stride": 1, "padding": 0, "dilation": 1, "bias": True}
        module = call("nn.Conv1d", channels_of(shapes), self.filters, self.kernel_size,
                      **{name: fact for name, fact in facts.items() if fact != usual[name]})
        return chain(before, loading(module, self, weight=Stored("kernel").turned(2, 1, 0), bias=Stored("bias")))

    def in_keras(self, *shapes):
        return in_keras(self, shapes, self.slides(shapes[0][0])[1:])

    def in_onnx(self, *shapes):
        return convolved(self, Stored("kernel").turned(2, 1, 0), self.slides(shapes[0][0])[1:])


def as_picture_kernel(kernel):
    """A kernel (steps, features, filters) as that of a convolution over pictures of one row."""
    return kernel.reshaped(1, *kernel.shape)
