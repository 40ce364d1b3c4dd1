"""What stands as a formula is what is computed: each is written out in NumPy beside the line that a reader sees."""

import math

import numpy as np
import pytest

from core.declare.registry import INITIALIZERS, LOSSES, METRICS, SCALINGS, SCHEDULES
from core.metrics.base import Evidence
from core.tasks.multi_class import MultiClass
from core.tasks.regression import Regression
from core.trainer import Trainer
from tests.core.building import layer, project
from tests.core.text.formulas import N, even, written

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
