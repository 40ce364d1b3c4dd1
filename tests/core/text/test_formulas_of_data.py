"""What stands as the formula of a data set is how its samples lie."""

import math

import numpy as np
import pytest

from core.declare.registry import DATASETS
from tests.core.text.formulas import N, even, written


def quiet(name, **more):
    """A data set of points without noise: places and classes."""
    samples = DATASETS[name](count=N, noise=0.0, seed=3, **more).load()
    return samples.x.astype(np.float64), samples.y


def clockwise(x):
    """Radius and angle from the top."""
    return np.hypot(*x.T), np.arctan2(x[:, 0], x[:, 1])


def near(angle, other):
    """Whether two angles are the same direction."""
    return np.abs(np.angle(np.exp(1j * (angle - other)))).max() < 1e-4


def spirals():
    x, c = quiet("Spirals", turns=1.25)
    r, angle = clockwise(x)
    return even(r**2) and near(angle, 2 * np.pi * 1.25 * r + np.pi * c)


def circles():
    x, c = quiet("Circles")
    r2 = (x**2).sum(1)
    blue, orange = np.sqrt(r2[c == 1]), np.sqrt(r2[c == 0])
    return blue.max() < 0.5 and orange.min() > 0.7 and orange.max() < 1 and even(blue**2 / 0.25)


def xor():
    x, c = quiet("XOR")
    return np.array_equal(c == 1, (x[:, 0] > 0) ^ (x[:, 1] > 0)) and np.abs(x).min() >= 0.06 and np.abs(x).max() <= 1


def clouds(name, centres, sigma):
    x, c = quiet(name)
    return all(np.allclose(x[c == k].mean(0), centre, atol=0.03) and np.allclose(x[c == k].std(0), sigma, rtol=0.08)
               for k, centre in enumerate(centres))


def moons():
    x, c = quiet("Moons")
    m = x * 1.6 + (0.5, 0.25)
    t = np.where(c == 0, np.arccos(np.clip(m[:, 0], -1, 1)), np.arccos(np.clip(1 - m[:, 0], -1, 1)))
    on = np.where((c == 0)[:, None], np.stack([np.cos(t), np.sin(t)], 1), np.stack([1 - np.cos(t), 0.5 - np.sin(t)], 1))
    return np.abs(m - on).max() < 2e-3 and even(t / np.pi)


def three():
    x, c = quiet("ThreeClasses")
    r, angle = clockwise(x)
    return even(r**2) and near(angle, 2 * np.pi / 3 * (c + 1.8 * r))


def five():
    side = 0.75 / math.sqrt(2)
    return clouds("FiveClasses", [(0, 0), (side, -side), (-side, -side), (-side, side), (side, side)], 0.13)


def plane():
    def bell(x, a, b):
        return np.exp(-((x[:, 0] - a) ** 2 + (x[:, 1] - b) ** 2) / (2 * 0.3**2))
    found = []
    for surface, f in (("slope", lambda x: x.sum(1) / 2),
                       ("waves", lambda x: np.sin(np.pi * x[:, 0]) * np.cos(np.pi * x[:, 1])),
                       ("hills", lambda x: bell(x, -0.5, 0.5) + 0.7 * bell(x, 0.5, -0.5) - bell(x, 0.45, 0.5))):
        x, y = quiet("RegressionPlane", surface=surface)
        loud = DATASETS["RegressionPlane"](count=N, noise=0.2, seed=3, surface=surface).load()
        rest = loud.y[:, 0] - f(loud.x.astype(np.float64))
        found += [np.abs(y[:, 0] - f(x)).max() < 1e-5, abs(rest.std() - 0.2) < 0.01]
    return all(found)


def exam():
    found = DATASETS["ExamTable"]().load()
    games, study, sleep = found.x.T.astype(np.float64)
    return np.array_equal(found.y == 1, study + sleep / 2 - games / 2 > 6)


def sums():
    found = DATASETS["DigitAndNumber"]().load()
    return np.array_equal(found.targets["sum"][:, 0], found.targets["digit"] + found.inputs["number"][:, 0])


def noise():
    z = DATASETS["PointsAndNoise"](count=20_000, numbers=2).load().inputs["noise"]
    return abs(z.mean()) < 0.02 and abs(z.std() - 1) < 0.02 and abs(np.corrcoef(z.T)[0, 1]) < 0.03


def stand_in():
    x = DATASETS["StandIn"](count=10_000).load().x
    return abs(x.mean()) < 0.03 and abs(x.std() - 1) < 0.03


DATA = {
    "StandIn": ("x ∼ N(0, 1)", stand_in),
    "DigitAndNumber": ("s = d + n", sums), "PointsAndNoise": ("z ∼ N(0, 1)", noise),
    "Spirals": ("r = √u, φ = 2π turns r + π c", spirals),
    "Circles": ("r < 0.5 or 0.7 < r < 1,  r² = x₁² + x₂²", circles), "XOR": ("c = (x₁ > 0) ⊕ (x₂ > 0)", xor),
    "Gaussians": ("x ∼ N(±μ, σ²),  μ = 0.45, σ = 0.15", lambda: clouds("Gaussians", [(-0.45,) * 2, (0.45,) * 2], 0.15)),
    "Moons": ("x = (m − (0.5, 0.25)) / 1.6,  m = (cos t, sin t) or (1 − cos t, 0.5 − sin t),  0 < t < π", moons),
    "ThreeClasses": ("r = √u, φ = ((2π) / 3) (c + 1.8 r)", three),
    "FiveClasses": ("x ∼ N(μ_c, σ²),  |μ_c| = 0.75 where c > 0,  σ = 0.13", five),
    "RegressionPlane": ("y = f(x₁, x₂) + ε,  ε ∼ N(0, σ²)", plane),
    "ExamTable": ("pass where study + (1 / 2) sleep − (1 / 2) games > 6", exam),
}


def test_all_data_sets_are_here():
    written(DATASETS, DATA)


@pytest.mark.parametrize("name", list(DATA))
def test_data_sets(name):
    assert DATA[name][1]()
