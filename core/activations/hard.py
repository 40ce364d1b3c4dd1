"""Hard sigmoid and hard tanh: piecewise linear approximations of sigmoid and tanh."""

import numpy as np

from core.activations.base import Activation
from core.declare.keras_lines import curve
from core.declare.onnx_lines import FIRST, node
from core.declare.registry import ACTIVATIONS, GATE_ACTIVATIONS, INNER_ACTIVATIONS
from core.declare.torch_lines import call
from core.kernels import clipped_activations as k
from core.kernels.series import HARD_SIGMOID


@GATE_ACTIVATIONS.member
@INNER_ACTIVATIONS.member
@ACTIVATIONS.member
class HardSigmoid(Activation):
    """A sigmoid of three straight pieces: 0 below −3, 1 above 3; cheap, but flat outside."""

    title = "Hard sigmoid"
    inner = HARD_SIGMOID
    onnx_inner = ("HardSigmoid", (1 / 6, 0.5))
    formula = r"a = \min(\max(z + 3, 0), 6) / 6, \quad a' = 1/6 \;\mathrm{where}\; |z| < 3, \;\mathrm{else}\; 0"
    overwrites = True
    start = "Xavier normal"
    lowest, highest = 0.0, 1.0

    def forward(self, scope):
        k.ramp_forward(scope.x.flat, scope.y.flat, 1 / 6, 0.5, 0.0)

    def backward(self, scope):
        k.ramp_backward(scope.y.flat, scope.dy.flat, scope.dx.flat, 1 / 6, 0.0)

    def curve(self, z):
        return np.clip(z + 3, 0, 6) / 6

    def slope(self, z):
        return np.where(np.abs(z) < 3, 1 / 6, 0.0)

    def in_torch(self, *shapes):
        return call("nn.Hardsigmoid")

    def in_keras(self, *shapes):
        return curve("hard_sigmoid")

    def in_onnx(self, *shapes):
        return node("HardSigmoid", FIRST, alpha=1 / 6, beta=0.5)


@ACTIVATIONS.member
class HardTanh(Activation):
    """A tanh of three straight pieces: −1, the value itself, 1."""

    title = "Hard tanh"
    formula = r"a = \max(-1, \min(z, 1)), \quad a' = 1 \;\mathrm{where}\; |z| < 1, \;\mathrm{else}\; 0"
    overwrites = True
    start = "Xavier normal"
    lowest, highest = -1.0, 1.0

    def forward(self, scope):
        k.ramp_forward(scope.x.flat, scope.y.flat, 1.0, 0.0, -1.0)

    def backward(self, scope):
        k.ramp_backward(scope.y.flat, scope.dy.flat, scope.dx.flat, 1.0, -1.0)

    def curve(self, z):
        return np.clip(z, -1, 1)

    def slope(self, z):
        return np.where(np.abs(z) < 1, 1.0, 0.0)

    def in_torch(self, *shapes):
        return call("nn.Hardtanh")

    def in_keras(self, *shapes):
        return curve("hard_tanh")

    def in_onnx(self, *shapes):
        return node("Clip", FIRST, -1.0, 1.0)
