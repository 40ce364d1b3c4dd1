"""The base class of initialisers: a rule for the weights before the first step."""

import math
from collections.abc import Callable
from typing import ClassVar

import numpy as np

from core.declare.registry import Declared
from core.declare.torch_lines import Line


class Initializer(Declared):
    """Draws the first values of one weight array."""

    suits: ClassVar[str] = ""

    def sample(self, rng: np.random.Generator, shape: tuple[int, ...], fan_in: int, fan_out: int) -> np.ndarray:
        """A float32 array of `shape`. `fan_in` and `fan_out`: connections into and out of one unit."""
        raise NotImplementedError


def normal(rng, shape, deviation):
    """Normal values of mean 0 and the given standard deviation, in float32."""
    return (rng.standard_normal(shape, dtype=np.float32) * np.float32(deviation)).astype(np.float32)


def uniform(rng, shape, limit):
    """Uniform values between -limit and limit, in float32."""
    return ((rng.random(shape, dtype=np.float32) * 2 - 1) * np.float32(limit)).astype(np.float32)


class VarianceScaling(Initializer):
    """A rule whose spread follows from how many connections a unit has: `scale` over `fan`, in the root."""

    scale: ClassVar[float] = 1.0
    draw: ClassVar[Callable] = staticmethod(normal)
    both_ways: ClassVar[bool] = False
    """Whether connections out of a unit count like those into it."""
    torch_line: ClassVar[Line]

    def sample(self, rng, shape, fan_in, fan_out):
        fan = fan_in + fan_out if self.both_ways else fan_in
        return self.draw(rng, shape, math.sqrt(self.scale / max(fan, 1)))

    def in_torch(self, *shapes):
        return self.torch_line
