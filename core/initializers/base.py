"""The base class of initialisers: a rule for the weights before the first step."""

import math
from typing import ClassVar

import numpy as np

from core.declare.registry import Declared


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


def deviation(scale: float, fan: float) -> float:
    """√(scale / fan), the standard deviation of the variance-scaling rules."""
    return math.sqrt(scale / max(fan, 1))
