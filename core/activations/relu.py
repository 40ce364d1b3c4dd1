"""The activations ReLU and LeakyReLU."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import number
from core.declare.registry import ACTIVATIONS, INNER_ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import elementwise as k
from core.kernels.series import RELU


@INNER_ACTIVATIONS.member
@ACTIVATIONS.member
class ReLU(Activation):
    """Cuts negative values to zero and passes positive ones on; the usual choice for hidden layers."""

    inner = RELU
    onnx_inner = ("Relu", ())
    formula = r"a = \max(0, z), \quad a' = 1 \;\mathrm{where}\; z > 0"
    overwrites = True
    floor = 0.0
    lowest = 0.0

    def forward(self, scope):
        k.relu_forward(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        k.relu_backward(scope.y.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        return np.maximum(z, 0)

    def slope(self, z):
        return (z > 0) * 1.0

    def in_torch(self, *shapes):
        return call("nn.ReLU")

    def in_keras(self, *shapes):
        return curve("relu")

    def in_onnx(self, *shapes):
        return node("Relu", FIRST)


@ACTIVATIONS.member
class LeakyReLU(Activation):
    """Like ReLU, but lets a little of the negative side through, so that no unit can die."""

    title = "Leaky ReLU"
    formula = r"a = \max(\alpha z, z), \quad a' = 1 \;\mathrm{or}\; \alpha"
    overwrites = True
    negative_slope: number(0.0001, 0.99, "Slope α", "slope left of zero") = 0.01

    def forward(self, scope):
        k.leaky_relu_forward(scope.x.flat, scope.y.flat, self.negative_slope)

    def backward(self, scope):
        k.leaky_relu_backward(scope.y.flat, scope.dy.flat, scope.dx.flat, self.negative_slope)

    def curve(self, z):
        return np.where(z > 0, z, self.negative_slope * z)

    def slope(self, z):
        return np.where(z > 0, 1.0, self.negative_slope)

    def in_torch(self, *shapes):
        return call("nn.LeakyReLU", self.negative_slope)

    def in_onnx(self, *shapes):
        return node("LeakyRelu", FIRST, alpha=self.negative_slope)
