"""The activation Softmax."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS
from core.declare.torch_lines import FIRST_AXIS, call
from core.kernels import softmax as k
from core.ops.accounts.bent import Share


@ACTIVATIONS.member
class Softmax(Activation):
    """Turns the values of one sample into probabilities that add up to 1; for choosing among classes."""

    formula = r"a_i = \frac{e^{z_i}}{\sum_j e^{z_j}}, \quad \frac{\partial a_i}{\partial z_j} = a_i (\delta_{ij} - a_j)"
    overwrites = True
    torch_axes = FIRST_AXIS
    start = "Xavier normal"
    lowest, highest = 0.0, 1.0

    def forward(self, scope):
        k.softmax_forward(scope.x.rows, scope.y.rows)

    def backward(self, scope):
        k.softmax_backward(scope.y.rows, scope.dy.rows, scope.dx.rows)

    def account(self, sight):
        return Share(sight.x[sight.place[:-1]].astype(np.float64), sight.place[-1])

    def curve(self, z):
        e = np.exp(z - z.max(-1, keepdims=True))
        return e / e.sum(-1, keepdims=True)

    def slope(self, z):
        return self.curve(z) * (1 - self.curve(z))

    def in_torch(self, *shapes):
        return call("nn.Softmax", dim=1)

    def in_keras(self, *shapes):
        return curve("softmax")

    def in_onnx(self, *shapes):
        return node("Softmax", FIRST, axis=-1)
