"""The activation GELU."""

import math

import numpy as np

from core.activations.base import Activation
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import switch
from core.declare.registry import ACTIVATIONS
from core.declare.torch_lines import X, call
from core.kernels import gated_activations as k


@ACTIVATIONS.member
class GELU(Activation):
    """The value times the chance that a normal random number lies below it; usual in transformers.

    Hendrycks and Gimpel 2016. `approximate` takes the tanh formula in place of the error function, as GPT-2 did.
    """

    formula = (r"a = z \Phi(z) = \frac{z}{2} (1 + \mathrm{erf}(z / \sqrt{2})), \quad"
               r" a' = \Phi(z) + z \frac{e^{-z^2/2}}{\sqrt{2 \pi}}")
    approximate: switch("Approximate", "the tanh formula in place of the error function") = False

    def forward(self, scope):
        kernel = k.gelu_tanh_forward if self.approximate else k.gelu_forward
        kernel(scope.x.flat, scope.y.flat)

    def backward(self, scope):
        kernel = k.gelu_tanh_backward if self.approximate else k.gelu_backward
        kernel(scope.x.flat, scope.dy.flat, scope.dx.flat)

    def curve(self, z):
        if self.approximate:
            return z * (1 + np.tanh(self._u(z))) / 2
        return z * self._phi(z)

    def slope(self, z):
        if self.approximate:
            t = np.tanh(self._u(z))
            return (1 + t) / 2 + z / 2 * (1 - t * t) * math.sqrt(2 / math.pi) * (1 + 3 * k.CUBIC * z * z)
        return self._phi(z) + z * np.exp(-z * z / 2) / math.sqrt(2 * math.pi)

    def _u(self, z):
        return math.sqrt(2 / math.pi) * (z + k.CUBIC * z**3)

    def _phi(self, z):
        z = np.asarray(z, np.float64)
        return np.array([math.erfc(-v / math.sqrt(2)) / 2 for v in z.reshape(-1)]).reshape(z.shape)

    def in_torch(self, *shapes):
        return call("nn.GELU", approximate="tanh") if self.approximate else call("nn.GELU")

    def in_keras(self, *shapes):
        return call("ops.gelu", X, approximate=self.approximate)

    def in_onnx(self, *shapes):
        if self.approximate:
            cube = node("Mul", node("Mul", node("Mul", FIRST, FIRST), FIRST), k.CUBIC)
            shares = node("Tanh", node("Mul", node("Add", FIRST, cube), math.sqrt(2 / math.pi)))
        else:
            shares = node("Erf", node("Mul", FIRST, math.sqrt(0.5)))
        return node("Mul", node("Mul", FIRST, 0.5), node("Add", shares, 1.0))
