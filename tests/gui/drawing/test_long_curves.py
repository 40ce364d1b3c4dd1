"""Curves of long runs: no more points are drawn than of a short one, and none of their heights is lost."""

from types import SimpleNamespace

import numpy as np
import pytest

from core.session.history import HistoryWriter
from gui.drawing.plot_items import at_most
from gui.views.metric_plot import MetricPlot

EACH = 500


@pytest.mark.parametrize("seed", range(6))
def test_the_lowest_and_the_highest_of_each_run_stay(seed):
    rng = np.random.default_rng(seed)
    count, most = int(rng.integers(3, 3000)), int(rng.integers(4, 300)) * 2
    x, y = np.sort(rng.random(count)), np.cumsum(rng.normal(size=count))
    a, b = at_most(x, y, most)
    assert len(a) == len(b) == min(count, most)
    assert (a[0], b[0], a[-1], b[-1]) == (x[0], y[0], x[-1], y[-1])
    assert (np.diff(a) >= 0).all()
    assert set(a) <= set(x)
    assert set(b) <= set(y)
    # The ends may take the place of an extreme of the first and the last run.
    reach = -(-count // (most // 2)) if count > most else 0
    assert b.max() >= y[reach:count - reach].max()
    assert b.min() <= y[reach:count - reach].min()
    assert at_most(x, np.where(x > 0.5, np.nan, y), most)[0] is x


@pytest.mark.parametrize("values", [np.arange(900.0), -np.arange(900.0) ** 2])
def test_a_line_that_goes_one_way_still_does(values):
    _, drawn = at_most(np.arange(900.0), values, 200)
    assert (np.sign(np.diff(drawn)) == np.sign(values[-1] - values[0])).all()


def drawn_points(qtbot, steps):
    """How many segments the loss of so many steps is drawn with."""
    writer, rng = HistoryWriter(), np.random.default_rng(0)
    for begin in range(0, steps, EACH):
        places = (np.arange(begin, begin + EACH) + 1) / EACH
        point = SimpleNamespace(epoch=float(places[-1]), accuracy=0.9, test=None,
                                validation={"loss": 1 / (1 + places[-1]) + 0.1, "accuracy": 0.9})
        writer.add(SimpleNamespace(places=places, losses=1 / (1 + places) + rng.normal(0, 0.05, EACH) ** 2,
                                   points=(point,), epoch=float(places[-1])))
    plot = MetricPlot("loss", "Loss", "x")
    qtbot.addWidget(plot)
    plot.resize(380, 170)
    plot.show_history(writer.history(steps / EACH, int(steps / EACH) + 1))
    return [len(line._segments) for line in (plot._raw, plot._lines["train"], plot._lines["validation"])]


def test_ten_times_the_steps_are_drawn_with_no_more_lines(qtbot):
    short, long = drawn_points(qtbot, 20_000), drawn_points(qtbot, 200_000)
    assert short[:2] == long[:2] == [499, 249]
    assert max(short + long) <= 499
