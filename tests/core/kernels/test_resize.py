"""Resizing kernels against their twins."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import resize
from tests.core.kernels.comparing import agree, normal
from tests.naive import resize as naive

FEW = settings(max_examples=25, deadline=None)
few, small = st.integers(1, 9), st.integers(-4, 4)


@FEW
@given(few, few, few, few, few, small, small, st.integers(1, 40))
def test_frame(n, height, width, out_h, out_w, top, left, channels):
    x = normal(np.random.default_rng(0), n, height, width, channels)
    agree(resize.frame, naive.frame, x, np.empty((n, out_h, out_w, channels), np.float32), top, left, tolerance=0)


@FEW
@given(few, few, few, st.integers(1, 3), st.integers(1, 3), st.integers(1, 40))
def test_enlarge(n, height, width, factor_h, factor_w, channels):
    rng = np.random.default_rng(0)
    x, dy = normal(rng, n, height, width, channels), normal(rng, n, height * factor_h, width * factor_w, channels)
    agree(resize.enlarge, naive.enlarge, x, dy, factor_h, factor_w, tolerance=0)
    agree(resize.enlarge_gradient, naive.enlarge_gradient, dy, x, factor_h, factor_w, size=1)


def test_many_tiles():
    rng = np.random.default_rng(0)
    x, y = normal(rng, 4, 30, 30, 5), normal(rng, 4, 60, 60, 5)
    agree(resize.enlarge, naive.enlarge, x, y, 2, 2, tolerance=0)
    agree(resize.enlarge_gradient, naive.enlarge_gradient, y, x, 2, 2, size=1)
    agree(resize.frame, naive.frame, x, np.empty((4, 33, 34, 5), np.float32), 1, 2, tolerance=0)
    assert resize.frame.tiles(x, y) > 1
