"""Shared by the normalisation layers; each has a file of its own."""

import numpy as np

from core import initializers
from core.declare.parameters import advanced, number, part, switch
from core.declare.registry import INITIALIZERS
from core.declare.stored import Stored
from core.kernels.conv import sum_parts
from core.layers.base import Layer
from core.ops.accounts.normed import Normed
from core.ops.op import Weight

SCALE_START = part(INITIALIZERS, "Start of scales", "the scales before the first step")


class Normalization(Layer, kw_only=True):
    """Brings values to mean 0 and deviation 1, then lets the network choose another scale and offset."""

    group = "Steady"
    epsilon: advanced(number(1e-9, 1, "Epsilon ε", "added to the variance, so that nothing is divided by zero",
                             scale="log")) = 1e-3
    center: switch("Offset β", "adds a learned number to every channel") = True
    scale: switch("Scale γ", "multiplies every channel by a learned number") = True
    beta_initializer: advanced(part(INITIALIZERS, "Start of offsets", "the offsets before the first step")) = (
        initializers.constants.Zeros())
    gamma_initializer: advanced(SCALE_START) = initializers.constants.Ones()
    trainable: advanced(switch("Trainable", "off: scales, offsets and statistics stay as they are")) = True

    def weights(self, shape):
        found = {}
        if self.scale:
            found["gamma"] = Weight(shape[-1:], self.gamma_initializer)
        if self.center:
            found["beta"] = Weight(shape[-1:], self.beta_initializer)
        return found

    def normed(self, sight, mean: float, variance: float, statistics: str) -> Normed:
        """The account of a number, with the mean and the variance that it is normalised with."""
        channel = sight.place[-1]
        return Normed(sight.here, mean, variance, self.epsilon, sight.number("gamma", channel),
                      sight.number("beta", channel), statistics)

    def summary(self):
        return ""

    def scale_and_offset(self, channels: int):
        """For ONNX: its two arrays, ones and zeros where they are not learned."""
        scale = Stored("gamma") if self.scale else np.ones(channels, np.float32)
        return (scale, Stored("beta") if self.center else np.zeros(channels, np.float32))


def record_sums(scope, parts) -> list:
    """Add up what the blocks found for β and γ, into the gradients where these are wanted; returns the two rows."""
    sums = []
    for name, part_sums in zip(("beta", "gamma"), parts, strict=True):
        target = scope.gradient(name)
        if target is None or target.size == 0:
            target = scope.scratch(f"{name} sum", part_sums.shape[1])
        sum_parts(part_sums, target)
        sums.append(target)
    return sums


def two_rows(scope, count: int, channels: int) -> tuple:
    """Scratch for what each block finds for β and for γ."""
    return scope.scratch("beta parts", count, channels), scope.scratch("gamma parts", count, channels)
