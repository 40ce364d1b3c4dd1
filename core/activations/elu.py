"""The activations ELU and SELU."""

import numpy as np
from msgspec.structs import replace

from core.activations.base import Activation
from core.activations.learned import AlphaShared, alpha_at, alpha_weight, learned_backward, learned_forward
from core.declare.keras_lines import curve, taking
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import number, switch
from core.declare.registry import ACTIVATIONS
from core.declare.stored import Stored
from core.declare.torch_lines import EITHER, LAST, Loaded, call
from core.initializers.constants import Constant
from core.kernels import exponential_activations as k
from core.kernels import learned_activations
from core.ops.accounts.bent import Bent


@ACTIVATIONS.member
class ELU(Activation):
    """Bends smoothly to −α on the negative side, so that no unit can die (Clevert et al. 2016).

    With `learned`, α is a weight: one for each channel, or one for the whole layer.
    """

    formula = (r"a = z \;\mathrm{where}\; z > 0, \;\mathrm{else}\; \alpha (e^z - 1), \quad"
               r" a' = 1 \;\mathrm{or}\; \alpha e^z")
    alpha: number(0, 10, "α", "how far down the negative side goes; where α is learned, its start") = 1.0
    learned: switch("Learn α", "training finds α: one more weight for each channel") = False
    shared: AlphaShared = "channel"

    @property
    def torch_axes(self):
        """A learned α stands on the last axis."""
        return LAST if self.learned else EITHER

    @property
    def overwrites(self):
        """With a fixed α the slope follows from the output alone."""
        return not self.learned

    def weights(self, shape):
        return alpha_weight(shape, self.shared, Constant(self.alpha)) if self.learned else {}

    def forward(self, scope):
        if self.learned:
            learned_forward(scope, learned_activations.elu_forward)
        else:
            k.elu_forward(scope.x.flat, scope.y.flat, self.alpha, 1.0)

    def backward(self, scope):
        if self.learned:
            learned_backward(scope, learned_activations.elu_backward)
        else:
            k.elu_backward(scope.y.flat, scope.dy.flat, scope.dx.flat, self.alpha, 1.0)

    def account(self, sight):
        shown = replace(self, alpha=alpha_at(sight)) if self.learned else self
        return Bent.on(shown.curve, sight)

    def curve(self, z):
        return np.where(z > 0, z, self.alpha * np.expm1(np.minimum(z, 0)))

    def slope(self, z):
        return np.where(z > 0, 1.0, self.alpha * np.exp(np.minimum(z, 0)))

    def in_torch(self, *shapes):
        if not self.learned:
            return call("nn.ELU", self.alpha)
        if not shapes:
            return None
        count = shapes[0][-1] if self.shared == "channel" else 1
        return Loaded(call("LearnedELU", count, self.alpha), {"alpha": Stored("alpha")})

    def in_keras(self, *shapes):
        if not self.learned:
            return call("layers.ELU", alpha=self.alpha)
        return taking(self, call("LearnedELU", shapes[0][-1] if self.shared == "channel" else 1), shapes)

    def in_onnx(self, *shapes):
        if not self.learned:
            return node("Elu", FIRST, alpha=self.alpha)
        below = node("Sub", node("Exp", node("Min", FIRST, 0.0)), 1.0)
        return node("Add", node("Relu", FIRST), node("Mul", Stored("alpha"), below))


SELU_ALPHA, SELU_SCALE = 1.6732632423543772, 1.0507009873554805


@ACTIVATIONS.member
class SELU(Activation):
    """ELU at the one scale that keeps signals of mean 0 and spread 1 so from layer to layer; wants LeCun normal.

    Klambauer et al. 2017.
    """

    formula = (r"a = \lambda z \;\mathrm{where}\; z > 0, \;\mathrm{else}\; \lambda \alpha (e^z - 1), \quad"
               r" \lambda = 1.0507, \; \alpha = 1.6733, \quad a' = \lambda \;\mathrm{or}\; \lambda \alpha e^z")
    overwrites = True
    start = "LeCun normal"

    def forward(self, scope):
        k.elu_forward(scope.x.flat, scope.y.flat, SELU_ALPHA, SELU_SCALE)

    def backward(self, scope):
        k.elu_backward(scope.y.flat, scope.dy.flat, scope.dx.flat, SELU_ALPHA, SELU_SCALE)

    def curve(self, z):
        return SELU_SCALE * np.where(z > 0, z, SELU_ALPHA * np.expm1(np.minimum(z, 0)))

    def slope(self, z):
        return SELU_SCALE * np.where(z > 0, 1.0, SELU_ALPHA * np.exp(np.minimum(z, 0)))

    def in_torch(self, *shapes):
        return call("nn.SELU")

    def in_keras(self, *shapes):
        return curve("selu")

    def in_onnx(self, *shapes):
        return node("Selu", FIRST, alpha=SELU_ALPHA, gamma=SELU_SCALE)
