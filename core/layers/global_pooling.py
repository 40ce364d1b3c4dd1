"""Shared by the global pooling layers; each has a file of its own."""

from core.declare.parameters import switch
from core.layers.base import Layer, need_axes
from core.ops.tensor_type import PICTURE, ROW, TensorType
from core.text.messages import say


class GlobalPooling(Layer):
    """One window as large as the picture."""

    group = "See patterns"
    keepdims: switch("Keep as picture", "gives a picture of one pixel instead of a row of numbers") = False

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        return x.sized(1, 1, x.shape[2]) if self.keepdims else TensorType((x.shape[2],), ROW)

    def pixel(self, scope, tensor):
        """A value or gradient of the output as pictures of one pixel."""
        return tensor.reshaped(scope.rows, 1, 1, scope.x.shape[3])

    def window(self, scope) -> tuple[int, ...]:
        """Height, width, strides and padding of the window, as the kernels take them."""
        height, width = scope.x.shape[1:3]
        return height, width, height, width, 0, 0

    def looked_at(self, sight):
        """All values of a channel (rows, columns), and where they stand."""
        height, width, _ = sight.x.shape
        values, window = sight.looked_at(range(height), range(width), sight.place[-1:])
        return values[0], window

    def summary(self):
        return say("1 per channel")
