"""What stands as a formula is what is computed: each is written out in NumPy beside the line that a reader sees."""

import math

import numpy as np
import pytest

from core.declare.registry import DATASETS, INITIALIZERS, LOSSES, METRICS, SCALINGS, SCHEDULES
from core.metrics.base import Evidence
from core.tasks.multi_class import MultiClass
from core.tasks.regression import Regression
from core.text.formula import in_line
from core.trainer import Trainer
from tests.core.building import layer, project

N = 4000


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


def even(values):
    """Whether values spread evenly from 0 to 1."""
    return np.abs(np.sort(values) - (np.arange(len(values)) + 0.5) / len(values)).max() < 0.04


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


def written(family, table):
    """Every member with a formula has its line here, so that none changes without what it says."""
    assert {name: in_line(member.formula) for name, member in family.items() if member.formula} == {
        name: line for name, (line, _) in table.items()}


def test_all_data_sets_are_here():
    written(DATASETS, DATA)


@pytest.mark.parametrize("name", list(DATA))
def test_data_sets(name):
    assert DATA[name][1]()


FAN_IN, FAN_OUT = 400, 300
NORMAL, UNIFORM = "w ∼ N(0, σ²),  σ = ", "w ∼ U(−a, a),  a = "
WEIGHTS = {
    "Zeros": ("w = 0", (0, 0)), "Ones": ("w = 1", (1, 1)), "Constant": ("w = c", (0, 0)),
    "FanInUniform": (f"{UNIFORM}1 / √nᵢₙ", 1 / math.sqrt(FAN_IN)),
    "LecunNormal": (f"{NORMAL}√(1 / nᵢₙ)", ("σ", math.sqrt(1 / FAN_IN))),
    "LecunUniform": (f"{UNIFORM}√(3 / nᵢₙ)", math.sqrt(3 / FAN_IN)),
    "GlorotNormal": (f"{NORMAL}√(2 / (nᵢₙ + nₒᵤₜ))", ("σ", math.sqrt(2 / (FAN_IN + FAN_OUT)))),
    "GlorotUniform": (f"{UNIFORM}√(6 / (nᵢₙ + nₒᵤₜ))", math.sqrt(6 / (FAN_IN + FAN_OUT))),
    "HeNormal": (f"{NORMAL}√(2 / nᵢₙ)", ("σ", math.sqrt(2 / FAN_IN))),
    "HeUniform": (f"{UNIFORM}√(6 / nᵢₙ)", math.sqrt(6 / FAN_IN)),
    "Orthogonal": ("Wᵀ W = g² I", None), "RandomNormal": ("w ∼ N(μ, σ²)", ("σ", 0.05)),
    "RandomUniform": ("w ∼ U(a, b)", 0.05),
}


def test_all_initializers_are_here():
    written(INITIALIZERS, WEIGHTS)


@pytest.mark.parametrize("name", list(WEIGHTS))
def test_initializers(name):
    w = INITIALIZERS[name]().sample(np.random.default_rng(0), (FAN_IN, FAN_OUT), FAN_IN, FAN_OUT).astype(np.float64)
    wanted = WEIGHTS[name][1]
    if wanted is None:
        np.testing.assert_allclose(w.T @ w, np.eye(FAN_OUT), atol=1e-5)
    elif isinstance(wanted, float):
        assert even((w.ravel()[:N] / wanted + 1) / 2)
        assert np.abs(w).max() == pytest.approx(wanted, rel=1e-3)
    elif wanted[0] == "σ":
        assert w.std() == pytest.approx(wanted[1], rel=0.01)
        assert abs(w.mean()) < wanted[1] / 50
        assert np.mean(np.abs(w) < wanted[1]) == pytest.approx(0.6827, abs=0.01)
    else:
        assert [w.min(), w.max()] == list(wanted)


def softmax(z):
    return np.exp(z) / np.exp(z).sum(1, keepdims=True)


def squash(z):
    return 1 / (1 + np.exp(-z))


