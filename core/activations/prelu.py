"""The activation PReLU."""

import numpy as np

from core import initializers
from core.activations.base import Activation
from core.activations.learned import AlphaShared, alpha_at, alpha_weight, learned_backward, learned_forward
from core.declare.onnx_lines import FIRST, node
from core.declare.parameters import part
from core.declare.registry import ACTIVATIONS, INITIALIZERS
from core.declare.stored import Stored
from core.declare.torch_lines import FIRST_AXIS, Loaded, call, channels_of
from core.kernels import learned_activations
from core.ops.accounts.bent import Bent


@ACTIVATIONS.member
class PReLU(Activation):
    """A leaky ReLU that learns its own slope left of zero, channel by channel (He et al. 2015)."""

    formula = (r"a = z \;\mathrm{where}\; z > 0, \;\mathrm{else}\; \alpha z, \quad a' = 1 \;\mathrm{or}\; \alpha,"
               r" \quad \partial a / \partial \alpha = \min(z, 0)")
    alpha_initializer: part(INITIALIZERS, "Start of α", "the slope left of zero before the first step") = (
        initializers.constants.Zeros())
    torch_axes = FIRST_AXIS
    shared: AlphaShared = "channel"

    def weights(self, shape):
        return alpha_weight(shape, self.shared, self.alpha_initializer)

    def forward(self, scope):
        learned_forward(scope, learned_activations.prelu_forward)

    def backward(self, scope):
        learned_backward(scope, learned_activations.prelu_backward)

    def account(self, sight):
        alpha = alpha_at(sight)
        return Bent.on(lambda z: np.where(z > 0, z, alpha * z), sight)

    def curve(self, z):
        """With the first α, drawn for seed 0: training moves it."""
        return np.where(z > 0, z, self._start() * z)

    def slope(self, z):
        return np.where(z > 0, 1.0, self._start())

    def _start(self) -> float:
        return float(self.alpha_initializer.sample(np.random.default_rng(0), (1,), 1, 1)[0])

    def in_torch(self, *shapes):
        count = channels_of(shapes) if self.shared == "channel" else 1
        first, other = self.alpha_initializer.sample(np.random.default_rng(0), (2,), 1, 1)
        init = {"init": float(first)} if first == other else {}
        return Loaded(call("nn.PReLU", count, **init), {"weight": Stored("alpha")}) if init or shapes else None

    def in_keras(self, *shapes):
        rank = len(shapes[0])
        shared = list(range(1, rank + (self.shared == "layer")))
        shape = (1,) * (rank - 1) + ((1,) if self.shared == "layer" else shapes[0][-1:])
        return Loaded(call("layers.PReLU", shared_axes=shared or None), {"alpha": Stored("alpha").shaped(*shape)})

    def in_onnx(self, *shapes):
        return node("PRelu", FIRST, Stored("alpha"))
