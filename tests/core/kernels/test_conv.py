"""Convolution kernels against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import conv
from tests.core.kernels.comparing import agree, normal
from tests.naive import conv as naive

FEW = settings(max_examples=25, deadline=None)


@st.composite
def convolutions(draw):
    """(x, w, y shape, strides, dilations) of a legal convolution."""
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    groups = draw(st.sampled_from([1, 1, 1, 2, 3]))
    depth = draw(st.integers(1, 40 // groups))
    filters = groups * draw(st.integers(1, 40 // groups))
    kernel = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    strides = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    dilations = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    out = draw(st.integers(1, 5)), draw(st.integers(1, 9))
    size = [(o - 1) * s + (k - 1) * d + 1 + draw(st.integers(0, s - 1))
            for o, s, k, d in zip(out, strides, kernel, dilations, strict=True)]
    n = draw(st.integers(1, 5))
    return (normal(rng, n, *size, groups * depth), normal(rng, *kernel, depth, filters), (n, *out, filters),
            strides, dilations)


@FEW
@given(convolutions(), st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_convolve(drawn, biased, floor):
    x, w, shape, strides, dilations = drawn
    b = np.linspace(-1, 1, shape[3] if biased else 0, dtype=np.float32)
    agree(conv.convolve, naive.convolve, x, w, b, np.empty(shape, np.float32), *strides, *dilations, floor, size=1)


@FEW
@given(convolutions(), st.booleans(), st.integers(1, 3))
def test_kernel_gradient(drawn, biased, parts):
    x, w, shape, strides, dilations = drawn
    parts = min(parts, len(x))
    dy = normal(np.random.default_rng(1), *shape)
    dw = np.empty((parts * w.shape[0], *w.shape[1:]), np.float32)
    db = np.empty((parts, shape[3] if biased else 0), np.float32)
    agree(conv.kernel_gradient, naive.kernel_gradient, x, dy, dw, db, *strides, *dilations, tolerance=5e-6, size=1)


@pytest.mark.parametrize(("shape", "kernel", "filters", "groups"), [
    ((12, 30, 30, 1), (3, 3), 8, 1), ((4, 18, 18, 24), (3, 3), 20, 1), ((3, 16, 16, 32), (1, 1), 40, 1),
    ((3, 17, 15, 32), (2, 3), 32, 2)])
def test_many_tiles(shape, kernel, filters, groups):
    rng = np.random.default_rng(0)
    x, w = normal(rng, *shape), normal(rng, *kernel, shape[3] // groups, filters)
    y = normal(rng, shape[0], shape[1] - kernel[0] + 1, shape[2] - kernel[1] + 1, filters)
    agree(conv.convolve, naive.convolve, x, w, normal(rng, filters), y, 1, 1, 1, 1, 0.0, size=1)
    parts = conv.gradient_parts(y, w.shape)
    dw, db = np.empty((parts * kernel[0], *w.shape[1:]), np.float32), np.empty((parts, filters), np.float32)
    agree(conv.kernel_gradient, naive.kernel_gradient, x, y, dw, db, 1, 1, 1, 1, tolerance=2e-5, size=1)
    assert conv.convolve.tiles(x, w, w, y) > 1


@FEW
@given(st.integers(1, 3), st.integers(1, 6), st.integers(1, 6), st.integers(1, 20), st.integers(-3, 4),
       st.integers(-3, 4), st.integers(1, 3), st.integers(1, 3), st.integers(1, 9), st.integers(1, 9))
def test_place(n, height, width, channels, top, left, step_h, step_w, out_h, out_w):
    rng = np.random.default_rng(0)
    agree(conv.place, naive.place, normal(rng, n, height, width, channels), normal(rng, n, out_h, out_w, channels),
          top, left, step_h, step_w, tolerance=0)


def test_place_in_many_tiles():
    rng = np.random.default_rng(0)
    agree(conv.place, naive.place, normal(rng, 3, 40, 30, 8), np.zeros((3, 44, 35, 8), np.float32), 2, 3, 1, 1,
          tolerance=0)


@FEW
@given(st.integers(1, 4), st.integers(1, 4), st.integers(1, 3), st.integers(1, 12), st.integers(1, 12))
def test_turn(height, width, groups, depth, columns):
    w = normal(np.random.default_rng(0), height, width, depth, groups * columns)
    out = np.empty((height, width, columns, groups * depth), np.float32)
    agree(conv.turn, naive.turn, w, out, groups, tolerance=0)


def test_turn_in_many_tiles():
    w = normal(np.random.default_rng(0), 3, 3, 30, 40)
    agree(conv.turn, naive.turn, w, np.empty((3, 3, 40, 30), np.float32), 1, tolerance=0)


@FEW
@given(st.integers(1, 8), st.integers(1, 10000))
def test_sum_parts(parts, size):
    values = normal(np.random.default_rng(0), parts, size)
    agree(conv.sum_parts, naive.sum_parts, values, np.empty(size, np.float32), size=1)


def test_parts_depend_on_shapes_and_stay_small():
    dy = np.empty((64, 32, 32, 64), np.float32)
    assert conv.gradient_parts(dy, (3, 3, 64, 64)) == conv.PARTS
    assert conv.gradient_parts(dy, (3, 3, 512, 512)) == 1
    assert conv.gradient_parts(dy[:1], (3, 3, 64, 64)) == 1
