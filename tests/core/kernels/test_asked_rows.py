"""Rows of which nothing is asked, against their twins."""

import numpy as np
import pytest

from core.kernels import asked_rows, targets
from tests.core.kernels.comparing import agree, normal
from tests.naive import asked_rows as naive
from tests.naive import targets as naive_targets

RNG = np.random.default_rng(0)


def drawn(rows: int, share: float = 0.6) -> np.ndarray:
    return (RNG.random(rows) < share).astype(np.float32)


@pytest.mark.parametrize("rows", [1, 7, 40])
def test_what_counts_of_the_rows(rows):
    weight, empty = drawn(rows), np.empty(rows, np.float32)
    agree(asked_rows.labels_asked, naive.labels_asked, RNG.integers(-1, 3, rows).astype(np.int32), empty)
    agree(asked_rows.all_asked, naive.all_asked, empty)
    agree(asked_rows.leave_out, naive.leave_out, drawn(rows), weight)
    for given in (weight, np.zeros(rows, np.float32)):
        agree(asked_rows.share_out, naive.share_out, given.copy(), np.empty(1, np.float32))
        for asked in (given.sum(), 0):
            agree(asked_rows.scale_to_asked, naive.scale_to_asked, np.array([asked], np.float32), rows,
                  np.array([0.3], np.float32))


@pytest.mark.parametrize("columns", [1, 3, 37])
def test_rows_that_count_stay_and_others_are_silent(columns):
    weight, x, t = drawn(9) * 1.5, normal(RNG, 9, columns), normal(RNG, 9, columns)
    agree(asked_rows.weigh_rows, naive.weigh_rows, weight, x)
    agree(asked_rows.silence, naive.silence, weight, x, t, 2.0, 1.0, np.empty_like(x), np.empty_like(t))
    count, labels = np.zeros(16, np.int64), RNG.integers(0, columns, 9).astype(np.int32)
    agree(asked_rows.right_labels_asked, naive.right_labels_asked, x, labels, weight, count)
    agree(asked_rows.right_rows_asked, naive.right_rows_asked, x, t, weight, count)
    agree(asked_rows.right_halves_asked, naive.right_halves_asked, x, t, weight, 0.1, count)


def test_a_class_number_of_minus_one_gives_an_empty_row():
    labels = np.array([2, -1, 0, -1], np.int32)
    agree(targets.from_labels, naive_targets.from_labels, labels, normal(RNG, 3), 0.2, np.empty((4, 3), np.float32))
