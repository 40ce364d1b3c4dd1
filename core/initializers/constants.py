"""Initialisers that give every weight the same value."""

import numpy as np

from core.initializers.base import Initializer
from core.params import number
from core.registry import INITIALIZERS


@INITIALIZERS.member
class Zeros(Initializer):
    """Every weight starts at zero: fine for biases, but units of a hidden layer then all learn the same."""

    formula = r"w = 0"
    torch = "nn.init.zeros_({weight})"

    def sample(self, rng, shape, fan_in, fan_out):
        return np.zeros(shape, np.float32)


@INITIALIZERS.member
class Ones(Initializer):
    """Every weight starts at one: right for a scale, not for the weights of a layer."""

    formula = r"w = 1"
    torch = "nn.init.ones_({weight})"

    def sample(self, rng, shape, fan_in, fan_out):
        return np.ones(shape, np.float32)


@INITIALIZERS.member
class Constant(Initializer):
    """Every weight starts at the same chosen value."""

    formula = r"w = c"
    torch = "nn.init.constant_({weight}, {value})"
    value: number(-1000, 1000, "Value c", "where every weight starts") = 0.0

    def sample(self, rng, shape, fan_in, fan_out):
        return np.full(shape, self.value, np.float32)
