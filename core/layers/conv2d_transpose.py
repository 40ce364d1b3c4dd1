"""The layer Conv2DTranspose."""

import numpy as np

from core.declare.keras_lines import by_class, taking
from core.declare.onnx_lines import FIRST, channels_first, channels_last, node
from core.declare.parameters import advanced, both, choice, pair, whole
from core.declare.registry import LAYERS
from core.declare.stored import Stored
from core.declare.torch_lines import border, call, chain, channels_of, loading, one_or
from core.kernels.conv import sum_parts
from core.kernels.norm import blocks, channel_sums
from core.kernels.product import NO_FLOOR
from core.layers.base import WeightedLayer, need_axes, shown
from core.layers.convolving import record_convolution, record_input_gradient, record_kernel_gradient, record_padding
from core.layers.window import PADDINGS, slide_back, stride_words, times
from core.ops.accounts.weighed import Weighed
from core.ops.op import Weight
from core.ops.tensor_type import PICTURE
from core.text.errors import ShapeError
from core.text.messages import counted, say


@LAYERS.member
class Conv2DTranspose(WeightedLayer):
    """Draws pictures larger with learned stamps: the way back through a convolution."""

    title = "Transposed conv"
    formula = r"y_{i s + k,\; j s + l,\; f} \mathrel{+}= \sum_c x_{ijc} \, W_{klfc}"
    group = "See patterns"
    icon = "conv_transpose"
    short = "Deconv"
    fuses_floor = True
    filters: whole(1, 4096, "Filters", "number of output pictures", scale="log") = 16
    kernel_size: pair(1, 64, "Filter size", "height and width of a stamp", unit="pixels") = 3
    strides: pair(1, 64, "Stride", "from one stamp to the next; 2 doubles the picture", unit="pixels") = 2
    padding: choice(PADDINGS, "Padding", "same: stride times as large; valid: all that the stamps reach; a number cuts "
                    "that many pixels off every side") = "same"
    dilation_rate: advanced(pair(1, 64, "Dilation", "distance between the pixels of a stamp", unit="pixels")) = 1

    def slides(self, height: int, width: int):
        """How the window of the way back slides over the rows and columns of the output."""
        return [slide_back(places, size, stride, self.padding, dilation) for places, size, stride, dilation in zip(
            (height, width), both(self.kernel_size), both(self.strides), both(self.dilation_rate), strict=True)]

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put a Reshape before it")
        rows, columns = self.slides(*x.shape[:2])
        if rows.length < 1 or columns.length < 1:
            raise ShapeError(say("{layer} cuts {padding} pixels off every side of {shape}, so nothing is left; choose "
                                 "a smaller padding", layer=say(self.shown_name()), padding=self.padding,
                                 shape=shown(x.shape[:2])))
        return x.sized(rows.length, columns.length, self.filters)

    def weights(self, shape):
        height, width = both(self.kernel_size)
        fan_in, fan_out = height * width * shape[2], height * width * self.filters
        found = {"kernel": Weight((height, width, self.filters, shape[2]), self.kernel_initializer, fan_in, fan_out,
                                  self.kernel_regularizer, axes="hwoi")}
        if self.use_bias:
            found["bias"] = Weight((self.filters,), self.bias_initializer, fan_in, fan_out)
        return found

    def forward(self, scope):
        record_input_gradient(scope, scope.x, scope.y, scope.weight("kernel"), 1, self.slides(*scope.x.shape[1:3]),
                              scope.weight("bias"), scope.floor)

    def backward(self, scope):
        rows, columns = slides = self.slides(*scope.x.shape[1:3])
        learns = scope.gradient("kernel") is not None
        if not learns and scope.dx is None:
            return
        dy = record_padding(scope, scope.dy, rows, columns)
        if scope.dx is not None:
            record_convolution(scope, dy, scope.weight("kernel"), scope.nothing, scope.dx,
                               (rows.stride, columns.stride), (rows.dilation, columns.dilation), NO_FLOOR)
        if learns:
            record_kernel_gradient(scope, dy, scope.x, scope.gradient("kernel"), scope.nothing, slides)
            if self.use_bias:
                parts = scope.scratch("bias parts", blocks(scope.dy.rows), self.filters)
                channel_sums(scope.dy.rows, parts)
                sum_parts(parts, scope.gradient("bias"))

    def account(self, sight):
        (row, column, filter_), (rows, columns) = sight.place, self.slides(*sight.x.shape[:2])
        down, across = rows.seen_from(row), columns.seen_from(column)
        values, window = sight.looked_at((place for place, _ in down), (place for place, _ in across),
                                         range(sight.x.shape[2]))
        kernel = sight.weight("kernel")[:, :, filter_].astype(np.float64)
        steps = np.ix_([step for _, step in down], [step for _, step in across], range(kernel.shape[2]))
        return Weighed(values, kernel[steps].transpose(2, 0, 1), sight.number("bias", filter_), window)

    def summary(self):
        return counted(self.filters, "{n} filter {size}{stride}", "{n} filters {size}{stride}",
                       size=times(both(self.kernel_size)), stride=stride_words(self.strides, always=True))

    def count_formula(self, shape):
        height, width = both(self.kernel_size)
        inputs = f"{height} · {width} · {shape[2]}"
        return f"{self.filters} · ({inputs} + 1)" if self.use_bias else f"{self.filters} · {inputs}"

    def in_torch(self, *shapes):
        slides = self.slides(*shapes[0][:2]) if shapes else self.slides(1, 1)
        rest = one_or([max(one.stride - one.reach, 0) if isinstance(self.padding, str) else 0 for one in slides])
        cut = [(one.before, one.after) for one in slides] if self.padding == "same" else [(0, 0), (0, 0)]
        facts = {"stride": one_or(both(self.strides)), "padding": 0 if isinstance(self.padding, str) else self.padding,
                 "output_padding": rest, "dilation": one_or(both(self.dilation_rate)), "bias": self.use_bias}
        usual = {"stride": 1, "padding": 0, "output_padding": 0, "dilation": 1, "bias": True}
        stamp = call("nn.ConvTranspose2d", channels_of(shapes), self.filters, one_or(both(self.kernel_size)),
                     **{name: fact for name, fact in facts.items() if fact != usual[name]})
        stamp = loading(stamp, self, weight=Stored("kernel").turned(3, 2, 0, 1), bias=Stored("bias"))
        return chain(stamp, border(*cut, sign=-1))

    def in_keras(self, *shapes):
        if max(both(self.strides)) > 1 and max(both(self.dilation_rate)) > 1:
            raise ShapeError(say("Keras knows no transposed convolution with both a stride and a dilation; set one of "
                                 "them to 1, or export another format."))
        if isinstance(self.padding, str):
            return taking(self, by_class(self), shapes)
        cut = [(one.before, one.after + max(one.stride - one.reach, 0)) for one in self.slides(*shapes[0][:2])]
        return [taking(self, by_class(self, padding="valid"), shapes), call("layers.Cropping2D", cut)]

    def in_onnx(self, *shapes):
        slides = self.slides(*shapes[0][:2])
        left = [one.stride * (places - 1) + one.reach - one.before - one.length
                for one, places in zip(slides, shapes[0], strict=False)]
        facts = {"kernel_shape": tuple(one.size for one in slides), "strides": tuple(one.stride for one in slides),
                 "dilations": tuple(one.dilation for one in slides),
                 "pads": (*(one.before for one in slides), *(max(count, 0) for count in left)),
                 "output_padding": tuple(max(-count, 0) for count in left)}
        inputs = (channels_first(FIRST, 3), Stored("kernel").turned(3, 2, 0, 1),
                  *([Stored("bias")] if self.use_bias else []))
        return channels_last(node("ConvTranspose", *inputs, **facts), 3)
