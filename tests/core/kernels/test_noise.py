"""Random numbers by counting, and dropout, against their twins."""

from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import noise, random
from tests.core.kernels.comparing import agree, normal
from tests.naive import noise as naive
from tests.naive import random as naive_random

STREAM = (1 << 32) + 12345


def counters(step=3, seed=7):
    count = np.zeros(16, np.int64)
    count[[0, 4]] = step, seed
    return count


@settings(max_examples=200, deadline=None)
@given(*[st.integers(0, 2**40)] * 4)
def test_bits(seed, stream, step, index):
    assert random.bits(seed, stream, step, index) == naive_random.bits(seed, stream, step, index)


@pytest.mark.parametrize("size", [1, 40, 5000])
@pytest.mark.parametrize("rate", [0.25, 0.5, 0.9])
def test_dropout(size, rate):
    x = normal(np.random.default_rng(0), size)
    agree(noise.dropout, naive.dropout, x, np.empty_like(x), np.empty_like(x), rate, STREAM, counters())


def test_dropout_keeps_the_mean_and_never_repeats_a_mask():
    x, masks = np.ones(4000, np.float32), []
    for step in range(4):
        mask = np.empty_like(x)
        noise.dropout(x, mask, np.empty_like(x), 0.3, STREAM, counters(step))
        assert abs((mask == 0).mean() - 0.3) < 0.03
        assert abs(mask.mean() - 1) < 0.05
        masks.append(mask == 0)
    for one, other in pairwise(masks):
        assert abs((one == other).mean() - 0.58) < 0.04
