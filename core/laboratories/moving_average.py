"""The laboratory of the moving average: a noisy series, smoothed with two values of β."""

import math
from typing import NamedTuple

import numpy as np

from core.declare.parameters import choice, hidden, number, switch, whole
from core.declare.registry import Declared

SHAPES = {"falling": "Falling loss", "step": "A step", "wave": "A wave", "level": "Level"}


class NoisySeries(Declared):
    """A moving average keeps β of itself and takes 1 − β of what is new: the larger β, the smoother, and the later."""

    title = "Moving average"
    formula = r"v_t = \beta v_{t-1} + (1 - \beta) x_t, \quad \hat{v}_t = \frac{v_t}{1 - \beta^t}"
    shape: choice(SHAPES, "The series", "what lies under the noise") = "falling"
    points: whole(10, 500, "Points", "how long the series is", scale="log") = 120
    noise: number(0, 1, "Noise", "how far single values lie off") = 0.3
    beta: number(0, 1, "β", "share of the average that is kept", below=True) = 0.95
    other: number(0, 1, "Other β", "a second average to compare with", below=True) = 0.1
    corrected: switch("Bias correction",
                      "divide by 1 − βᵗ: without it the average begins with zero and lags behind") = True
    seed: whole(0, 9999, "Seed", "another one draws other noise") = 0
    step: hidden(int, "Step", "the step whose numbers are shown, from 1") = 60

    def clean(self) -> np.ndarray:
        """The series (points,) without noise."""
        share = np.arange(self.points) / max(self.points - 1, 1)
        return {"falling": 0.2 + 1.5 * np.exp(-4 * share), "step": np.where(share < 0.4, 0.5, 1.5),
                "wave": 1 + 0.6 * np.sin(2 * math.pi * 2 * share), "level": np.ones(self.points)}[self.shape]

    def series(self) -> np.ndarray:
        """The series with its noise."""
        return self.clean() + self.noise * np.random.default_rng(self.seed).standard_normal(self.points)

    def averaged(self, beta: float) -> "MovingAverage":
        """The series and its average."""
        return moving_average(self.series(), beta, self.corrected)


class MovingAverage(NamedTuple):
    """`raw` is v as it is kept, `shown` what is drawn: the same, or divided by 1 − βᵗ."""

    values: np.ndarray
    raw: np.ndarray
    shown: np.ndarray


def moving_average(values: np.ndarray, beta: float, corrected: bool) -> MovingAverage:
    """v ← β v + (1 − β) x from v = 0 on, in float64."""
    raw, kept = np.empty(len(values)), 0.0
    for place, value in enumerate(values.tolist()):
        kept = beta * kept + (1 - beta) * value
        raw[place] = kept
    steps = np.arange(1, len(values) + 1)
    return MovingAverage(values, raw, raw / (1 - beta ** steps) if corrected else raw)


def reach(beta: float) -> float:
    """Over how many of the last values the average goes, roughly: after so many a value weighs 1/e of what it did."""
    return 1 / (1 - beta)
