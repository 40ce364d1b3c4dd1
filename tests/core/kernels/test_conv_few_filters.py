"""Several pixels at a time: the kernels beside their twins, and the whole beside the direct way."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import conv_few_filters
from tests.core.kernels.comparing import agree, normal
from tests.naive import conv as naive_conv
from tests.naive import conv_few_filters as naive

FEW = settings(max_examples=25, deadline=None)


@FEW
@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 8), st.integers(1, 4), st.booleans())
def test_wide_filters_give_the_same_output(height, width, channels, filters, count, biased):
    rng = np.random.default_rng(0)
    w, b = normal(rng, height, width, channels, filters), normal(rng, filters if biased else 0)
    wide = np.zeros((height, width + count - 1, channels, count * filters), np.float32)
    wide_b = np.zeros(count * b.size, np.float32)
    agree(conv_few_filters.widen_filters, naive.widen_filters, w, b, wide, wide_b)
    conv_few_filters.widen_filters(w, b, wide, wide_b)
    x = normal(rng, 2, height + 2, 3 * count + width - 1, channels)
    y, joined = np.zeros((2, 3, 3 * count, filters), np.float32), np.zeros((2, 3, 3, count * filters), np.float32)
    naive_conv.convolve(x, w, b, y, 1, 1, 1, 1, float("-inf"))
    naive_conv.convolve(x, wide, wide_b, joined, 1, count, 1, 1, float("-inf"))
    np.testing.assert_allclose(joined.reshape(y.shape), y, atol=1e-5)


@FEW
@given(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 8), st.integers(1, 4), st.booleans())
def test_folded_gradient_is_the_direct_one(height, width, channels, filters, count, biased):
    rng = np.random.default_rng(1)
    x = normal(rng, 2, height + 2, 3 * count + width - 1, channels)
    dy = normal(rng, 2, 3, 3 * count, filters)
    wide = np.zeros((height, width + count - 1, channels, count * filters), np.float32)
    wide_b = np.zeros((1, count * filters), np.float32)
    naive_conv.kernel_gradient(x, dy.reshape(2, 3, 3, -1), wide, wide_b, 1, count, 1, 1)
    dw, db = np.zeros((height, width, channels, filters), np.float32), np.zeros(filters if biased else 0, np.float32)
    agree(conv_few_filters.fold_gradient, naive.fold_gradient, wide, wide_b[0], dw, db)
    conv_few_filters.fold_gradient(wide, wide_b[0], dw, db)
    direct, bias = np.zeros_like(dw), np.zeros((1, filters), np.float32)
    naive_conv.kernel_gradient(x, dy, direct, bias, 1, 1, 1, 1)
    np.testing.assert_allclose(dw, direct, atol=1e-4)
    if biased:
        np.testing.assert_allclose(db, bias[0], atol=1e-4)
