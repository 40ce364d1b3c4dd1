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


@pytest.mark.parametrize("size", [1, 40, 5000])
def test_draw_mask(size):
    agree(noise.draw_mask, naive.draw_mask, np.empty(size, np.float32), 0.3, STREAM, counters())


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


@pytest.mark.parametrize("shape", [(1, 1, 1), (3, 20, 40), (70, 9, 17)])
def test_channel_dropout(shape):
    x = normal(np.random.default_rng(0), *shape)
    mask = np.empty((shape[0], shape[2]), np.float32)
    agree(noise.channel_dropout, naive.channel_dropout, x, mask, np.empty_like(x), 0.4, STREAM, counters())
    naive.channel_dropout(x, mask, np.empty_like(x), 0.4, STREAM, counters())
    agree(noise.scale_channels, naive.scale_channels, x, mask, np.empty_like(x))


@pytest.mark.parametrize("size", [1, 40, 9001])
def test_add_noise(size):
    x = normal(np.random.default_rng(0), size)
    agree(noise.add_noise, naive.add_noise, x, np.empty_like(x), 0.7, STREAM, counters(), tolerance=1e-5)


def test_noise_is_normal():
    x, y = np.zeros(4000, np.float32), np.empty(4000, np.float32)
    noise.add_noise(x, y, 2.0, STREAM, counters())
    y /= 2
    assert abs(y.mean()) < 0.06
    assert abs(y.std() - 1) < 0.04
    assert abs((y > 1.959964).mean() - 0.025) < 0.01
