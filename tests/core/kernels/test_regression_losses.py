"""Losses of numbers, softened and weighted targets, against their twins."""

import numpy as np
import pytest

from core.kernels import regression_losses as losses
from core.kernels import targets
from tests.core.kernels.comparing import agree, normal
from tests.naive import regression_losses as naive
from tests.naive import targets as naive_targets

SHAPES = [(1, 1), (1, 2), (9, 16), (5, 37), (130, 10), (64, 1)]


@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize(("name", "numbers"), [("squared_error", (0.5,)), ("squared_error", (1.0,)),
                                               ("absolute_error", ()), ("huber", (0.7,))])
def test_of_numbers(name, numbers, shape, gradient):
    rng = np.random.default_rng(shape[1])
    y, t = 2 * normal(rng, *shape), normal(rng, *shape)
    dy = np.empty(shape if gradient else (0, shape[1]), np.float32)
    agree(getattr(losses, name), getattr(naive, name), y, t, *numbers, np.empty(1, np.float32), dy, tolerance=1e-5)


def weights(shape, weighted):
    count = 0 if not weighted else (2 if shape[1] == 1 else shape[1])
    return np.linspace(0.5, 2, count, dtype=np.float32)


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("low", [0.0, -1.0])
@pytest.mark.parametrize("shape", SHAPES)
def test_hinge(shape, low, weighted):
    rng = np.random.default_rng(shape[1])
    t = np.where(rng.random(shape) < 0.5, low, 1).astype(np.float32)
    agree(losses.hinge, naive.hinge, normal(rng, *shape), t, weights(shape, weighted), np.empty(1, np.float32),
          np.empty(shape, np.float32), tolerance=1e-5)


def test_hinge_lets_a_nan_through():
    loss = np.zeros(1, np.float32)
    losses.hinge(np.full((2, 1), np.nan, np.float32), np.ones((2, 1), np.float32), np.empty(0, np.float32), loss,
                 np.empty((0, 1), np.float32))
    assert np.isnan(loss[0])


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("shape", SHAPES[1:5])
def test_targets_of_classes(shape, smoothing, weighted):
    rng = np.random.default_rng(0)
    labels, w = rng.integers(0, shape[1], shape[0]).astype(np.int32), weights(shape, weighted)
    out = np.empty(shape, np.float32)
    agree(targets.from_labels, naive_targets.from_labels, labels, w, smoothing, out)
    agree(targets.from_rows, naive_targets.from_rows, np.eye(shape[1], dtype=np.float32)[labels], w, smoothing, out)


@pytest.mark.parametrize("weighted", [True, False])
@pytest.mark.parametrize("smoothing", [0.0, 0.2])
@pytest.mark.parametrize("shape", SHAPES)
def test_yes_and_no(shape, smoothing, weighted):
    rng = np.random.default_rng(0)
    t, z = rng.integers(0, 2, shape).astype(np.float32), 3 * normal(rng, *shape)
    yes, no, loss = np.empty(shape, np.float32), np.empty(shape, np.float32), np.empty(1, np.float32)
    agree(targets.yes_and_no, naive_targets.yes_and_no, t, weights(shape, weighted), smoothing, yes, no)
    naive_targets.yes_and_no(t, weights(shape, weighted), smoothing, yes, no)
    p = (1 / (1 + np.exp(-z))).astype(np.float32)
    for dz in (np.empty(shape, np.float32), np.empty((0, shape[1]), np.float32)):
        agree(targets.binary_logits, naive_targets.binary_logits, z, yes, no, loss, dz, tolerance=1e-5)
        agree(targets.binary_probabilities, naive_targets.binary_probabilities, p, yes, no, loss, dz, tolerance=1e-5)
