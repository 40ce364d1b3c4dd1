"""Random initialisers with a chosen spread, whatever the size of the layer."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import INITIALIZERS
from core.declare.torch_lines import initialized
from core.initializers.base import Initializer, normal


@INITIALIZERS.member
class RandomNormal(Initializer):
    """Normal values of a chosen spread; too small and signals die out in a deep network, too large and they explode."""

    title = "Random normal"
    short = "Normal"
    formula = r"w \sim \mathcal{N}(\mu, \sigma^2)"
    mean: number(-1000, 1000, "Mean μ", "the middle of the values") = 0.0
    stddev: number(0, 1000, "Spread σ", "standard deviation of the values") = 0.05

    def sample(self, rng, shape, fan_in, fan_out):
        return normal(rng, shape, self.stddev) + np.float32(self.mean)

    def in_torch(self, *shapes):
        return initialized("normal_", self.mean, self.stddev)


@INITIALIZERS.member
class RandomUniform(Initializer):
    """Any value between two bounds, each as likely as the others."""

    title = "Random uniform"
    short = "Uniform"
    formula = r"w \sim \mathcal{U}(a, b)"
    minval: number(-1000, 1000, "From a", "lowest value") = -0.05
    maxval: number(-1000, 1000, "To b", "highest value") = 0.05

    def sample(self, rng, shape, fan_in, fan_out):
        low, high = np.float32(self.minval), np.float32(self.maxval)
        return low + (high - low) * rng.random(shape, dtype=np.float32)

    def in_torch(self, *shapes):
        return initialized("uniform_", self.minval, self.maxval)
