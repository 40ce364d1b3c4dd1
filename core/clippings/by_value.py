"""The gradient clipping ClipValue."""

from core.clippings.base import Clipping
from core.declare.parameters import number
from core.declare.registry import CLIPPINGS
from core.declare.torch_lines import PARAMETERS, call
from core.kernels import clip_and_decay as k


@CLIPPINGS.member
class ClipValue(Clipping):
    """Cuts every single slope to a largest size; the direction of the step may change (Keras's clipvalue)."""

    title = "By value"
    formula = r"g \leftarrow \max(-c, \min(g, c))"
    clipvalue: number(0, 1e6, "Limit c", "largest size of a single slope", scale="log", above=True) = 0.5

    def record(self, scope):
        k.clip_value(scope.gradients, scope.cell("clipping.clipvalue"))

    def in_torch(self, *shapes):
        return call("nn.utils.clip_grad_value_", PARAMETERS, self.clipvalue)
