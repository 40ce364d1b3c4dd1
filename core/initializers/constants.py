"""Initialisers that give every weight the same value."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import INITIALIZERS
from core.declare.torch_lines import initialized
from core.initializers.base import Initializer


@INITIALIZERS.member
class Zeros(Initializer):
    """Every weight starts at zero: fine for biases, but units of a hidden layer then all learn the same."""

    formula = r"w = 0"

    def sample(self, rng, shape, fan_in, fan_out):
        return np.zeros(shape, np.float32)

    def in_torch(self, *shapes):
        return initialized("zeros_")


@INITIALIZERS.member
class Ones(Initializer):
    """Every weight starts at one: right for a scale, not for the weights of a layer."""

    formula = r"w = 1"

    def sample(self, rng, shape, fan_in, fan_out):
        return np.ones(shape, np.float32)

    def in_torch(self, *shapes):
        return initialized("ones_")


@INITIALIZERS.member
class Constant(Initializer):
    """Every weight starts at the same chosen value."""

    formula = r"w = c"
    value: number(-1000, 1000, "Value c", "where every weight starts") = 0.0

    def sample(self, rng, shape, fan_in, fan_out):
        return np.full(shape, self.value, np.float32)

    def in_torch(self, *shapes):
        return initialized("constant_", self.value)
