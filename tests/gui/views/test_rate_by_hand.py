"""The schedule's curve is dragged: parameters follow, one drag is one step of undo; all knobs lie on the curve."""

import numpy as np
import pytest
from msgspec import convert, to_builtins
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.declare.registry import SCHEDULES
from core.schedules.decay import CosineDecay
from gui.views.rate import RatePanel
from tests.gui.panel_parts import window_fixture  # noqa: F401


@pytest.mark.parametrize("warmup", [0.0, 3.0])
@pytest.mark.parametrize("name", SCHEDULES)
def test_knobs_lie_on_the_curve_and_lead_it_where_they_are_dragged(name, warmup):
    schedule = SCHEDULES[name](warmup_epochs=warmup)
    for knob in schedule.knobs():
        near = schedule.curve(np.array([knob.epochs - 1e-6, knob.epochs, knob.epochs + 1e-6]).clip(0))
        assert near.min() - 1e-3 <= knob.factor <= near.max() + 1e-3, knob.name
        there = knob.moved(knob.epochs + 2.5, max(knob.factor * 0.8, 0.01))
        moved = next(one for one in there.knobs() if one.name == knob.name)
        assert abs(moved.epochs - knob.epochs - 2.5) < 0.01 or moved.factor == pytest.approx(
            max(knob.factor * 0.8, 0.01), abs=1e-3), knob.name
        for far in ((-1e9, -1e9), (1e9, 1e9)):  # never beyond the bounds that a file would refuse
            again = knob.moved(*far)
            assert convert(to_builtins(again), type(again)) == again
            assert np.isfinite(again.curve(np.linspace(0, 10, 5))).all()


@pytest.mark.scene
def test_a_ring_is_dragged_and_taken_back_as_one_step(window):
    it = window("iris")
    it.until(lambda: it.runner.state.phase == "ready")
    it.document.edit_training(replace(it.document.project.training, schedule=CosineDecay(decay_epochs=40.0, alpha=0.2)),
                              "Cosine")
    it.column.desk.take(RatePanel)
    panel = it.panel(RatePanel)
    it.until(lambda: panel.isVisible() and panel.found is not None)
    it.settle()
    before, steps = it.document.project, it.document.undo_stack.count()
    number = [knob.name for knob in panel.knobs()].index("decay_epochs")
    start, port = panel.handles.pixel(number).toPoint(), panel.plot.viewport()
    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=start)
    for step in (4, 8, 12):
        place = start.__class__(start.x() - 2 * step, start.y() - step)
        QTest.mouseMove(port, place)
    wanted = panel.plot.getViewBox().mapSceneToView(panel.plot.mapToScene(place))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=place)
    found = it.document.project.training.schedule
    assert found.decay_epochs == pytest.approx(wanted.x(), rel=0.05)
    assert found.decay_epochs < 40
    assert found.alpha > 0.2
    assert it.document.undo_stack.count() == steps + 1
    it.document.undo_stack.undo()
    assert it.document.project == before
