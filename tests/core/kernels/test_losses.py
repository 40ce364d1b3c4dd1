"""Losses against their twins."""

import numpy as np
import pytest

from core.kernels import losses
from tests.core.kernels.comparing import agree, normal
from tests.naive import losses as naive

SHAPES = [(1, 2), (4, 3), (9, 16), (5, 37), (130, 10)]


def outputs(name, rng, shape):
    """What the network would hand over: logits, probabilities or any values."""
    z = 3 * normal(rng, *shape)
    if "crossentropy" not in name or "logits" in name:
        return z
    e = np.exp(0.5 * z)
    return (e / e.sum(1, keepdims=True) if "binary" not in name else e / (1 + e)).astype(np.float32)


def targets(name, rng, shape):
    if name.startswith("sparse"):
        return rng.integers(0, shape[1], shape[0]).astype(np.int32)
    if name.startswith("categorical"):
        return np.eye(shape[1], dtype=np.float32)[rng.integers(0, shape[1], shape[0])]
    return rng.integers(0, 2, shape).astype(np.float32)


@pytest.mark.parametrize("gradient", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("name", [
    "mean_squared_error", "binary_crossentropy_logits", "binary_crossentropy", "categorical_crossentropy_logits",
    "categorical_crossentropy", "sparse_crossentropy_logits", "sparse_crossentropy"])
def test_loss(name, shape, gradient):
    rng = np.random.default_rng(shape[1])
    y, t = outputs(name, rng, shape), targets(name, rng, shape)
    dy = np.empty(shape if gradient else (0, shape[1]), np.float32)
    more = [np.empty(shape, np.float32)] if name.startswith(("cat", "sparse")) and name.endswith("logits") else []
    agree(getattr(losses, name), getattr(naive, name), y, t, np.empty(1, np.float32), dy, *more, tolerance=1e-5)


@pytest.mark.parametrize("name", ["binary_crossentropy", "categorical_crossentropy", "sparse_crossentropy"])
def test_certainty_that_is_wrong_costs_a_finite_amount(name):
    y = np.array([[1.0, 0.0], [0.0, 1.0]], np.float32)
    t = np.array([1, 1], np.int32) if name.startswith("sparse") else np.array([[0, 1], [0, 1]], np.float32)
    agree(getattr(losses, name), getattr(naive, name), y, t, np.empty(1, np.float32), np.empty_like(y),
          tolerance=1e-3)


@pytest.mark.parametrize("size", [1, 20, 1000])
@pytest.mark.parametrize("gradient", [True, False])
def test_penalty(size, gradient):
    rng = np.random.default_rng(size)
    w = normal(rng, size)
    w[0] = 0
    l1, l2, loss = (np.array([v], np.float32) for v in (0.01, 0.02, 0.5))
    agree(losses.penalty, naive.penalty, w, l1, l2, normal(rng, size if gradient else 0), loss)
