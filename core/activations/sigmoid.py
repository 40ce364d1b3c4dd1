"""The activation Sigmoid."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS, GATE_ACTIVATIONS, INNER_ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import elementwise as k
from core.kernels.series import SIGMOID


@GATE_ACTIVATIONS.member
@INNER_ACTIVATIONS.member
@ACTIVATIONS.member
class Sigmoid(Activation):
    """Squeezes any value to between 0 and 1, like a probability; its slope is at most 0.25."""

    inner = SIGMOID
    onnx_inner = ("Sigmoid", ())
    formula = r"a = \frac{1}{1 + e^{-z}}, \quad a' = a (1 - a)"
    overwrites = True
    start = "Xavier normal"
    lowest, highest = 0.0, 1.0

    def forward(self, scope):
        k.sigmoid_forward(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        k.sigmoid_backward(scope.y.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        return 1 / (1 + np.exp(-z))

    def slope(self, z):
        return self.curve(z) * self.curve(-z)

    def in_torch(self, *shapes):
        return call("nn.Sigmoid")

    def in_keras(self, *shapes):
        return curve("sigmoid")

    def in_onnx(self, *shapes):
        return node("Sigmoid", FIRST)
