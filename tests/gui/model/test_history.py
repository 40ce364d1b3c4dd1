"""Thinning keeps every extreme and every mean, whatever the pieces in which values come."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.session.history import HistoryWriter
from core.session.thinned_curve import smoothed
from core.session.trace import Trace
from core.stopping.measuring_points import Point


def tick(losses, epoch, validation=None, accuracy=None):
    """Steps that end evenly from the whole epoch below on, and a measuring point at the end."""
    places = epoch - (np.arange(len(losses))[::-1]) / 4
    return SimpleNamespace(losses=np.asarray(losses, float), places=places, epoch=epoch,
                           points=(Point(0, epoch, losses[-1], accuracy, validation),))


@settings(max_examples=60, deadline=None)
@given(st.lists(st.integers(1, 3000), min_size=1, max_size=12), st.integers(0, 2**31))
def test_a_trace_keeps_extremes_and_mean_however_values_arrive(pieces, seed):
    values = np.random.default_rng(seed).normal(size=sum(pieces))
    x = np.arange(len(values), dtype=float)
    trace, start = Trace(), 0
    for piece in pieces:
        trace.add(x[start:start + piece], values[start:start + piece])
        start += piece
    curve = trace.curve()
    assert len(curve) <= 501
    assert curve.low.min() == values.min()
    assert curve.high.max() == values.max()
    assert curve.x[-1] == x[-1]
    assert np.all(np.diff(curve.x) > 0)
    # Every bucket but the last is full, so the mean of all is the weighted mean of the buckets.
    width = max(1, int(curve.x[0]) + 1)
    counts = np.diff(np.append(-1, curve.x))
    assert np.all(counts[:-1] == width)
    assert np.average(curve.mean, weights=counts) == pytest.approx(values.mean(), abs=1e-9)


@pytest.mark.parametrize("most", [1, 2, 7, 300, 4000])
def test_pieces_make_no_difference_to_the_last_bit(most):
    rng = np.random.default_rng(most)
    values = rng.normal(size=5000)
    x = np.arange(5000.0)
    whole, pieces = Trace(), Trace()
    whole.add(x, values)
    start = 0
    while start < 5000:
        end = start + int(rng.integers(1, most + 1))
        pieces.add(x[start:end], values[start:end])
        start = end
    for a, b in zip(vars(whole.curve()).values(), vars(pieces.curve()).values(), strict=True):
        assert a.tobytes() == b.tobytes()


def test_a_value_that_is_no_number_leaves_no_trace():
    trace = Trace()
    trace.add(np.arange(4.0), np.array([1.0, np.nan, np.inf, 3.0]))
    assert trace.curve().mean.tolist() == [1.0, 3.0]


def test_a_band_has_at_most_a_thousand_points_and_reaches_the_extremes():
    trace = Trace()
    values = np.sin(np.arange(123_457) / 10.0)
    trace.add(np.arange(len(values), dtype=float), values)
    x, y = trace.curve().band()
    assert len(x) == len(y) <= 1002
    assert (y.min(), y.max()) == (values.min(), values.max())


def test_smooth_is_a_trailing_mean():
    assert smoothed(np.full(200, 3.0)) == pytest.approx(np.full(200, 3.0))
    step = smoothed(np.repeat([0.0, 1.0], 200))
    assert np.all(step[:200] == 0)
    assert step[200] < 0.2
    assert step[-1] > 0.99
    assert np.all(np.diff(step[200:]) >= -1e-12)


def test_the_writer_sorts_by_split_and_metric_and_places_steps_within_the_tick():
    writer = HistoryWriter()
    writer.add(tick([4.0, 3.0], 0.5, accuracy=0.5))
    writer.add(tick([2.0, 1.0], 1.0, {"loss": 1.5, "accuracy": 0.75}, accuracy=0.7))
    history = writer.history(1.0, 5)
    assert history.curve("train", "loss").x.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert history.curve("train", "accuracy").mean.tolist() == [0.5, 0.7]
    assert history.curve("validation", "loss").mean.tolist() == [1.5]
    assert len(history.curve("test", "loss")) == 0
    assert history.metrics() == ["accuracy"]
    assert (history.epoch, history.epochs) == (1.0, 5)


def test_marks_stand_where_training_stood_and_go_with_a_restart():
    writer = HistoryWriter()
    writer.mark("before the first step", 0.0)
    writer.add(tick([1.0], 2.0))
    writer.mark("learning rate 0.1 → 0.2", 2.0)
    assert [(mark.epoch, mark.text) for mark in writer.history(2.0, 3).marks] == [(2.0, "learning rate 0.1 → 0.2")]
    version = writer.version
    writer.clear()
    assert writer.history(2.0, 3).marks == ()
    assert writer.version > version
