"""Initialisers that give every weight the same value."""

import numpy as np

from core.initializers.base import Initializer
from core.registry import INITIALIZERS


@INITIALIZERS.member
class Zeros(Initializer):
    """Every weight starts at zero: fine for biases, but units of a hidden layer then all learn the same."""

    formula = r"w = 0"
    torch = "nn.init.zeros_({weight})"

    def sample(self, rng, shape, fan_in, fan_out):
        return np.zeros(shape, np.float32)
