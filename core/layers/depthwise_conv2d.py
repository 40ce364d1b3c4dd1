"""The layer DepthwiseConv2D."""

import numpy as np

from core import initializers
from core.activations.linear import Linear
from core.declare.keras_lines import convolved as in_keras
from core.declare.onnx_lines import convolved
from core.declare.parameters import advanced, both, whole
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import channels_of
from core.kernels import depthwise as k
from core.kernels.conv import sum_parts, turn
from core.kernels.product import NO_FLOOR
from core.layers.base import ACTIVATION, BIAS_START, TRAINABLE, USE_BIAS, WEIGHT_PENALTY, WEIGHT_START, Layer, need_axes
from core.layers.convolving import padded, record_padding, record_spreading, torch_convolution
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
from core.text.messages import say


@LAYERS.member
class DepthwiseConv2D(Layer):
    """Filters every channel by itself: patterns without mixing, for far fewer weights."""

    title = "Depthwise conv"
    formula = r"y_{ij,\, c m + q} = b_{c m + q} + \sum_{k,l} x_{i s + k,\; j s + l,\; c} \, W_{klcq}"
    group = "See patterns"
    icon = "depthwise"
    short = "Depth"
    fuses_floor = True
    kernel_size: FILTER_SIZE = 3
    strides: STRIDE = 1
    padding: PADDING = "valid"
    depth_multiplier: whole(1, 64, "Filters a channel", "how many filters look at each channel") = 1
    dilation_rate: advanced(DILATION) = 1
    activation: ACTIVATION = Linear()
    depthwise_initializer: WEIGHT_START = initializers.glorot.GlorotUniform()
    bias_initializer: advanced(BIAS_START) = initializers.constants.Zeros()
    depthwise_regularizer: WEIGHT_PENALTY = None
    use_bias: advanced(USE_BIAS) = True
    trainable: advanced(TRAINABLE) = True

    def slides(self, height: int, width: int):
        """How the window slides over the rows and over the columns."""
        return filter_slides(self, height, width)

    def windows(self, *types):
        return tuple(self.slides(*types[0].shape[:2]))

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        rows, columns = self.slides(*x.shape[:2])
        need_room(rows, columns, self, "filter")
        return x.sized(*picture(rows, columns, x.shape[2] * self.depth_multiplier))

    def weights(self, shape):
        height, width = both(self.kernel_size)
        fan_in, fan_out = height * width, height * width * self.depth_multiplier
        found = {"kernel": Weight((height, width, shape[2], self.depth_multiplier), self.depthwise_initializer, fan_in,
                                  fan_out, self.depthwise_regularizer, axes="hwoo")}
        if self.use_bias:
            found["bias"] = Weight((shape[2] * self.depth_multiplier,), self.bias_initializer, fan_in, fan_out)
        return found

    def forward(self, scope):
        slides = self.slides(*scope.x.shape[1:3])
        x = self._repeated(scope)
        if x is not scope.x:
            k.repeat_channels(scope.x.rows, x.rows)
        self._convolve(scope, record_padding(scope, x, *slides), _wide(scope.weight("kernel")), scope.weight("bias"),
                       scope.y, slides, scope.floor)

    def _repeated(self, scope):
        """The input with every channel as often as it has filters."""
        if self.depth_multiplier == 1:
            return scope.x
        *place, channels = scope.x.shape
        return scope.kept("repeated", *place, channels * self.depth_multiplier)

    def _convolve(self, scope, x, kernel, bias, y, slides, floor, strided=True) -> None:
        rows, columns = slides
        strides = (rows.stride, columns.stride) if strided else (1, 1)
        k.depthwise_convolve(x, kernel, bias, y, *strides, rows.dilation, columns.dilation, floor)

    def backward(self, scope):
        slides = self.slides(*scope.x.shape[1:3])
        if scope.gradient("kernel") is not None:
            self._kernel_gradient(scope, padded(scope, self._repeated(scope), *slides), slides)
        if scope.dx is None:
            return
        kernel = _wide(scope.weight("kernel"))
        turned = scope.scratch("turned", *kernel.shape)
        turn(kernel, turned, kernel.shape[3])
        once = self.depth_multiplier == 1
        dx = scope.dx if once else scope.scratch("repeated gradient", *self._repeated(scope).shape)
        self._convolve(scope, record_spreading(scope, scope.dy, slides), turned, scope.nothing, dx, slides, NO_FLOOR,
                       strided=False)
        if not once:
            k.fold_channels(dx.rows, scope.dx.rows)

    def _kernel_gradient(self, scope, x, slides) -> None:
        rows, columns = slides
        dw, db = _wide(scope.gradient("kernel")), scope.gradient("bias")
        height, width, _, channels = dw.shape
        parts = k.gradient_parts(scope.dy, dw)
        dw_parts = scope.scratch("kernel parts", parts * height, width, 1, channels)
        db_parts = scope.scratch("bias parts", parts, db.size)
        k.depthwise_gradient(x, scope.dy, dw_parts, db_parts, rows.stride, columns.stride, rows.dilation,
                             columns.dilation)
        sum_parts(dw_parts.reshaped(parts, dw.size), dw.flat)
        if db.size:
            sum_parts(db_parts, db)

    def account(self, sight):
        (row, column, filter_), (rows, columns) = sight.place, self.slides(*sight.x.shape[:2])
        channel, nth = divmod(filter_, self.depth_multiplier)
        values, window = sight.looked_at(rows.seen(row), columns.seen(column), (channel,))
        weights = sight.weight("kernel")[None, :, :, channel, nth].astype(np.float64)
        return Weighed(values, weights, sight.number("bias", filter_), window)

    def summary(self):
        return say("{size} each channel{stride}", size=times(both(self.kernel_size)),
                   stride=stride_words(self.strides))

    def count_formula(self, shape):
        height, width = both(self.kernel_size)
        inputs = f"{shape[2] * self.depth_multiplier} · "
        return inputs + (f"({height} · {width} + 1)" if self.use_bias else f"{height} · {width}")

    def in_torch(self, *shapes):
        channels = channels_of(shapes)
        filters = channels if self.depth_multiplier == 1 else channels * self.depth_multiplier
        kernel = Stored("kernel").turned(2, 3, 0, 1).shaped(-1, 1, *both(self.kernel_size))
        return torch_convolution(self, shapes, filters, channels, kernel)

    def in_keras(self, *shapes):
        return in_keras(self, shapes, self.slides(*shapes[0][:2]))

    def in_onnx(self, *shapes):
        height, width, channels = shapes[0]
        filters = channels * self.depth_multiplier
        kernel = Stored("kernel").turned(2, 3, 0, 1).shaped(filters, 1, *both(self.kernel_size))
        return convolved(self, kernel, self.slides(height, width), channels)


def _wide(kernel):
    """(height, width, channels, multiplier) seen as (height, width, 1, channels · multiplier)."""
    height, width, channels, multiplier = kernel.shape
    return kernel.reshaped(height, width, 1, channels * multiplier)
