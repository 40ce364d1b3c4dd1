"""The laboratory of initialisers: how large signals are on their way through many layers, and gradients on their way
back, before anything was learnt."""

from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.declare.parameters import part, whole
from core.declare.registry import ACTIVATIONS, INITIALIZERS, Declared
from core.initializers.base import Initializer

ROWS = 64
"""Samples that go through."""
ALONE = 200_000
"""Multiplications up to which OpenBLAS computes a product in one thread."""
SMALLEST = 1e-30
"""Variances below this count as this where their logarithm is asked for."""


class SignalThroughLayers(Declared):
    """A deep network before its first step: each layer changes how much its values, and the gradients, vary."""

    title = "First weights"
    formula = r"\mathrm{Var}(z) = n_{in} \, \mathrm{Var}(w) \, \overline{a^2}"
    layers: whole(1, 50, "Layers", "dense layers one behind the other, all alike") = 20
    units: whole(4, 256, "Units", "values of each layer", scale="log") = 100
    seed: whole(0, 9999, "Seed", "another one draws other weights") = 0
    initializer: part(INITIALIZERS, "First weights", "the rule that draws the weights") = (
        INITIALIZERS["GlorotUniform"]())
    activation: part(ACTIVATIONS, "Activation", "what bends the sums of each layer") = ACTIVATIONS["Tanh"]()

    def weights(self, initializer: Initializer) -> list[np.ndarray]:
        """The weights (units, units) of each layer."""
        rng = np.random.default_rng(self.seed)
        shape = self.units, self.units
        return [initializer.sample(rng, shape, *shape) for _ in range(self.layers)]

    def flow(self) -> "Flow":
        """Through all layers and back."""
        return through(self.weights(self.initializer), self.activation, self.seed)

    def row(self, initializer: Initializer) -> list["Flow"]:
        """The same with one initialiser and every activation of `alone`."""
        weights = self.weights(initializer)
        return [through(weights, one, self.seed) for one in alone()]


class Flow(NamedTuple):
    """Variances (layers + 1,): of the values, from what comes in to the last layer, and of the gradients by these
    values, the last of which is 1."""

    values: np.ndarray
    gradients: np.ndarray

    @property
    def last(self) -> float:
        """log₁₀ of the variance that is left of the values after the last layer."""
        return logarithm(self.values[-1])

    @property
    def first(self) -> float:
        """log₁₀ of the variance that is left of the gradients at the first layer."""
        return logarithm(self.gradients[0])


def logarithm(variance):
    """log₁₀, with a floor; infinite where it is no number."""
    with np.errstate(invalid="ignore"):
        found = np.log10(np.maximum(variance, SMALLEST))
    return np.where(np.isnan(found), np.inf, found)[()]


def product(rows: np.ndarray, w: np.ndarray) -> np.ndarray:
    """rows @ w in pieces so small that BLAS keeps to this thread: its others wait for each other busily, and that takes
    ten times as long where the machine has other work."""
    step = max(ALONE // w.size, 1)
    return np.concatenate([rows[first:first + step] @ w for first in range(0, len(rows), step)])


def through(weights: list[np.ndarray], activation: Activation, seed: int) -> Flow:
    """Samples of variance 1 through dense layers without biases, and gradients of variance 1 back from the end."""
    rng = np.random.default_rng([seed, 1])
    units, weights = len(weights[0]), [w.astype(np.float64) for w in weights]
    a, sums = rng.standard_normal((ROWS, units)), []
    values = [a.var()]
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        for w in weights:
            sums.append(product(a, w))
            a = np.asarray(activation.curve(sums[-1]), np.float64)
            values.append(a.var())
        gradient = rng.standard_normal((ROWS, units))
        gradients = [gradient.var()]
        for w, z in zip(reversed(weights), reversed(sums), strict=True):
            gradient = product(gradient * activation.slope(z), w.T)
            gradients.append(gradient.var())
    return Flow(np.array(values), np.array(gradients[::-1]) / gradients[0])


def alone() -> tuple[Activation, ...]:
    """The activations that look at each value by itself: the slope of the others is no number for each value."""
    found = []
    for member in ACTIVATIONS.values():
        one = member()
        pair = np.array([[0.5, 0.0], [0.5, 2.0]])
        if np.ptp(one.curve(pair)[:, 0]) == 0:
            found.append(one)
    return tuple(found)


def every() -> tuple[Initializer, ...]:
    """Every initialiser as it comes."""
    return tuple(member() for member in INITIALIZERS.values())