def huber(y, t):
    e = np.abs(y - t)
    return np.where(e <= 1, e**2 / 2, e - 0.5).mean(1)


COSTS = {
    "MeanSquaredError": ("L = (1 / k) Σᵢ (yᵢ − tᵢ)²", lambda y, t: ((y - t) ** 2).mean(1)),
    "SquaredError": ("L = Σᵢ (yᵢ − tᵢ)²", lambda y, t: ((y - t) ** 2).sum(1)),
    "MeanAbsoluteError": ("L = (1 / k) Σᵢ |yᵢ − tᵢ|", lambda y, t: np.abs(y - t).mean(1)),
    "Huber": ("L = (1 / k) Σᵢ eᵢ² / 2 where |eᵢ| ≤ δ, else δ |eᵢ| − δ² / 2,  e = y − t", huber),
    "BinaryCrossentropy": ("L = −(1 / k) Σᵢ (tᵢ ln pᵢ + (1 − tᵢ) ln(1 − pᵢ))", lambda y, t: -(
        t * np.log(squash(y)) + (1 - t) * np.log(1 - squash(y))).mean(1)),
    "CategoricalCrossentropy": ("L = −Σᵢ tᵢ ln pᵢ", lambda y, t: -(t * np.log(softmax(y))).sum(1)),
    "SparseCategoricalCrossentropy": ("L = −ln pₜ", lambda y, t: -np.log(softmax(y)[np.arange(len(t)), t])),
    "Hinge": ("L = (1 / k) Σᵢ max(0, 1 − tᵢ yᵢ),  tᵢ = ±1", lambda y, t: np.maximum(0, 1 - t * y).mean(1)),
}


def test_all_losses_are_here():
    written(LOSSES, COSTS)


@pytest.mark.parametrize("name", list(COSTS))
def test_losses(name):
    rng, loss = np.random.default_rng(5), LOSSES[name]
    x = rng.standard_normal((37, 4)).astype(np.float32)
    if loss.labels:
        t = rng.integers(0, 3, 37).astype(np.int32)
    elif loss.pair:
        t = np.eye(3, dtype=np.float32)[rng.integers(0, 3, 37)]
    else:
        t = (np.sign(rng.standard_normal((37, 3))) if name == "Hinge" else 2 * rng.standard_normal((37, 3))).astype(
            np.float32)
    made = Trainer(project(layer("Dense", loss.pair, units=3), loss=name), threads=1, data={"train": (x, t)})
    w = {key.partition(".")[2]: value.astype(np.float64) for key, value in made.weights().items()}
    want = COSTS[name][1](x @ w["kernel"] + w["bias"], t if loss.labels else t.astype(np.float64)).mean()
    assert made.evaluate("train")["loss"] == pytest.approx(want, rel=1e-5)


