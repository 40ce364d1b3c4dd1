"""Optimiser updates against their twins."""

import numpy as np
import pytest

from core.kernels import update
from tests.core.kernels.comparing import agree, normal
from tests.naive import update as naive

SIZES = [1, 31, 4096, 9001]


def cell(value):
    return np.array([value], np.float32)


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", ["momentum", "nesterov"])
def test_momentum(name, size):
    rng = np.random.default_rng(size)
    agree(getattr(update, name), getattr(naive, name), normal(rng, size), normal(rng, size), normal(rng, size),
          cell(0.1), cell(0.9), cell(0))


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("step", [0, 1, 500])
def test_adam(size, step):
    rng = np.random.default_rng(size)
    count = np.zeros(16, np.int64)
    count[[0, 7]] = step + 20, 20
    agree(update.adam, naive.adam, normal(rng, size), normal(rng, size), normal(rng, size), abs(normal(rng, size)),
          cell(0.01), cell(0.9), cell(0.999), cell(1e-7), count, cell(0), tolerance=1e-5)


@pytest.mark.parametrize("bad", [np.nan, np.inf, -np.inf])
@pytest.mark.parametrize("place", [0, 40, 8000])
def test_a_weight_that_is_not_finite_raises_the_alarm(bad, place):
    g = np.zeros(9001, np.float32)
    w, v, alarm = np.zeros_like(g), np.zeros_like(g), cell(0)
    update.momentum(w, g, v, cell(0.1), cell(0.9), alarm)
    assert alarm[0] == 0
    g[place] = bad
    update.momentum(w, g, v, cell(0.1), cell(0.9), alarm)
    assert alarm[0] == 1
