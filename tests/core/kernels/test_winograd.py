"""Winograd's way against its twins, and against the direct way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import winograd
from tests.core.kernels.comparing import agree, normal
from tests.naive import conv as naive_conv
from tests.naive import winograd as naive

FEW = settings(max_examples=20, deadline=None)
SHAPES = st.tuples(st.integers(1, 3), st.integers(1, 4), st.integers(1, 5), st.integers(1, 35), st.integers(1, 35))


def scratch(width, channels, filters, gradient=False):
    return np.zeros((2, winograd.block_size(width, channels, filters, gradient)), np.float32)


@FEW
@given(SHAPES, st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_convolution_is_the_direct_one(shape, biased, floor):
    n, rows, columns, channels, filters = shape
    rng = np.random.default_rng(0)
    x, w = normal(rng, n, 2 * rows + 2, 2 * columns + 2, channels), normal(rng, 3, 3, channels, filters)
    b = normal(rng, filters if biased else 0)
    u, y = np.zeros((16, channels * filters), np.float32), np.zeros((n, 2 * rows, 2 * columns, filters), np.float32)
    agree(winograd.transform_filters, naive.transform_filters, w, u)
    winograd.transform_filters(w, u)
    room = scratch(2 * columns, channels, filters)
    agree(winograd.winograd_convolve, naive.winograd_convolve, x, u, b, y, room, floor, tolerance=5e-6)
    direct = np.zeros_like(y)
    naive_conv.convolve(x, w, b, direct, 1, 1, 1, 1, floor)
    winograd.winograd_convolve(x, u, b, y, room, floor)
    np.testing.assert_allclose(y, direct, rtol=0, atol=5e-6 * np.abs(direct).max() + 1e-6)


@FEW
@given(SHAPES, st.integers(1, 3))
def test_gradient_is_the_direct_one(shape, parts):
    n, rows, columns, channels, filters = shape
    parts = min(parts, n)
    rng = np.random.default_rng(1)
    x, dy = normal(rng, n, 2 * rows + 2, 2 * columns + 2, channels), normal(rng, n, 2 * rows, 2 * columns, filters)
    du, db = np.zeros((parts, 16 * channels * filters), np.float32), np.zeros((parts, filters), np.float32)
    room = scratch(2 * columns, channels, filters, True)
    agree(winograd.winograd_gradient, naive.winograd_gradient, x, dy, du, room, tolerance=5e-6)
    sums = np.zeros_like(db)
    winograd.winograd_bias(dy, db)
    naive.winograd_bias(dy, sums)
    # A sum may be near zero while what it adds up is not: the error follows the latter.
    np.testing.assert_allclose(db, sums, rtol=0, atol=1e-6 * np.abs(dy).sum((0, 1, 2)).max())
    winograd.winograd_gradient(x, dy, du, room)
    dw = np.zeros((3, 3, channels, filters), np.float32)
    agree(winograd.gather_filters, naive.gather_filters, du, dw)
    winograd.gather_filters(du, dw)
    direct, bias = np.zeros_like(dw), np.zeros((1, filters), np.float32)
    naive_conv.kernel_gradient(x, dy, direct, bias, 1, 1, 1, 1)
    np.testing.assert_allclose(dw, direct, rtol=0, atol=1e-5 * np.abs(direct).max() + 1e-6)


@pytest.mark.parametrize("side", [16, 40])
def test_many_tiles(side):
    rng = np.random.default_rng(2)
    x, u = normal(rng, 5, side + 2, side + 2, 20), normal(rng, 16, 20 * 33)
    y = np.zeros((5, side, side, 33), np.float32)
    agree(winograd.winograd_convolve, naive.winograd_convolve, x, u, normal(rng, 33), y, scratch(side, 20, 33), 0.0,
          tolerance=5e-6)