E = np.linspace(0, 120, 481)
RATES = {
    "ConstantRate": ("η = η₀", lambda e: np.ones_like(e)),
    "StepDecay": ("η = η₀ γ^(⌊e/s⌋)", lambda e: 0.5 ** (e // 10)),
    "ExponentialDecay": ("η = η₀ γ^(e/d)", lambda e: 0.5 ** (e / 10)),
    "CosineDecay": ("η = η₀ (α + (1 − α) (1 + cos(π e / d)) / 2)",
                    lambda e: (1 + np.cos(np.pi * np.minimum(e, 50) / 50)) / 2),
    "OneCycle": ("η: η₀ / a → η₀ → η₀ / (a b)", None),
    "ReduceLROnPlateau": ("η ← η γ after p epochs without a better loss", None),
}


def test_all_schedules_are_here():
    written(SCHEDULES, RATES)


@pytest.mark.parametrize("name", [name for name, (_, factor) in RATES.items() if factor])
def test_schedules(name):
    np.testing.assert_allclose(SCHEDULES[name]().curve(E), RATES[name][1](E), atol=1e-12)


def test_one_cycle_and_the_plateau():
    cycle = SCHEDULES["OneCycle"]().curve(E)
    assert [cycle[0], cycle.max(), cycle[-1]] == pytest.approx([1 / 25, 1, 1 / 25e4])
    rises = E[: int(np.argmax(cycle)) + 1]
    np.testing.assert_allclose(cycle[:len(rises)], 1 / 25 + (1 - 1 / 25) * (1 - np.cos(np.pi * rises / 15)) / 2)
    plateau, rates = SCHEDULES["ReduceLROnPlateau"](), []
    memory = dict(plateau.memory)
    for loss in [1.0] * 12:
        plateau.epoch_ended(memory, loss, 0.1)
        rates.append(memory["held"])
    assert rates == [1] * 5 + [0.5] * 5 + [0.25] * 2


FIGURES = {
    "Accuracy": "right / all", "TopKCategoricalAccuracy": "(true class among the first k) / all",
    "Precision": "rightly found / answered", "Recall": "rightly found / truly there",
    "F1Score": "(2 · precision · recall) / (precision + recall)", "MeanAbsoluteError": "(1 / (n k)) Σ |y − t|",
    "R2Score": "1 − (Σ (y − t)²) / (Σ (t − t̄)²)", "Perplexity": "e^(−(1/n) Σ ln pₜ)",
}


def test_metrics():
    written(METRICS, {name: (line, None) for name, line in FIGURES.items()})
    rng = np.random.default_rng(1)
    p, t = softmax(rng.standard_normal((200, 7))), rng.integers(0, 7, 200)
    classes = Evidence(MultiClass(), p, t)
    made = {name: METRICS[name]().measure(classes) for name in FIGURES if MultiClass().suits(METRICS[name])}
    first = np.argsort(-p, 1)
    assert made["Accuracy"] == np.mean(first[:, 0] == t)
    assert made["TopKCategoricalAccuracy"] == np.mean((first[:, :5] == t[:, None]).any(1))
    assert made["Perplexity"] == pytest.approx(np.exp(-np.log(p[np.arange(200), t]).mean()))
    found = [np.sum((first[:, 0] == k) & (t == k)) for k in range(7)]
    precision = [hit / np.sum(first[:, 0] == k) for k, hit in enumerate(found)]
    recall = [hit / np.sum(t == k) for k, hit in enumerate(found)]
    assert made["Precision"] == pytest.approx(np.mean(precision))
    assert made["Recall"] == pytest.approx(np.mean(recall))
    assert made["F1Score"] == pytest.approx(np.mean([2 * a * b / (a + b) if a + b else 0 for a, b in
                                                     zip(precision, recall, strict=True)]))
    y, t = rng.standard_normal((50, 1)), 3 * rng.standard_normal((50, 1))
    numbers = Evidence(Regression(), y, t)
    assert METRICS["MeanAbsoluteError"]().measure(numbers) == pytest.approx(np.abs(y - t).mean())
    left, spread = ((y - t) ** 2).sum(), ((t - t.mean()) ** 2).sum()
    assert METRICS["R2Score"]().measure(numbers) == pytest.approx(1 - left / spread)


def test_scalings():
    x = 7 + 3 * np.random.default_rng(2).standard_normal((60, 4)).astype(np.float32)
    low, quarter, median, three, high = np.percentile(x, (0, 25, 50, 75, 100), axis=0)
    lines = {"Standardize": ("x′ = (x − μ) / σ", (x - x.mean(0)) / x.std(0)),
             "MinMax": ("x′ = (x − xₘᵢₙ) / (xₘₐₓ − xₘᵢₙ)", (x - low) / (high - low)),
             "PixelRange": ("x′ = x / highest", x / 255),
             "Robust": ("x′ = (x − median) / (Q₇₅ − Q₂₅)", (x - median) / (three - quarter))}
    written(SCALINGS, lines)
    for name, (_, want) in lines.items():
        np.testing.assert_allclose(SCALINGS[name]().fit(x).apply(x), want, atol=1e-5)
