"""Axis ranges: round, enough, and steady."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.text.rounding import rounded, telling
from gui.drawing.axis_ranges import Steady, accuracy_floor, epochs_shown, loss_reach, round_up
from gui.drawing.plot import ticks, words


@given(st.floats(1e-6, 1e9))
def test_rounding_up_reaches_and_does_not_waste(value):
    assert value <= round_up(value) * (1 + 1e-9)
    assert round_up(value) <= value * 1.51


@pytest.mark.parametrize("nothing", [0.0, -1.0, float("nan"), float("inf")])
def test_an_axis_without_a_value_ends_at_one(nothing):
    assert round_up(nothing) == 1.0


def test_an_end_grows_at_once_and_shrinks_late():
    end = Steady()
    assert end.fit(0.9) == 1.0
    assert end.fit(0.6) == 1.0
    assert end.fit(1.1) == 1.2
    assert end.fit(0.3) == pytest.approx(0.3)
    assert len({end.fit(value) for value in np.linspace(0.29, 0.2, 20)}) == 1


def test_the_steep_start_of_a_loss_does_not_press_the_rest_flat():
    falling = np.concatenate([np.linspace(5.0, 0.1, 20), np.full(400, 0.1)])
    assert loss_reach(falling, np.empty(0)) < 1.0
    assert loss_reach(falling[:20], np.empty(0)) > 3.0
    # What happens now must always be seen.
    rising = np.concatenate([np.full(400, 0.1), np.full(50, 4.0)])
    assert loss_reach(falling, rising) > 4.0


def test_accuracy_axis_rises_with_the_curve_and_stays_put_near_a_step():
    assert accuracy_floor([]) == 0.0
    assert accuracy_floor([np.array([12.0, 30.0])]) == 0.0
    good = np.concatenate([np.linspace(20, 92, 5), np.full(200, 93.0)])
    assert accuracy_floor([good]) == 90.0
    assert accuracy_floor([np.full(100, 90.5)], before=80.0) == 80.0
    assert accuracy_floor([np.full(100, 93.0)], before=80.0) == 90.0
    assert accuracy_floor([np.full(100, 70.0)], before=90.0) == 50.0


def test_the_epoch_axis_shows_all_epochs_or_a_part_while_there_is_little():
    assert epochs_shown(0.0, 15) == 15
    assert epochs_shown(8.4, 15) == 15
    assert epochs_shown(1.0, 500) == 500 / 128
    shown = [epochs_shown(epoch, 500) for epoch in np.linspace(0.01, 500, 3000)]
    assert all(before <= after for before, after in itertools.pairwise(shown))
    assert all(epoch <= end for epoch, end in zip(np.linspace(0.01, 500, 3000), shown, strict=True))
    assert len(set(shown)) < 20


@given(st.floats(-1e4, 1e4), st.floats(1e-3, 1e5), st.integers(2, 6))
def test_ticks_are_few_round_and_inside(low, span, count):
    high = low + span
    places = ticks(low, high, count)
    assert len(places) <= count + 1
    assert all(low - span * 1e-6 <= place <= high + span * 1e-6 for place in places)


def test_numbers_beside_an_axis():
    assert words(ticks(0, 0.5, 4)) == ["0", "0.2", "0.4"]
    assert words(ticks(90, 100, 4)) == ["90", "95", "100"]
    assert words((-0.4, 0, 0.4)) == ["−0.4", "0", "0.4"]
    assert words((-0.0,)) == ["0"]
    assert words((0, 200000.0, 400000)) == ["0", "2e5", "4e5"]
    assert words((0, 5000, 15000)) == ["0", "5k", "15k"]
    assert words(ticks(0, 2e36, 4)) == ["0", "5e35", "1e36", "1.5e36", "2e36"]


@given(st.floats(-1, 1), st.floats(0.01, 1), st.integers(-30, 36), st.integers(2, 6))
def test_numbers_beside_an_axis_of_any_size_are_what_they_say_and_differ(low, span, power, count):
    low, high = low * 10.0**power, (low + span) * 10.0**power
    places = ticks(low, high, count)
    said = words(places)
    assert len(set(said)) == len(places)
    step = min((after - before for before, after in itertools.pairwise(places)), default=high - low)
    for text, place in zip(said, places, strict=True):
        number = float(text.replace("−", "-").replace("k", "e3"))
        assert abs(number - place) <= 0.02 * step
        assert len(text) <= 12 or span < 0.02


@given(st.lists(st.floats(-50, 50), min_size=1, max_size=12), st.integers(0, 2), st.integers(2, 6))
def test_places_that_tell_numbers_apart(values, fewest, most):
    digits = telling(values, fewest, most)
    assert fewest <= digits <= most

    def read(places):
        return len({rounded(value, places) for value in values})
    assert read(digits) == read(most)
    assert digits == fewest or read(digits - 1) < read(most)

