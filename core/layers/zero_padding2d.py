"""The layer ZeroPadding2D."""

from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import four, sides
from core.declare.registry import LAYERS
from core.declare.torch_lines import border, call
from core.kernels import resize as k
from core.layers.base import Layer, need_axes
from core.ops.accounts.moved import Passed
from core.ops.tensor_type import PICTURE
from core.text.messages import say


def sides_text(value) -> str:
    """1 for one number on every side, else "top 1 bottom 2 left 0 right 0" without the zeros."""
    (top, bottom), (left, right) = four(value)
    if top == bottom == left == right:
        return say("{top} on every side", top=top)
    named = {say("top"): top, say("bottom"): bottom, say("left"): left, say("right"): right}
    return " ".join(f"{name} {count}" for name, count in named.items() if count) or say("nothing")


@LAYERS.member
class ZeroPadding2D(Layer):
    """Puts a border of zeros around pictures."""

    title = "Padding"
    formula = r"y_{ijc} = x_{i-t,\; j-l,\; c} \;\mathrm{inside,}\; 0 \;\mathrm{outside}"
    group = "Shape and join"
    icon = "pad"
    short = "Pad"
    padding: sides(0, 64, "Padding", "zeros on every side; two numbers: above and below, left and right; two pairs: "
                   "top and bottom, left and right", unit="pixels") = 1

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        rows, columns = four(self.padding)
        return x.sized(x.shape[0] + sum(rows), x.shape[1] + sum(columns), x.shape[2])

    def forward(self, scope):
        (top, _), (left, _) = four(self.padding)
        k.frame(scope.x, scope.y, top, left)

    def backward(self, scope):
        (top, _), (left, _) = four(self.padding)
        if scope.dx is not None:
            k.frame(scope.dy, scope.dx, -top, -left)

    def account(self, sight):
        ((top, _), (left, _)), (row, column, channel) = four(self.padding), sight.place
        place = row - top, column - left, channel
        if not (0 <= place[0] < sight.x.shape[0] and 0 <= place[1] < sight.x.shape[1]):
            return Passed(0.0, None)
        return Passed(float(sight.x[place]), place)

    def summary(self):
        return sides_text(self.padding)

    def in_torch(self, *shapes):
        return border(*four(self.padding)) or call("nn.Identity")

    def in_onnx(self, *shapes):
        (top, bottom), (left, right) = four(self.padding)
        return node("Pad", FIRST, (0, top, left, 0, 0, bottom, right, 0))
