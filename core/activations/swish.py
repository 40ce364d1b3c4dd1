"""The activation Swish."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import gated_activations as k


@ACTIVATIONS.member
class Swish(Activation):
    """The value times its own sigmoid: smooth, dips a little below zero; good in very deep networks.

    Also called SiLU (Ramachandran et al. 2017).
    """

    formula = r"a = z \sigma(z), \quad a' = \sigma(z) + z \sigma(z) (1 - \sigma(z))"

    def forward(self, scope):
        k.swish_forward(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        k.swish_backward(scope.x.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        return z * np.exp(-np.logaddexp(0, -z))

    def slope(self, z):
        s = np.exp(-np.logaddexp(0, -z))
        return s + z * s * np.exp(-np.logaddexp(0, z))

    def in_torch(self, *shapes):
        return call("nn.SiLU")

    def in_keras(self, *shapes):
        return curve("silu")

    def in_onnx(self, *shapes):
        return node("Mul", FIRST, node("Sigmoid", FIRST))
