"""The activation Tanh."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS, INNER_ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import elementwise as k
from core.kernels.series import TANH


@INNER_ACTIVATIONS.member
@ACTIVATIONS.member
class Tanh(Activation):
    """Squeezes any value to between −1 and 1, with zero in the middle."""

    inner = TANH
    onnx_inner = ("Tanh", ())
    formula = r"a = \tanh z, \quad a' = 1 - a^2"
    overwrites = True
    start = "Xavier normal"
    lowest, highest = -1.0, 1.0

    def forward(self, scope):
        k.tanh_forward(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        k.tanh_backward(scope.y.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        return np.tanh(z)

    def slope(self, z):
        return 1 - np.tanh(z) ** 2

    def in_torch(self, *shapes):
        return call("nn.Tanh")

    def in_keras(self, *shapes):
        return curve("tanh")

    def in_onnx(self, *shapes):
        return node("Tanh", FIRST)
