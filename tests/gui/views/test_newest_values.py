"""The head of the curves: one spelling in both plots, no value lost, and a first measurement that is seen."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QLocale
from PySide6.QtGui import QTextDocumentFragment

from core.session.history import History
from core.session.thinned_curve import ThinnedCurve
from gui.style import theme
from gui.text import language
from gui.views.curves import CurvesPanel
from gui.views.metric_plot import MetricPlot
from gui.views.newest_values import Newest, NewestValues
from tests.gui.panel_parts import window_fixture  # noqa: F401
from tests.sampling import sampled


@pytest.fixture(autouse=True)
def usual(qapp):
    yield
    language.use("en")
    QLocale.setDefault(QLocale.c())
    theme.set_text_scale(1.0)


def series(*values: float) -> ThinnedCurve:
    found = np.array(values, float)
    return ThinnedCurve(np.arange(1.0, len(found) + 1), found, found, found, found)


def measured(count: int, loss: float = 0.1481) -> History:
    curves = {("train", "loss"): series(*[loss] * count), ("validation", "loss"): series(*[1.1 * loss] * count),
              ("train", "accuracy"): series(*[0.951] * count), ("validation", "accuracy"): series(*[0.966] * count)}
    return History(curves, epoch=float(count), epochs=10, version=1)


def words_in(plot: MetricPlot) -> list[str]:
    text = QTextDocumentFragment.fromHtml(plot.values.text()).toPlainText()
    return re.findall(r"[^\W\d]+\.?", text)


@pytest.mark.parametrize("tongue", ["en", "de"])
@pytest.mark.parametrize("scale", sampled([1.0, 1.4, 1.75], 1.4))
def test_both_plots_spell_their_values_alike_at_every_width(window, tongue, scale):
    it = window("digits-cnn")
    language.use(tongue)
    theme.set_text_scale(scale)
    panel = it.panel(CurvesPanel)
    panel.restyle()
    seen = set()
    for loss in (0.1481, 12.5):
        panel.loss._narrow = panel.accuracy._narrow = False
        for plot in (panel.loss, panel.accuracy):
            plot.history = measured(3, loss)
        for wide in range(120, 330, 7):
            for plot in (panel.loss, panel.accuracy):
                plot.setFixedWidth(wide if scale < 1.5 else round(wide * 1.5))
            panel._agree()
            loss_words, accuracy_words = words_in(panel.loss), words_in(panel.accuracy)
            assert all(one == other for one, other in zip(loss_words, accuracy_words, strict=False))
            seen.add(tuple(words_in(panel.loss)))
    assert len(seen) >= 2


def test_fewer_figures_come_before_fewer_values(qtbot):
    line = NewestValues()
    qtbot.addWidget(line)
    line.restyle()
    found = [Newest("train", "tr.", "0.148", "0.15", "positive_text"),
             Newest("val", "val.", "0.163", "0.16", "negative_text")]
    whole, brief = (line._wide([(one.short, value(one)) for one in found], 2)
                    for value in (lambda one: one.value, lambda one: one.brief))
    assert brief < whole
    for room, wanted in ((whole + 1, "0.148 0.163"), (brief + 1, "0.15 0.16"), (brief - 1, "0.15")):
        line.show_newest(found, True, room, "nothing")
        text = QTextDocumentFragment.fromHtml(line.text()).toPlainText()
        assert re.findall(r"[\d.]+\d", text) == wanted.split()


def painted_colours(plot: MetricPlot) -> set[str]:
    image = plot.plot.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(0, image.width()) for y in range(0, image.height())}


@pytest.mark.parametrize(("name", "percent"), [("loss", False), ("accuracy", True)])
def test_one_measurement_is_seen_in_the_plot(qtbot, name, percent):
    plot = MetricPlot(name, "Loss", "", percent=percent)
    qtbot.addWidget(plot)
    plot.resize(240, 220)
    plot.show()
    qtbot.waitExposed(plot)
    plot.show_history(History(epochs=10))
    wanted = {theme.colour(token).name() for token in ("train", "validation")}
    assert not wanted & painted_colours(plot)
    plot.show_history(measured(1))
    assert wanted <= painted_colours(plot)
    plot.show_history(measured(5))
    assert not any(len(disc.x) for disc in plot._first.values())
