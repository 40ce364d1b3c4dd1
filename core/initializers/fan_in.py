"""Initialisers that depend only on the number of inputs: the simple fan-in rule, and LeCun's (LeCun et al. 1998)."""

from core.declare.registry import INITIALIZERS
from core.declare.torch_lines import call, initialized
from core.initializers.base import VarianceScaling, uniform


@INITIALIZERS.member
class FanInUniform(VarianceScaling):
    """Uniform values between ±1/√inputs: the more inputs a unit has, the smaller its weights."""

    title = "Fan-in uniform"
    short = "Fan-in unif."
    formula = r"w \sim \mathcal{U}(-a, a), \quad a = 1 / \sqrt{n_{in}}"
    draw = staticmethod(uniform)
    torch_line = initialized("kaiming_uniform_", a=call("math.sqrt", 5))


@INITIALIZERS.member
class LecunNormal(VarianceScaling):
    """Normal values that keep the spread of signals from layer to layer; the start that SELU wants."""

    title = "LeCun normal"
    short = "LeCun norm."
    formula = r"w \sim \mathcal{N}(0, \sigma^2), \quad \sigma = \sqrt{1 / n_{in}}"
    torch_line = initialized("kaiming_normal_", nonlinearity="linear")


@INITIALIZERS.member
class LecunUniform(VarianceScaling):
    """Uniform values that keep the spread of signals from layer to layer."""

    title = "LeCun uniform"
    short = "LeCun unif."
    formula = r"w \sim \mathcal{U}(-a, a), \quad a = \sqrt{3 / n_{in}}"
    scale = 3
    draw = staticmethod(uniform)
    torch_line = initialized("kaiming_uniform_", nonlinearity="linear")
