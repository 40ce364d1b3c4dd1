"""Surfaces to descend: a loss of two weights, with its slope."""

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

Two = tuple[float, float]


class DescentSurface(NamedTuple):
    """`loss(x, y)` takes numbers or arrays, `slope(x, y)` gives both derivatives. `reach` is how far the picture goes
    to each side in x and y; `start` is where a ball is first put down; `lowest` are the minima that are known."""

    title: str
    meaning: str
    formula: str
    loss: Callable
    slope: Callable
    reach: Two
    start: Two
    lowest: tuple[Two, ...]

    def field(self, count: int = 129) -> np.ndarray:
        """(count, count) losses over the picture, the largest y in the first row."""
        x, y = (np.linspace(-reach, reach, count) for reach in self.reach)
        return np.asarray(self.loss(x[None, :], y[::-1, None]), np.float64) * np.ones((count, count))


def _many(x, y):
    return (x * x + y * y) / 20 + 1 - np.cos(2 * x) * np.cos(2 * y)


def _many_slope(x, y):
    return (x / 10 + 2 * math.sin(2 * x) * math.cos(2 * y), y / 10 + 2 * math.cos(2 * x) * math.sin(2 * y))


def _flat_slope(x, y):
    height = math.exp(-(x * x + y * y) / 2)
    return x * height, y * height


LOW_X, _, LOCAL_X = sorted(np.roots([1, 0, -2, 1 / 3]).real.tolist())
"""Where x³ − 2x + ⅓ is zero: the global minimum, the hill, the local minimum."""
SURFACES = {
    "bowl": DescentSurface(
        "Bowl (convex)", "One minimum, and every way down ends there, wherever one starts.", r"\frac{x^2 + y^2}{2}",
        lambda x, y: (x * x + y * y) / 2, lambda x, y: (x, y), (4, 3), (-3, 2), ((0, 0),)),
    "ravine": DescentSurface(
        "Ravine (convex)", "Steep across, flat along: a rate that is right for one side is wrong for the other.",
        r"\frac{x^2}{20} + y^2", lambda x, y: x * x / 20 + y * y, lambda x, y: (x / 10, 2 * y), (6, 4.5), (-5, 2),
        ((0, 0),)),
    "saddle": DescentSurface(
        "Saddle", "Down along one axis, up along the other: the slope in the middle is zero, and it is no minimum.",
        r"\frac{x^2 - y^2}{2} + \frac{y^4}{8}", lambda x, y: (x * x - y * y) / 2 + y ** 4 / 8,
        lambda x, y: (x, -y + y ** 3 / 2), (4, 3), (-3, 0.01), ((0, math.sqrt(2)), (0, -math.sqrt(2)))),
    "two": DescentSurface(
        "Local and global minimum", "Two valleys: which one the ball ends in hangs on where it starts.",
        r"\frac{x^4}{4} - x^2 + \frac{x}{3} + \frac{y^2}{2}", lambda x, y: x ** 4 / 4 - x * x + x / 3 + y * y / 2,
        lambda x, y: (x ** 3 - 2 * x + 1 / 3, y), (2.6, 2), (2.2, 1.2), ((LOW_X, 0), (LOCAL_X, 0))),
    "many": DescentSurface(
        "Many minima", "A valley full of holes: plain descent stays in the first one.",
        r"\frac{x^2 + y^2}{20} + 1 - \cos 2x \cos 2y", _many, _many_slope, (6, 4.5), (-4.4, 3.4), ((0, 0),)),
    "bent": DescentSurface(
        "Bent valley", "Rosenbrock's: the way to the valley is easy, the way along its flat floor is long.",
        r"\frac{(1 - x)^2}{10} + (y - x^2)^2", lambda x, y: (1 - x) ** 2 / 10 + (y - x * x) ** 2,
        lambda x, y: (-(1 - x) / 5 - 4 * x * (y - x * x), 2 * (y - x * x)), (2, 2), (-1.6, 0.2), ((1, 1),)),
    "flat": DescentSurface(
        "Plateau", "Far from the hole the slope is nearly zero, and nothing moves: a vanishing gradient.",
        r"1 - e^{-(x^2 + y^2) / 2}", lambda x, y: 1 - np.exp(-(x * x + y * y) / 2), _flat_slope, (4, 3), (-2.6, 1.2),
        ((0, 0),)),
}
