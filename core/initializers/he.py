"""He's initialiser (He et al. 2015): compensates for the half that ReLU cuts away."""

from core.declare.registry import INITIALIZERS
from core.declare.torch_lines import initialized
from core.initializers.base import VarianceScaling, uniform


@INITIALIZERS.member
class HeNormal(VarianceScaling):
    """Normal values whose spread makes up for the half that ReLU cuts away."""

    title = "He normal"
    short = "He norm."
    formula = r"w \sim \mathcal{N}(0, \sigma^2), \quad \sigma = \sqrt{2 / n_{in}}"
    scale = 2
    torch_line = initialized("kaiming_normal_", nonlinearity="relu")


@INITIALIZERS.member
class HeUniform(VarianceScaling):
    """Uniform values whose spread makes up for the half that ReLU cuts away."""

    title = "He uniform"
    short = "He unif."
    formula = r"w \sim \mathcal{U}(-a, a), \quad a = \sqrt{6 / n_{in}}"
    scale = 6
    draw = staticmethod(uniform)
    torch_line = initialized("kaiming_uniform_", nonlinearity="relu")
