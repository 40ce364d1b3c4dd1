"""The time left is told when it is known: fed with a clock, never with real time."""

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.session.meter import AGREEING, HOLDING, KNOWN_SECONDS, LEFT_SECONDS, Meter


class Clock:
    now = 0.0

    def __call__(self):
        return self.now


def fed(rates, chunk=0.02, epochs=1e6):
    """(second, told seconds left, true seconds left at the newest rate) after every chunk; `rates` are (seconds, epochs
    a second)."""
    clock = Clock()
    meter, epoch, found = Meter(clock), 0.0, []
    for seconds, rate in rates:
        end = clock.now + seconds
        while clock.now < end:
            clock.now += chunk
            epoch += rate * chunk
            meter.add(round(epoch * 100), epoch)
            found.append((clock.now, meter.seconds_for(epochs - epoch), (epochs - epoch) / rate))
    return found


def test_a_slow_start_is_never_told():
    """As it was seen: the first chunks, while all threads wake, promise 8:01:27 where it is 1:34:17."""
    told = [(second, left) for second, left, _ in fed([(0.8, 30), (20, 177)]) if left is not None]
    assert told
    assert told[0][0] >= KNOWN_SECONDS
    assert all(0.8 * 1e6 / 177 < left < 1.35 * 1e6 / 177 for _, left in told)
    for (_, before), (_, after) in pairwise(told):
        assert abs(after - before) < 0.02 * before


@settings(deadline=None, max_examples=40)
@given(st.floats(1e-3, 1e4), st.floats(0.02, 1.0))
def test_a_steady_rate_is_told_after_some_seconds_and_is_right(rate, chunk):
    for second, left, true in fed([(12, rate)], chunk):
        if second > KNOWN_SECONDS + 2 * chunk + 0.3:
            assert left == pytest.approx(true, rel=1e-3)
        elif second < KNOWN_SECONDS:
            assert left is None


@settings(deadline=None, max_examples=40)
@given(st.lists(st.tuples(st.floats(0.1, 6), st.floats(1, 1000)), min_size=1, max_size=6))
def test_what_is_told_was_steady(rates):
    """Whatever the rate does: nothing is told that the last seconds, cut in two, contradict."""
    whole = fed(rates, 0.05)
    for number, (second, left, _) in enumerate(whole):
        if left is None:
            continue
        assert second >= KNOWN_SECONDS - 0.06
        window = [entry for entry in whole[:number + 1] if entry[0] >= second - LEFT_SECONDS - 0.06]
        rates_seen = [1e6 / true for _, _, true in window]
        assert min(rates_seen) / HOLDING <= (1e6 - 0) / left * 1.05
        assert max(rates_seen) * HOLDING >= 1e6 / left * 0.5


def test_a_change_of_speed_is_told_again_when_it_has_settled():
    found = fed([(10, 100), (20, 1000)])
    after = [(second, left, true) for second, left, true in found if second > 10]
    assert any(left is None for _, left, _ in after)
    assert after[-1][1] == pytest.approx(after[-1][2], rel=1e-3)
    assert AGREEING < HOLDING


def test_a_pause_forgets():
    clock = Clock()
    meter = Meter(clock)
    for _ in range(500):
        clock.now += 0.02
        meter.add(round(clock.now * 100), clock.now * 10)
    assert meter.seconds_for(10) == pytest.approx(1.0, rel=1e-3)
    assert meter.samples == pytest.approx(100, rel=0.05)
    meter.forget()
    assert meter.seconds_for(10) is None
    assert meter.samples is None
