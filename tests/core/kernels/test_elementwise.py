"""Activations against their twins."""

import numpy as np
import pytest

from core.kernels import elementwise
from tests.core.kernels.comparing import agree, normal
from tests.naive import elementwise as naive

SIZES = [1, 15, 16, 33, 9001]


def values(size):
    z = 4 * normal(np.random.default_rng(size), size)
    z[: size // 5] *= 10
    return z


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(("name", "numbers"), [("sigmoid", ()), ("tanh", ()), ("relu", ()), ("leaky_relu", (0.1,))])
def test_activation(name, numbers, size):
    z = values(size)
    y, dy = np.empty_like(z), normal(np.random.default_rng(1), size)
    forward, backward = f"{name}_forward", f"{name}_backward"
    agree(getattr(elementwise, forward), getattr(naive, forward), z, y, *numbers)
    getattr(naive, forward)(z, y, *numbers)
    agree(getattr(elementwise, backward), getattr(naive, backward), y, dy, np.empty_like(z), *numbers)


def test_sigmoid_is_exact_in_the_far_negative_tail():
    z = np.linspace(-80, -20, 64, dtype=np.float32)
    y = np.empty_like(z)
    elementwise.sigmoid_forward(z, y)
    np.testing.assert_allclose(y, 1 / (1 + np.exp(-z.astype(np.float64))), rtol=2e-6)
