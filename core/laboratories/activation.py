"""The laboratory of activations: every one of the program, its slope, and where it saturates."""

from typing import NamedTuple

import numpy as np

from core.activations.base import Activation
from core.declare.parameters import hidden, number, parts
from core.declare.registry import ACTIVATIONS, Declared

MOST = 5
COUNT = 801
"""Points of a curve."""


class ActivationCurves(Declared):
    """An activation bends the sum of a unit; its slope is what gradients are multiplied with on the way back."""

    title = "Activation"
    formula = r"a = f(z), \quad \frac{\partial L}{\partial z} = f'(z) \frac{\partial L}{\partial a}"
    reach: number(1, 20, "Reach", "how far z goes to both sides") = 5.0
    flat: number(0.001, 0.5, "Saturated below", "where the slope is smaller than this, next to nothing is learnt",
                 scale="log") = 0.05
    activations: parts(ACTIVATIONS, "Activations", "drawn one over the other, each with its own settings",
                       most=MOST) = (ACTIVATIONS["Sigmoid"](), ACTIVATIONS["Tanh"](), ACTIVATIONS["ReLU"]())
    z: hidden(float, "z", "the sum at which values are read") = 1.0

    def picture(self) -> tuple["DrawnActivation", ...]:
        """A curve for each."""
        z = np.linspace(-self.reach, self.reach, COUNT)
        return tuple(DrawnActivation(one, z, *values(one, z), flats(z, values(one, z)[1], self.flat))
                     for one in self.activations)


class DrawnActivation(NamedTuple):
    """`z`, values and slopes (count,); `flat` are the stretches of z on which it is saturated."""

    activation: Activation
    z: np.ndarray
    value: np.ndarray
    slope: np.ndarray
    flat: tuple[tuple[float, float], ...]


def values(activation: Activation, z) -> tuple[np.ndarray, np.ndarray]:
    """(value, slope) at each z; one that looks at all values of a sample stands against a rival at 0."""
    beside = np.stack([z, np.zeros_like(z)], -1)
    return activation.curve(beside)[..., 0], activation.slope(beside)[..., 0]


def flats(z: np.ndarray, slope: np.ndarray, below: float) -> tuple[tuple[float, float], ...]:
    """The stretches of z on which a slope stays nearer to zero than `below`."""
    small = np.abs(slope) < below
    edges = np.flatnonzero(np.diff(np.concatenate([[False], small, [False]]).astype(int)))
    return tuple((float(z[first]), float(z[last - 1])) for first, last in edges.reshape(-1, 2) if last - first > 1)
