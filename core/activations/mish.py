"""The activation Mish."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import gated_activations as k


@ACTIVATIONS.member
class Mish(Activation):
    """The value times the tanh of its softplus: much like swish, a little smoother (Misra 2019)."""

    formula = (r"a = z \tanh(\ln(1 + e^z)), \quad"
               r" a' = t + z (1 - t^2) \sigma(z), \; t = \tanh(\ln(1 + e^z))")

    def forward(self, scope):
        k.mish_forward(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        k.mish_backward(scope.x.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        return z * np.tanh(np.logaddexp(0, z))

    def slope(self, z):
        t = np.tanh(np.logaddexp(0, z))
        return t + z * (1 - t * t) * np.exp(-np.logaddexp(0, -z))

    def in_torch(self, *shapes):
        return call("nn.Mish")

    def in_keras(self, *shapes):
        return curve("mish")

    def in_onnx(self, *shapes):
        return node("Mul", FIRST, node("Tanh", node("Softplus", FIRST)))
