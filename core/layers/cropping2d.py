"""The layer Cropping2D."""

from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import four, sides
from core.declare.registry import LAYERS
from core.declare.torch_lines import border, call
from core.kernels import resize as k
from core.layers.base import Layer, need_axes, shown
from core.layers.zero_padding2d import sides_text
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import PICTURE
from core.text.errors import ShapeError
from core.text.messages import say


@LAYERS.member
class Cropping2D(Layer):
    """Cuts the border off pictures."""

    title = "Cropping"
    formula = r"y_{ijc} = x_{i+t,\; j+l,\; c}"
    group = "Shape and join"
    icon = "crop"
    short = "Crop"
    cropping: sides(0, 64, "Cropping", "pixels off every side; two numbers: above and below, left and right; two "
                    "pairs: top and bottom, left and right", unit="pixels") = 1

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        rows, columns = four(self.cropping)
        height, width = x.shape[0] - sum(rows), x.shape[1] - sum(columns)
        if height < 1 or width < 1:
            raise ShapeError(say("{layer} cuts {rows}×{columns} pixels off a picture of {shape}, so nothing is left; "
                                 "cut off less", layer=say(self.shown_name()), rows=sum(rows), columns=sum(columns),
                                 shape=shown(x.shape[:2])))
        return x.sized(height, width, x.shape[2])

    def forward(self, scope):
        (top, _), (left, _) = four(self.cropping)
        k.frame(scope.x, scope.y, -top, -left)

    def backward(self, scope):
        (top, _), (left, _) = four(self.cropping)
        if scope.dx is not None:
            k.frame(scope.dy, scope.dx, top, left)

    def account(self, sight):
        ((top, _), (left, _)), (row, column, channel) = four(self.cropping), sight.place
        place = row + top, column + left, channel
        return Passed(float(sight.x[place]), place)

    def summary(self):
        return sides_text(self.cropping)

    def in_torch(self, *shapes):
        return border(*four(self.cropping), sign=-1) or call("nn.Identity")

    def in_onnx(self, *shapes):
        (top, bottom), (left, right) = four(self.cropping)
        return node("Slice", FIRST, (top, left), (shapes[0][0] - bottom, shapes[0][1] - right), (1, 2))
