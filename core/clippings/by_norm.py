"""Clipping that keeps the direction of a gradient and limits its norm."""

import numpy as np

from core.clippings.base import Clipping
from core.declare.parameters import number
from core.declare.registry import CLIPPINGS
from core.declare.torch_lines import PARAMETERS, call
from core.kernels import clip_and_decay as k
from core.kernels import pieces


def limited(gradient, scope, cell: str) -> None:
    """Record two passes: the sums of squares, and the scaling."""
    sums = scope.scratch("squares", pieces(gradient.size), dtype=np.float64)
    k.squares(gradient, sums)
    k.scale_to_norm(gradient, sums, scope.cell(f"clipping.{cell}"))


@CLIPPINGS.member
class ClipNorm(Clipping):
    """Shortens the gradient of every weight array to a largest length, each for itself (Keras's clipnorm)."""

    title = "By norm, each"
    formula = r"g \leftarrow g \frac{c}{\max(c, \Vert g \Vert)} \;\mathrm{for\ each\ array}"
    clipnorm: number(0, 1e6, "Limit c", "largest length of one array's gradient", scale="log", above=True) = 1.0

    def record(self, scope):
        for _, _, gradient in scope.arrays():
            limited(gradient, scope, "clipnorm")


@CLIPPINGS.member
class GlobalClipNorm(Clipping):
    """Shortens the gradient of the whole network to a largest length: the step keeps its direction.

    Keras's global_clipnorm; PyTorch's clip_grad_norm_ divides by ‖g‖ + 10⁻⁶ instead of ‖g‖.
    """

    title = "By norm, whole"
    formula = r"g \leftarrow g \frac{c}{\max(c, \Vert g \Vert)} \;\mathrm{over\ all\ weights}"
    global_clipnorm: number(0, 1e6, "Limit c", "largest length of the whole gradient", scale="log", above=True) = 1.0

    def record(self, scope):
        limited(scope.gradients, scope, "global_clipnorm")

    def in_torch(self, *shapes):
        return call("nn.utils.clip_grad_norm_", PARAMETERS, self.global_clipnorm)
