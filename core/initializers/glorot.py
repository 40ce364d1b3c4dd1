"""Glorot's (Xavier's) initialiser (Glorot and Bengio 2010): keeps the variance of signals alike in both directions."""

from core.declare.registry import INITIALIZERS
from core.declare.torch_lines import initialized
from core.initializers.base import VarianceScaling, uniform


@INITIALIZERS.member
class GlorotNormal(VarianceScaling):
    """Normal values whose spread balances inputs and outputs; suits sigmoid and tanh."""

    title = "Xavier normal"
    short = "Xavier norm."
    formula = r"w \sim \mathcal{N}(0, \sigma^2), \quad \sigma = \sqrt{2 / (n_{in} + n_{out})}"
    scale = 2
    both_ways = True
    torch_line = initialized("xavier_normal_")


@INITIALIZERS.member
class GlorotUniform(VarianceScaling):
    """Uniform values whose spread balances inputs and outputs; suits sigmoid and tanh."""

    title = "Xavier uniform"
    short = "Xavier unif."
    formula = r"w \sim \mathcal{U}(-a, a), \quad a = \sqrt{6 / (n_{in} + n_{out})}"
    scale = 6
    draw = staticmethod(uniform)
    both_ways = True
    torch_line = initialized("xavier_uniform_")
