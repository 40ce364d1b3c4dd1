"""Curves, maps, axes and bars of any magnitude: from a part in 10³⁰ to 10³⁶ the same picture, with numbers of
their own."""

import numpy as np
import pytest
from PySide6.QtGui import QFontMetrics, QImage

from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import HeldRange, short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.views.decision_map import DecisionMap
from gui.views.histograms import places
from gui.views.metric_plot import MetricPlot

POWERS = (-30, -12, -4, 4, 6, 20, 36)


def pixels(widget) -> np.ndarray:
    image = widget.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), -1).copy()


@pytest.mark.parametrize("power", POWERS)
def test_a_curve_looks_the_same_at_every_magnitude(qtbot, power):
    x = np.linspace(0, 10, 60)
    y = 1.5 + np.sin(x)

    def drawn(scale):
        plot = Plot("losses")
        qtbot.addWidget(plot)
        plot.resize(300, 200)
        line = plot.line()
        line.set_look(pen("#ffffff", 2.0))
        line.show_data(x, y * scale)
        plot.show_range((0.0, 10.0), (0.0, 3.0 * scale))
        plot.show()
        return plot, pixels(plot)

    (one, usual), (other, found) = drawn(1.0), drawn(10.0**power)
    labels = [text for _, text in other._axes["left"]._tickLevels[0]]
    assert len(set(labels)) == len(labels) >= 4
    # Longer numbers may push the plot aside: its right part, a hundred pixels of curve, has the same heights.
    def heights(image, plot):
        box = plot.getViewBox().sceneBoundingRect()
        inner = image[int(box.top()) + 2:int(box.bottom()) - 2, int(box.left()) + 3:int(box.right()) - 3]
        drawn = inner == 0xFFFFFFFF
        return np.array([np.flatnonzero(column).mean() if column.any() else -1 for column in drawn.T]) / len(drawn)
    usual, found = heights(usual, one), heights(found, other)
    assert (found >= 0).mean() > 0.9
    stretched = np.interp(np.linspace(0, 1, 50), np.linspace(0, 1, len(found)), found)
    assert np.abs(stretched - np.interp(np.linspace(0, 1, 50), np.linspace(0, 1, len(usual)), usual)).max() < 0.04


@pytest.mark.parametrize("power", POWERS)
def test_no_number_beside_an_axis_is_cut(qtbot, power):
    plot = Plot("losses")
    qtbot.addWidget(plot)
    plot.resize(300, 200)
    plot.show()
    for top in (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0):
        plot.show_range((0.0, 10.0), (0.0, top * 10.0**power))
        axis = plot._axes["left"]
        metrics = QFontMetrics(theme.font(11, tabular=True))
        widest = max(metrics.horizontalAdvance(text) for _, text in axis._tickLevels[0])
        assert axis.fixedWidth >= widest + 6


@pytest.mark.parametrize("power", POWERS)
def test_a_map_and_its_bar_of_any_magnitude(qtbot, power):
    values = np.linspace(-1, 1, 64 * 64).reshape(64, 64).astype(np.float32)
    one, other = DecisionMap(), DecisionMap()
    for shown, scale in ((one, 1.0), (other, 10.0**power)):
        qtbot.addWidget(shown)
        shown.resize(200, 200)
        shown.show_values(values * np.float32(scale), np.full(2, -1.0), np.full(2, 1.0))
    levels = np.array(pixels(one)), np.array(pixels(other))
    assert (levels[0] == levels[1]).mean() > 0.97
    bar = ColourBar()
    qtbot.addWidget(bar)
    bar.resize(136, 30)
    bar.show_range(other.range)
    low, _, high = bar._words
    limit = other.range.limit
    assert short(limit) in low
    assert short(limit) in high
    assert limit == pytest.approx(10.0**power, rel=0.05)


@pytest.mark.parametrize("power", [-30, -5, 7, 30])
def test_figures_in_heads_and_captions_of_any_magnitude(qtbot, power):
    plot = MetricPlot("loss", "Loss", "", percent=False)
    qtbot.addWidget(plot)
    for value in (1.0 * 10.0**power, 2.5 * 10.0**power):
        for text in (plot.words(value), places(value)):
            assert len(text) <= 9
            assert float(text.replace("−", "-")) == pytest.approx(value, rel=0.06)


def test_a_bar_says_that_cells_lie_beyond_it(qtbot):
    """Two cells of 2.0 and 2.9 have the same colour; the end of the bar says ≥."""
    held, bar = HeldRange(), ColourBar()
    qtbot.addWidget(bar)
    values = np.concatenate([np.linspace(-1.9, 2, 400), [2.9, 2.5, 2.3, 2.2]]).astype(np.float32)
    held.update(values, 0.0)
    bar.show_range(held)
    assert bar._words == ("−2.0", "0", "≥ 2.0")
    held.update(values[:400], 5.0)
    bar.show_range(held)
    assert bar._words == ("−2.0", "0", "+2.0")
