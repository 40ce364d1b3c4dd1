"""Joins against their twins."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.kernels import merge
from tests.core.kernels.comparing import agree, normal
from tests.naive import merge as naive

FEW = settings(max_examples=20, deadline=None)


@pytest.mark.parametrize("name", ["add", "product"])
@pytest.mark.parametrize("size", [1, 17, 4096, 9001])
def test_two_inputs(name, size):
    rng = np.random.default_rng(0)
    a, b = normal(rng, size), normal(rng, size)
    agree(getattr(merge, name), getattr(naive, name), a, b, np.empty_like(a), size=1)


@pytest.mark.parametrize("size", [1, 17, 9001])
def test_copy(size):
    x = normal(np.random.default_rng(0), size)
    agree(merge.copy, naive.copy, x, np.empty_like(x), tolerance=0)


@FEW
@given(st.integers(1, 300), st.integers(1, 40), st.integers(1, 40), st.data())
def test_copy_columns(rows, width, target_width, data):
    columns = data.draw(st.integers(1, min(width, target_width)))
    source, target = data.draw(st.integers(0, width - columns)), data.draw(st.integers(0, target_width - columns))
    rng = np.random.default_rng(0)
    agree(merge.copy_columns, naive.copy_columns, normal(rng, rows, width), normal(rng, rows, target_width), source,
          target, columns, tolerance=0)


@pytest.mark.parametrize(("rows", "width"), [(1, 1), (7, 40), (3, 9001)])
def test_a_row_for_all(rows, width):
    rng = np.random.default_rng(0)
    x, row = normal(rng, rows, width), normal(rng, width)
    agree(merge.add_row, naive.add_row, x, row, np.empty_like(x))
    agree(merge.add_up_rows, naive.add_up_rows, x, row, tolerance=1e-5)


@pytest.mark.parametrize("size", [1, 37, 9001])
def test_scale(size):
    agree(merge.scale, naive.scale, normal(np.random.default_rng(0), size), 0.5)
