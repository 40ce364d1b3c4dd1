"""Depthwise kernels against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import depthwise
from tests.core.kernels.comparing import agree, normal
from tests.naive import depthwise as naive

FEW = settings(max_examples=25, deadline=None)
few = st.integers(1, 3)


@FEW
@given(st.integers(1, 5), few, few, few, few, few, few, st.integers(1, 5), st.integers(1, 5), st.integers(1, 40),
       st.booleans(), few)
def test_depthwise(n, kh, kw, stride_h, stride_w, dilation_h, dilation_w, out_h, out_w, channels, biased, parts):
    rng = np.random.default_rng(0)
    steps = stride_h, stride_w, dilation_h, dilation_w
    size = (out_h - 1) * stride_h + (kh - 1) * dilation_h + 1, (out_w - 1) * stride_w + (kw - 1) * dilation_w + 1
    x, w, y = normal(rng, n, *size, channels), normal(rng, kh, kw, 1, channels), normal(rng, n, out_h, out_w, channels)
    b = normal(rng, channels if biased else 0)
    agree(depthwise.depthwise_convolve, naive.depthwise_convolve, x, w, b, y, *steps, 0.0, size=1)
    parts = min(parts, n)
    dw, db = np.empty((parts * kh, kw, 1, channels), np.float32), np.empty((parts, b.size), np.float32)
    agree(depthwise.depthwise_gradient, naive.depthwise_gradient, x, y, dw, db, *steps, tolerance=5e-6, size=1)


@pytest.mark.parametrize(("pixels", "channels", "times"), [(1, 1, 1), (30, 5, 3), (2000, 3, 4)])
def test_repeated_channels(pixels, channels, times):
    rng = np.random.default_rng(0)
    x, y = normal(rng, pixels, channels), normal(rng, pixels, channels * times)
    agree(depthwise.repeat_channels, naive.repeat_channels, x, y, tolerance=0)
    agree(depthwise.fold_channels, naive.fold_channels, y, x, size=1)


def test_many_tiles():
    rng = np.random.default_rng(0)
    x, w, y = normal(rng, 6, 20, 20, 40), normal(rng, 3, 3, 1, 40), normal(rng, 6, 18, 18, 40)
    agree(depthwise.depthwise_convolve, naive.depthwise_convolve, x, w, w[0, 0, 0], y, 1, 1, 1, 1, -np.inf, size=1)
    parts = depthwise.gradient_parts(y, w)
    assert parts > 1
    dw, db = np.empty((parts * 3, 3, 1, 40), np.float32), np.empty((parts, 40), np.float32)
    agree(depthwise.depthwise_gradient, naive.depthwise_gradient, x, y, dw, db, 1, 1, 1, 1, tolerance=1e-5)
