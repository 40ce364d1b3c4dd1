"""Painting must not lose references: PySide6 6.12 does, and Python 3.11 aborts within seconds of a live plot."""

import sys

import numpy as np
import pytest

from gui.drawing.plot import Plot, pen

REPAINTS = 500


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on, so nothing can be lost")
def test_a_live_plot_keeps_the_references_to_none(qtbot):
    plot = Plot("noise")
    qtbot.addWidget(plot)
    plot.resize(400, 300)
    curve = plot.line()
    curve.set_look(pen("train"))
    plot.show_range((0.0, 200.0), (-3.0, 3.0))
    plot.show()
    qtbot.waitExposed(plot)
    rng = np.random.default_rng(0)
    before = sys.getrefcount(None)
    for _ in range(REPAINTS):
        curve.show_data(np.arange(200.0), rng.standard_normal(200))
        plot.viewport().repaint()
    lost = before - sys.getrefcount(None)
    # The faulty version loses at least one reference a repaint; a handful comes and goes with what is garbage.
    assert lost < REPAINTS / 2, f"{lost} references to None were lost in {REPAINTS} repaints"
