"""Normalisation kernels against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import norm
from tests.core.kernels.comparing import agree, normal
from tests.naive import norm as naive

FEW = settings(max_examples=20, deadline=None)
EMPTY = np.empty(0, np.float32)


def sums(x):
    return np.empty((norm.blocks(x), x.shape[1]), np.float32), np.empty((norm.blocks(x), x.shape[1]), np.float32)


def over_the_batch(x, biased):
    rng = np.random.default_rng(1)
    rows, channels = x.shape
    means, squares = sums(x)
    agree(norm.channel_moments, naive.channel_moments, x, means, squares, size=1)
    naive.channel_moments(x, means, squares)
    mean, variance, inverse = (np.empty(channels, np.float32) for _ in range(3))
    size = max(1, norm.BLOCK // channels)
    agree(norm.join_moments, naive.join_moments, means, squares, rows, size, mean, variance, size=1)
    naive.join_moments(means, squares, rows, size, mean, variance)
    np.testing.assert_allclose(variance, x.astype(np.float64).var(0), rtol=1e-5, atol=1e-7)
    agree(norm.inverse_deviation, naive.inverse_deviation, variance, 1e-3, inverse)
    naive.inverse_deviation(variance, 1e-3, inverse)
    gamma, beta = (normal(rng, channels), normal(rng, channels)) if biased else (EMPTY, EMPTY)
    agree(norm.normalize, naive.normalize, x, mean, inverse, gamma, beta, np.empty_like(x), tolerance=5e-6)
    dy, (dbeta, dgamma) = normal(rng, rows, channels), sums(x)
    agree(norm.channel_products, naive.channel_products, x, dy, mean, inverse, dbeta, dgamma, tolerance=5e-6, size=1)
    naive.channel_products(x, dy, mean, inverse, dbeta, dgamma)
    for pair in ((dbeta.sum(0), dgamma.sum(0)), (EMPTY, EMPTY)):
        agree(norm.normalize_gradient, naive.normalize_gradient, x, dy, mean, inverse, gamma, *pair, np.empty_like(x),
              tolerance=5e-6, size=1)


@FEW
@given(st.integers(2, 50), st.integers(1, 40), st.booleans())
def test_over_the_batch(rows, channels, biased):
    over_the_batch(normal(np.random.default_rng(0), rows, channels), biased)


def test_over_the_batch_in_many_blocks():
    x = 3 * normal(np.random.default_rng(0), 5000, 10) + np.float32(100)
    assert norm.blocks(x) > 2
    over_the_batch(x, True)


@FEW
@given(st.integers(1, 50), st.integers(2, 40), st.booleans(), st.booleans(), st.booleans())
def test_over_each_row(rows, channels, biased, learns, passes_on):
    rng = np.random.default_rng(0)
    x, dy, moments = normal(rng, rows, channels), normal(rng, rows, channels), np.empty((rows, 2), np.float32)
    gamma, beta = (normal(rng, channels), normal(rng, channels)) if biased else (EMPTY, EMPTY)
    agree(norm.layer_normalize, naive.layer_normalize, x, gamma, beta, 1e-3, moments, np.empty_like(x), tolerance=1e-5)
    naive.layer_normalize(x, gamma, beta, 1e-3, moments, np.empty_like(x))
    nothing = np.empty((0, channels), np.float32)
    agree(norm.layer_normalize_gradient, naive.layer_normalize_gradient, x, dy, moments, gamma,
          x if passes_on else nothing, *(sums(x) if learns else (nothing, nothing)), tolerance=1e-5, size=1)


@pytest.mark.parametrize("shape", [(1, 1), (2000, 24)])
def test_sums(shape):
    x = normal(np.random.default_rng(0), *shape)
    agree(norm.channel_sums, naive.channel_sums, x, sums(x)[0], tolerance=1e-5, size=1)


@pytest.mark.parametrize("size", [1, 37])
def test_follow(size):
    rng = np.random.default_rng(0)
    agree(norm.follow, naive.follow, normal(rng, size), normal(rng, size), 0.9)
