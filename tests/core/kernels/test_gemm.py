"""Dense kernels against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import gemm
from core.kernels.runtime import compiler
from tests.core.kernels.comparing import agree, normal
from tests.naive import gemm as naive

FEW = settings(max_examples=25, deadline=None)
sizes = st.integers(1, 70)


def all_three(rows, k, n, biased, floor):
    rng = np.random.default_rng(rows)
    x, w, b, dy = normal(rng, rows, k), normal(rng, k, n), normal(rng, n if biased else 0), normal(rng, rows, n)
    agree(gemm.dense_forward, naive.dense_forward, x, w, b, dy, floor, tolerance=5e-6, size=1)
    agree(gemm.dense_weight_gradient, naive.dense_weight_gradient, x, dy, w, b, tolerance=5e-6, size=1)
    room = np.full((1, gemm.room_of_turned(rows, k, n)), np.nan, np.float32)
    agree(gemm.dense_input_gradient, naive.dense_input_gradient, dy, w, room, x, tolerance=5e-6, size=1)


@FEW
@given(sizes, sizes, sizes, st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_dense(rows, k, n, biased, floor):
    all_three(rows, k, n, biased, floor)


@pytest.mark.parametrize("shape", [(200, 150, 90), (1000, 30, 130), (64, 784, 33), (130, 600, 64), (300, 5, 7),
                                   (40, 8, 16), (30, 9, 3)])
def test_many_tiles(shape):
    all_three(*shape, True, 0.0)


@pytest.mark.parametrize("shape", [(24, 700, 65), (150, 1024, 96), (131, 513, 257), (300, 260, 1024), (25, 1025, 31),
                                   (145, 300, 64), (530, 70, 40), (1100, 33, 300)])
def test_panels_that_are_packed_and_copied(shape):
    """Deep, wide and tall enough for panels, at strides that are whole pages and at those that are not."""
    all_three(*shape, True, 0.0)


@pytest.mark.skipif(compiler.interpreted(), reason="NumPy's product stands in")
@pytest.mark.parametrize(("k", "n"), [(1024, 96), (700, 257), (300, 64)])
def test_panels_do_not_change_a_rows_sum(k, n):
    """A row has the same bits alone, without panels, and among others, with them."""
    rng = np.random.default_rng(k)
    x, w, b = normal(rng, 150, k), normal(rng, k, n), normal(rng, n)

    def run(rows):
        y = np.zeros((len(rows), n), np.float32)
        gemm.dense_forward(rows, w, b, y, float("-inf"))
        return y

    everything = run(x)
    for row in (0, 23, 149):
        assert run(x[row:row + 1]).tobytes() == everything[row:row + 1].tobytes()


@FEW
@given(sizes, st.integers(1, 8), st.sampled_from([1, 2, 4, 8]), st.booleans(), st.sampled_from([float("-inf"), 0.0]))
def test_layers_of_few_units_whose_rows_share_vectors(rows, k, n, biased, floor):
    all_three(rows, k, n, biased, floor)


@pytest.mark.skipif(compiler.interpreted(), reason="NumPy's product stands in")
@pytest.mark.parametrize(("k", "n"), [(2, 1), (4, 1), (8, 1), (2, 8), (4, 8), (8, 8), (2, 4), (4, 4), (2, 2)])
def test_a_rows_result_does_not_depend_on_where_it_stands(k, n):
    """Whole vectors, the rest and single rows come from different code."""
    rng = np.random.default_rng(n)
    x, w, b = normal(rng, 77, k), normal(rng, k, n), normal(rng, n)

    def run(rows):
        y = np.zeros((len(rows), n), np.float32)
        gemm.dense_forward(rows, w, b, y, float("-inf"))
        return y

    everything = run(x)
    for start in (0, 1, 7, 30, 76):
        for count in (1, 2, 9, 33):
            part = np.ascontiguousarray(x[start:start + count])
            assert run(part).tobytes() == everything[start:start + count].tobytes(), (start, count)


@FEW
@given(sizes, sizes)
def test_transpose(rows, columns):
    w = normal(np.random.default_rng(0), rows, columns)
    agree(gemm.transpose, naive.transpose, w, np.empty((columns, rows), np.float32), tolerance=0)
