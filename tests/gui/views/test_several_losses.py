"""The plot of the loss where a project has several: every one has its curve, its name and its rows."""

import numpy as np

from core.session.history import History, ThinnedCurve
from gui.views.metric_plot import MetricPlot


def curve(*values) -> ThinnedCurve:
    y = np.array(values, float)
    return ThinnedCurve(np.arange(len(y), dtype=float), y, y, y, y)


def shown(qtbot, **more) -> MetricPlot:
    plot = MetricPlot("loss", "Loss", "What training makes small.")
    qtbot.addWidget(plot)
    plot.resize(600, 300)
    curves = {("train", "loss"): curve(3, 2), ("validation", "loss"): curve(3.5, 2.5),
              ("validation", "accuracy"): curve(0.5, 0.6)}
    curves |= {("validation", name): values for name, values in more.items()}
    plot.show_history(History(curves, epoch=2.0, epochs=4, version=1))
    return plot


def drawn(plot) -> list[list[float]]:
    return [line.y.tolist() for line in plot._parts if len(line.y)]


def test_every_loss_of_several_has_a_curve_and_a_name(qtbot):
    plot = shown(qtbot, digit_loss=curve(1, 0.5), sum_loss=curve(2, 1.5))
    assert plot.losses() == ["digit_loss", "sum_loss"]
    assert drawn(plot) == [[1, 0.5], [2, 1.5]]
    assert "digit " in plot.values.text()
    assert "sum" in plot.values.text()
    assert "1.500" in plot.values.text()


def test_one_loss_has_none(qtbot):
    plot = shown(qtbot)
    assert plot.losses() == []
    assert drawn(plot) == []
