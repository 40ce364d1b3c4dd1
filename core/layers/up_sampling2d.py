"""The layer UpSampling2D."""

from core.declare.onnx_lines import FIRST, node, shaped
from core.declare.parameters import both, pair
from core.declare.registry import LAYERS
from core.declare.torch_lines import call, one_or
from core.kernels import resize as k
from core.layers.base import Layer, need_axes
from core.layers.window import times
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import PICTURE
from core.text.messages import say


@LAYERS.member
class UpSampling2D(Layer):
    """Makes pictures larger: every pixel becomes a block of equal ones."""

    title = "Upsampling"
    formula = r"y_{ijc} = x_{\lfloor i/f \rfloor,\; \lfloor j/f \rfloor,\; c}"
    group = "Shape and join"
    icon = "upsample"
    short = "Upsample"
    size: pair(1, 16, "Factor", "how many times higher and wider") = 2

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        height, width = both(self.size)
        return x.sized(x.shape[0] * height, x.shape[1] * width, x.shape[2])

    def forward(self, scope):
        k.enlarge(scope.x, scope.y, *both(self.size))

    def backward(self, scope):
        if scope.dx is not None:
            k.enlarge_gradient(scope.dy, scope.dx, *both(self.size))

    def account(self, sight):
        (height, width), (row, column, channel) = both(self.size), sight.place
        place = row // height, column // width, channel
        return Passed(float(sight.x[place]), place)

    def summary(self):
        return say("{size} times", size=times(both(self.size)))

    def in_torch(self, *shapes):
        return call("nn.Upsample", scale_factor=one_or(both(self.size)))

    def in_onnx(self, *shapes):
        (height, width), (rows, columns, channels) = both(self.size), shapes[0]
        apart = shaped(FIRST, -1, rows, 1, columns, 1, channels)
        blocks = node("Expand", apart, (1, rows, height, columns, width, channels))
        return shaped(blocks, -1, rows * height, columns * width, channels)
