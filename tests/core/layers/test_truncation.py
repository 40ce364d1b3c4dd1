"""Truncated backpropagation through time: what comes out is as ever, what is learned reaches back so far."""

import numpy as np
import pytest

from core.declare.keras_lines import by_class
from core.trainer import Trainer
from tests.core.building import dense, layer, project, values

KINDS = ["SimpleRNN", "LSTM", "GRU"]
STEPS = 7


def trained(kind: str, reach, steps: int = 3, threads: int = 1, **more) -> Trainer:
    """A trainer after some steps; the answer is given at the last step alone."""
    parts = layer("Dense", "Tanh", units=3), layer(kind, units=4, truncation=reach, **more), dense(2)
    data = {"train": (values(6, STEPS, 3, seed=3), values(6, 2, seed=4))}
    made = Trainer(project(*parts, batch=6, shuffle=False, rate=0.5), data=data, threads=threads)
    made.step(steps)
    return made


def same(one: Trainer, other: Trainer) -> bool:
    """Whether two trainers have the same weights, bit for bit."""
    return all(np.array_equal(value, other.weights()[name]) for name, value in one.weights().items())


@pytest.mark.parametrize("kind", KINDS)
def test_a_reach_as_long_as_the_series_is_none(kind):
    assert same(trained(kind, None), trained(kind, STEPS))
    assert not same(trained(kind, None), trained(kind, STEPS - 1))
    x = values(5, STEPS, 3, seed=8)
    np.testing.assert_array_equal(trained(kind, None, 0).predict(x), trained(kind, 2, 0).predict(x))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("backwards", [False, True])
def test_what_lies_further_back_teaches_nothing(kind, backwards):
    """7 steps in pieces of 3: the last one alone, the seventh, hears of the loss."""
    made = trained(kind, 3, 0, go_backwards=backwards)
    seen = []
    for step in range(STEPS):
        x = np.zeros((6, STEPS, 3), np.float32)
        x[:, step] = values(6, 3, seed=9)
        one = Trainer(made.project, data={"train": (x, values(6, 2, seed=4))}, threads=1)
        before = one.weights()["n0.kernel"]
        one.step(1)
        seen.append(not np.array_equal(before, one.weights()["n0.kernel"]))
    assert seen == [step == (0 if backwards else STEPS - 1) for step in range(STEPS)]


@pytest.mark.parametrize("kind", KINDS)
def test_threads_and_resuming_give_the_same_bits(kind):
    whole = trained(kind, 2, 6)
    assert same(whole, trained(kind, 2, 6, threads=2))
    half = trained(kind, 2, 3)
    other = trained(kind, 2, 0)
    other.load_state(half.state())
    other.step(3)
    assert same(whole, other)


def test_keras_knows_no_such_parameter():
    assert "truncation" not in by_class(layer("GRU", truncation=5)).named
