"""Pooling kernels against their twins."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import pool
from core.layers.window import slide
from tests.core.kernels.comparing import agree, normal
from tests.naive import pool as naive

FEW = settings(max_examples=25, deadline=None)
NO_CUT = float("-inf")


@st.composite
def poolings(draw):
    """(x with ties, y shape, window) of a legal pooling."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    size = [draw(st.integers(1, 4)) for _ in "hw"]
    strides = [draw(st.integers(1, 4)) for _ in "hw"]
    length = [draw(st.integers(s, 9)) for s in size]
    padding = draw(st.sampled_from(["valid", "same"]))
    rows, columns = (slide(n, s, t, padding) for n, s, t in zip(length, size, strides, strict=True))
    n, channels = draw(st.integers(1, 3)), draw(st.integers(1, 40))
    x = rng.integers(-3, 4, (n, *length, channels)).astype(np.float32)
    return x, (n, rows.places, columns.places, channels), (*size, *strides, rows.before, columns.before)


def gradient(shape):
    return normal(np.random.default_rng(1), *shape)


@FEW
@given(poolings())
def test_max_pool(drawn):
    x, shape, window = drawn
    y = np.empty(shape, np.float32)
    agree(pool.max_pool, naive.max_pool, x, y, *window, tolerance=0)
    naive.max_pool(x, y, *window)
    for cut in (NO_CUT, 0.0):
        agree(pool.max_pool_gradient, naive.max_pool_gradient, x, y, gradient(shape), np.empty_like(x), *window, cut,
              size=1)


@FEW
@given(poolings())
def test_average_pool(drawn):
    x, shape, window = drawn
    agree(pool.average_pool, naive.average_pool, x, np.empty(shape, np.float32), *window, size=1)
    agree(pool.average_pool_gradient, naive.average_pool_gradient, gradient(shape), np.empty_like(x), *window, size=1)


def test_many_tiles():
    rng = np.random.default_rng(0)
    x, y, window = normal(rng, 7, 26, 26, 8), np.empty((7, 13, 13, 8), np.float32), (2, 2, 2, 2, 0, 0)
    agree(pool.max_pool, naive.max_pool, x, y, *window, tolerance=0)
    agree(pool.average_pool, naive.average_pool, x, y, *window, size=1)
    naive.max_pool(x, y, *window)
    agree(pool.max_pool_gradient, naive.max_pool_gradient, x, y, gradient(y.shape), x, *window, NO_CUT,
          size=1)
    agree(pool.average_pool_gradient, naive.average_pool_gradient, gradient(y.shape), x, *window, size=1)
    assert pool.max_pool.tiles(x, y, *window) > 1
    assert pool.max_pool_gradient.tiles(x, y, y, x, *window, NO_CUT) > 1


def test_equal_values_give_the_gradient_to_the_first():
    x, y = np.ones((1, 2, 2, 1), np.float32), np.ones((1, 1, 1, 1), np.float32)
    dx = np.empty_like(x)
    pool.max_pool_gradient(x, y, y, dx, 2, 2, 2, 2, 0, 0, NO_CUT)
    assert dx.reshape(-1).tolist() == [1, 0, 0, 0]


@FEW
@given(st.sampled_from([2, 4, 8]), st.integers(2, 9), st.integers(2, 21), st.integers(1, 2), st.sampled_from([2, 1]),
       st.integers(0, 2**32))
def test_channels_of_half_a_vector(channels, height, width, pictures, stride, seed):
    """Both columns of a window share a vector, on processors of one width or another; the last window stands alone."""
    x = np.random.default_rng(seed).integers(-3, 4, (pictures, height, width, channels)).astype(np.float32)
    rows, columns = slide(height, 2, stride, "valid"), slide(width, 2, stride, "valid")
    y, window = np.empty((pictures, rows.places, columns.places, channels), np.float32), (2, 2, stride, stride, 0, 0)
    agree(pool.max_pool, naive.max_pool, x, y, *window, tolerance=0)
    naive.max_pool(x, y, *window)
    for cut in (NO_CUT, 0.0):
        agree(pool.max_pool_gradient, naive.max_pool_gradient, x, y, gradient(y.shape), np.empty_like(x), *window, cut,
              size=1)
