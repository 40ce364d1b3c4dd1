"""Drawings become pictures as those of MNIST are: in a box, centred by mass, whatever their size and place."""

import numpy as np
import pytest

from core.datasets.pen_picture import as_digit


def blot(top, left, high, wide, side=280) -> np.ndarray:
    ink = np.zeros((side, side))
    ink[top:top + high, left:left + wide] = 1
    return ink


@pytest.mark.parametrize("side", [28, 8, 17])
@pytest.mark.parametrize(("high", "wide"), [(100, 40), (40, 100), (7, 7), (280, 280), (1, 90)])
@pytest.mark.parametrize(("top", "left"), [(0, 0), (150, 160)])
def test_size_and_place_of_a_drawing_do_not_matter(side, high, wide, top, left):
    ink = blot(min(top, 280 - high), min(left, 280 - wide), high, wide)
    found = as_digit(ink, side, side)
    assert found.shape == (side, side)
    assert 0 <= found.min() <= found.max() <= 1
    rows, columns = np.flatnonzero(found.any(1)), np.flatnonzero(found.any(0))
    assert abs(max(np.ptp(rows), np.ptp(columns)) + 1 - 20 / 28 * side) <= 1
    total = found.sum()
    middle = found.sum(1) @ np.arange(side) / total, found.sum(0) @ np.arange(side) / total
    assert np.abs(np.array(middle) - (side - 1) / 2).max() <= 0.51


def test_heavy_ink_comes_to_the_middle():
    ink = blot(20, 20, 200, 10) + blot(180, 20, 40, 120)
    found = as_digit(np.clip(ink, 0, 1), 28, 28)
    rows = np.flatnonzero(found.any(1))
    assert rows[0] < 27 - rows[-1], "the lower, heavier part is brought to the middle, so more is left below"


def test_nothing_drawn_is_nothing_and_a_dot_is_something():
    assert not as_digit(np.zeros((280, 280)), 28, 28).any()
    assert as_digit(blot(5, 270, 1, 1), 28, 28).max() == 1
