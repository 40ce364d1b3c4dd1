"""The activation Linear."""

from core.activations.base import Activation
from core.declare.onnx_lines import FIRST
from core.declare.registry import ACTIVATIONS, INNER_ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels.series import LINEAR


@INNER_ACTIVATIONS.member
@ACTIVATIONS.member
class Linear(Activation):
    """Passes every value on unchanged; right for the output of a regression."""

    inner = LINEAR
    onnx_inner = ("Affine", (1.0, 0.0))
    formula = r"a = z"
    view = True
    start = "Xavier normal"

    def curve(self, z):
        return z

    def slope(self, z):
        return z * 0 + 1

    def in_torch(self, *shapes):
        return call("nn.Identity")

    def in_keras(self, *shapes):
        return None

    def in_onnx(self, *shapes):
        return FIRST
