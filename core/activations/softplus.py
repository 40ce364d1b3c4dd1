"""The activation Softplus."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import exponential_activations as k


@ACTIVATIONS.member
class Softplus(Activation):
    """A ReLU with a rounded corner: always positive, and its slope is the sigmoid."""

    formula = r"a = \ln(1 + e^z), \quad a' = \frac{1}{1 + e^{-z}}"
    overwrites = True
    lowest = 0.0

    def forward(self, scope):
        k.softplus_forward(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        k.softplus_backward(scope.y.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        return np.logaddexp(0, z)

    def slope(self, z):
        return np.exp(-np.logaddexp(0, -z))

    def in_torch(self, *shapes):
        return call("nn.Softplus")

    def in_keras(self, *shapes):
        return curve("softplus")

    def in_onnx(self, *shapes):
        return node("Softplus", FIRST)
