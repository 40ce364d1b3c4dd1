"""Products sample by sample against their twins, and what a row of length one hands back against differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import sample_products as k
from tests.core.kernels.comparing import agree, normal
from tests.core.kernels.test_recurrent import slopes_of
from tests.naive import sample_products as naive

SIZES = st.sampled_from([1, 2, 5, 17])


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([1, 3, 40]), SIZES, SIZES, SIZES, st.booleans())
def test_products_and_turning(samples, rows, depth, columns, turned):
    rng = np.random.default_rng(rows)
    a = normal(rng, samples, depth, rows) if turned else normal(rng, samples, rows, depth)
    agree(k.products, naive.products, a, normal(rng, samples, depth, columns),
          np.empty((samples, rows, columns), np.float32), int(turned), tolerance=1e-5)
    agree(k.turn_each, naive.turn_each, a, np.empty((samples, a.shape[2], a.shape[1]), np.float32), tolerance=0)


@settings(max_examples=12, deadline=None)
@given(st.sampled_from([1, 7, 900]), st.sampled_from([1, 5, 16, 70]), st.booleans())
def test_rows_of_length_one(rows, width, empty):
    rng = np.random.default_rng(rows)
    x, dy = normal(rng, rows, width), normal(rng, rows, width)
    if empty:
        x[0] = 0
    inverse, y = np.empty(rows, np.float32), np.empty_like(x)
    agree(k.unit_rows, naive.unit_rows, x, inverse, y, tolerance=1e-5)
    naive.unit_rows(x, inverse, y)
    agree(k.unit_rows_gradient, naive.unit_rows_gradient, y, inverse, dy, np.empty_like(x), tolerance=2e-5,
          size=inverse.max())


@pytest.mark.parametrize("width", [1, 6])
def test_gradients_are_the_slopes_of_a_number(width):
    rng = np.random.default_rng(0)
    x, dy = (rng.standard_normal((3, width)) for _ in range(2))
    y, inverse, dx = np.zeros_like(x), np.zeros(3), np.zeros_like(x)

    def number():
        naive.unit_rows(x, inverse, y)
        return (y * dy).sum()

    number()
    naive.unit_rows_gradient(y, inverse, dy, dx)
    places = list(np.ndindex(x.shape))
    np.testing.assert_allclose([dx[place] for place in places], slopes_of(number, x, places), atol=1e-8)
