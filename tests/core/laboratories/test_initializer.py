"""The laboratory of initialisers: variances as theory has them, and gradients as differences have them."""

import numpy as np
import pytest
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, INITIALIZERS
from core.laboratories.initializer import SignalThroughLayers, alone, every, through

TRIAL = SignalThroughLayers(layers=20, units=64)


def flow(start: str, bend: str):
    return replace(TRIAL, initializer=INITIALIZERS[start](), activation=ACTIVATIONS[bend]()).flow()


def test_what_each_rule_is_made_for_keeps_its_size():
    assert abs(flow("HeNormal", "ReLU").first) < 1
    assert abs(flow("LecunNormal", "SELU").last) < 0.5
    kept = flow("Orthogonal", "Linear")
    assert kept.values == pytest.approx(1, rel=0.03)
    assert kept.gradients == pytest.approx(1, rel=0.05)


def test_what_does_not_fit_vanishes_or_explodes():
    # Each layer of sigmoids lets at most a sixteenth of the gradient's variance through.
    assert flow("GlorotNormal", "Sigmoid").first < 20 * np.log10(1 / 16) + 1
    assert flow("Ones", "Linear").last > 20
    assert flow("Zeros", "Tanh").last == flow("Zeros", "Tanh").first == -30


def test_a_linear_chain_by_hand():
    weights = [np.random.default_rng(layer).standard_normal((6, 6)).astype(np.float32) for layer in range(3)]
    found = through(weights, ACTIVATIONS["Linear"](), 5)
    rng = np.random.default_rng([5, 1])
    x, g = rng.standard_normal((64, 6)), rng.standard_normal((64, 6))
    product = weights[0] @ weights[1] @ weights[2]
    assert found.values[-1] == pytest.approx((x @ product).var(), rel=1e-5)
    assert found.gradients[0] == pytest.approx((g @ product.T).var() / g.var(), rel=1e-5)


def test_gradients_are_those_of_the_chain():
    weights = [0.8 * np.random.default_rng(layer).standard_normal((4, 4)) for layer in range(3)]
    bend, h = ACTIVATIONS["Tanh"](), 1e-6
    rng = np.random.default_rng([0, 1])
    x, g = rng.standard_normal((64, 4)), rng.standard_normal((64, 4))

    def answer(a):
        for w in weights:
            a = np.tanh(a @ w)
        return (a * g).sum(1)
    steps = h * np.eye(4)
    by_difference = np.stack([(answer(x + step) - answer(x - step)) / (2 * h) for step in steps], 1)
    assert through(weights, bend, 0).gradients[0] == pytest.approx(by_difference.var() / g.var(), rel=1e-4)


def test_a_row_has_every_activation_that_acts_alone():
    names = {type(one).__name__ for one in alone()}
    assert names == set(ACTIVATIONS) - {"Softmax"}
    assert {type(one).__name__ for one in every()} == set(INITIALIZERS)
    row = replace(TRIAL, layers=2, units=8).row(INITIALIZERS["HeNormal"]())
    assert len(row) == len(names)
