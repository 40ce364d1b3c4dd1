"""Dense kernels against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import gemm
from tests.core.kernels.comparing import agree, normal
from tests.naive import gemm as naive

FEW = settings(max_examples=25, deadline=None)
sizes = st.integers(1, 70)


def all_three(rows, k, n, biased, floor):
    rng = np.random.default_rng(rows)
    x, w, b, dy = normal(rng, rows, k), normal(rng, k, n), normal(rng, n if biased else 0), normal(rng, rows, n)
    agree(gemm.dense_forward, naive.dense_forward, x, w, b, dy, floor, tolerance=5e-6, size=1)
    agree(gemm.dense_weight_gradient, naive.dense_weight_gradient, x, dy, w, b, tolerance=5e-6, size=1)
    turned = np.ascontiguousarray(w.T)
    agree(gemm.dense_input_gradient, naive.dense_input_gradient, dy, turned, x, tolerance=5e-6, size=1)


@FEW
@given(sizes, sizes, sizes, st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_dense(rows, k, n, biased, floor):
    all_three(rows, k, n, biased, floor)


@pytest.mark.parametrize("shape", [(200, 150, 90), (1000, 30, 130), (64, 784, 33), (130, 600, 64), (300, 5, 7),
                                   (40, 8, 16), (30, 9, 3)])
def test_many_tiles(shape):
    all_three(*shape, True, 0.0)


@FEW
@given(sizes, sizes)
def test_transpose(rows, columns):
    w = normal(np.random.default_rng(0), rows, columns)
    agree(gemm.transpose, naive.transpose, w, np.empty((columns, rows), np.float32), tolerance=0)
