"""The layer Masking."""

from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import number
from core.declare.registry import LAYERS
from core.declare.torch_lines import LAST, Method, X
from core.kernels import masking as k
from core.kernels import merge
from core.layers.base import Layer
from core.layers.series import need_series
from core.ops.accounts.moved import Passed
from core.text.messages import say


@LAYERS.member
class Masking(Layer):
    """Marks steps that only fill up short series, so that later layers pass over them.

    A step does not count where all of its numbers are the value that means nothing. Recurrent layers keep their state
    there, and attention does not look at it.
    """

    formula = r"m_t = 0 \;\mathrm{where\ all}\; x_{tc} = v, \;\mathrm{else}\; 1"
    group = "Follow series"
    icon = "crop"
    short = "Mask"
    masks = True
    torch_axes = LAST
    torch_note = ("This sets the steps that do not count to 0. No mask goes on from layer to layer in PyTorch: "
                  "recurrent layers are told the lengths of series (nn.utils.rnn.pack_padded_sequence), attention a "
                  "key_padding_mask.")
    mask_value: number(-1e6, 1e6, "Value", "a step that holds nothing but this number does not count") = 0.0

    def output_type(self, x):
        need_series(x, self)
        return x

    def forward(self, scope):
        k.find_steps(scope.x, self.mask_value, scope.kept("mask", *scope.x.shape[:2]), scope.y)

    def mask(self, scope):
        return scope.kept("mask", *scope.x.shape[:2])

    def backward(self, scope):
        if scope.dx is not None:
            merge.copy(scope.dy.flat, scope.dx.flat)
            k.scale_steps(scope.dx, scope.kept("mask", *scope.x.shape[:2]))

    def account(self, sight):
        counts = (sight.x[sight.place[0]] != self.mask_value).any()
        return Passed(sight.here if counts else 0.0, sight.place, why="" if counts else say(
            "All numbers of this step are {value}, so it does not count.", value=self.mask_value))

    def summary(self):
        return say("passes over {value}", value=self.mask_value)

    def in_torch(self, *shapes):
        return X * Method(Method(X, "ne", (self.mask_value,)), "any", (-1, True))

    def in_onnx(self, *shapes):
        apart = node("Abs", node("Sub", FIRST, self.mask_value))
        return node("Mul", FIRST, node("Sign", node("ReduceMax", apart, axes=(-1,), keepdims=1)))
