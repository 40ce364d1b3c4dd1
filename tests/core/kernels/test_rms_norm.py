"""Division by the root mean square against its twin, and the twin's gradient against central differences."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import norm, rms_norm
from tests.core.kernels.comparing import agree, normal
from tests.core.kernels.test_recurrent import slopes_of
from tests.naive import rms_norm as naive


@settings(max_examples=15, deadline=None)
@given(st.sampled_from([1, 7, 900]), st.sampled_from([1, 5, 16, 70]), st.booleans(), st.booleans())
def test_over_each_row(rows, channels, learns, passes_on):
    rng = np.random.default_rng(rows)
    x, dy, scale = normal(rng, rows, channels), normal(rng, rows, channels), normal(rng, channels)
    inverse = np.empty(rows, np.float32)
    agree(rms_norm.rms_normalize, naive.rms_normalize, x, scale, 1e-6, inverse, np.empty_like(x), tolerance=1e-5)
    naive.rms_normalize(x, scale, 1e-6, inverse, np.empty_like(x))
    nothing = np.empty((0, channels), np.float32)
    parts = np.empty((norm.blocks(x), channels), np.float32)
    agree(rms_norm.rms_normalize_gradient, naive.rms_normalize_gradient, x, dy, inverse, scale,
          x if passes_on else nothing, parts if learns else nothing, tolerance=2e-5, size=1)


@pytest.mark.parametrize("channels", [1, 6])
def test_gradients_are_the_slopes_of_a_number(channels):
    rng = np.random.default_rng(0)
    x, dy, scale = (rng.standard_normal((3, channels)) for _ in range(3))
    scale, y, inverse = scale[0], np.zeros_like(x), np.zeros(3)

    def number():
        naive.rms_normalize(x, scale, 0.1, inverse, y)
        return (y * dy).sum()

    number()
    dx, dscale = np.zeros_like(x), np.zeros((1, channels))
    naive.rms_normalize_gradient(x, dy, inverse, scale, dx, dscale)
    for array, found in ((x, dx), (scale, dscale[0])):
        places = list(np.ndindex(array.shape))
        np.testing.assert_allclose([found[place] for place in places], slopes_of(number, array, places), atol=1e-8)
