"""The rate of redraws gives way to mouse and keys: by what a redraw costs, not by a clock."""

import pytest

from gui.model.redraw_rate import FASTEST_MS, LOOK_BACK, MOST_BUSY, SLOWEST_MS, RedrawRate


@pytest.mark.parametrize("work_ms", [1, 10, 24, 30, 60, 120, 1000])
def test_the_window_has_a_share_of_its_time_for_itself(work_ms):
    rate = RedrawRate()
    for _ in range(LOOK_BACK):
        rate.took(work_ms / 1e3)
    assert FASTEST_MS <= rate.interval_ms <= SLOWEST_MS
    if rate.interval_ms < SLOWEST_MS:
        assert work_ms / rate.interval_ms <= MOST_BUSY * 1.11
    if work_ms <= 30:
        assert rate.interval_ms <= 40, "25 redraws a second where one takes up to 30 ms"


def test_one_long_redraw_changes_nothing():
    rate = RedrawRate()
    for _ in range(LOOK_BACK):
        rate.took(0.008)
    assert not rate.took(0.9)
    assert rate.interval_ms == FASTEST_MS


def test_it_is_quick_again_when_the_work_is_little_again():
    rate = RedrawRate()
    changes = [rate.took(0.1) for _ in range(LOOK_BACK)]
    assert any(changes)
    assert not changes[-1], "a timer that is set begins anew, so it is set when something changes"
    for _ in range(LOOK_BACK):
        rate.took(0.005)
    assert rate.interval_ms == FASTEST_MS
