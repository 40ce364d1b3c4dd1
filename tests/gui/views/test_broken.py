"""A network that cannot compute for a while: every view of it says why, in its place, and comes back as it was."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gui.views.confusion import ConfusionPanel
from gui.views.curves import CurvesPanel
from gui.views.decision import DecisionPanel
from gui.views.feature_maps import FeatureMapsPanel
from gui.views.histograms import WeightsPanel
from tests.gui.panel_parts import starter, window_fixture  # noqa: F401
from tests.gui.shell_parts import window as whole_window

LARGE = (820, 800)


def broken(project):
    """A filter that is larger than its picture, or a layer without units."""
    node = project.network.nodes[0]
    wrong = {"kernel_size": 29, "padding": "valid"} if hasattr(node.layer, "kernel_size") else {"units": 0}
    return node.id, replace(node.layer, **wrong)


def break_it(it):
    it.document.edit_layer(*broken(it.document.project), "Break it")
    assert not it.document.check.trainable
    it.settle()
    return "This network cannot compute yet; mend the marked block first."


def shown(it):
    """The numbers that are drawn in every view that is seen, None for one that has none yet."""
    found = {FeatureMapsPanel: lambda panel: panel.mosaic.maps, ConfusionPanel: lambda panel: panel.grid.counts,
             WeightsPanel: lambda panel: panel.found and panel.found.counts,
             DecisionPanel: lambda panel: panel.plane and panel.plane.maps[panel.node]}
    values = {kind: found[kind](panel) for kind, panel in it.column.panels.items()
              if kind in found and panel.isVisible() and not panel.why.isVisible()}
    return {kind: None if value is None or not len(value) else value.tobytes() for kind, value in values.items()}


@pytest.mark.few(2)
@pytest.mark.parametrize("name", ["digits-cnn", "spiral", "iris"])
@pytest.mark.parametrize("size", [(400, 782), LARGE])
def test_every_view_says_why_and_comes_back(window, name, size):
    it = window(name, size)
    it.until(lambda: it.runner.state.phase == "ready")
    it.train()
    before, cards = list(it.column.panels), [list(map(type, card.panels)) for card in it.column.cards]
    it.until(lambda: None not in shown(it).values())
    drawn = shown(it)
    assert drawn
    sentence = break_it(it)
    assert list(it.column.panels) == before
    assert [list(map(type, card.panels)) for card in it.column.cards] == cards
    for kind, panel in it.column.panels.items():
        says = kind is not CurvesPanel
        assert panel.why.text() == (sentence if says else "")
        if panel.isVisible():
            assert panel.why.isVisible() == says
        if says:
            assert panel.note == ""
    it.document.undo_stack.undo()
    it.until(lambda: it.runner.state.phase in ("ready", "paused"))
    it.settle()
    for kind, panel in it.column.panels.items():
        assert not panel.why.isVisible()
        assert panel.note or kind is CurvesPanel
    it.until(lambda: shown(it) == drawn)


def test_a_pin_outlives_the_fault(window):
    it = window("digits-cnn", LARGE)
    it.selection.select("conv2d1")
    panel = it.panel(WeightsPanel)
    card = next(card for card in it.column.cards if panel in card.panels)
    it.column.show_panel(WeightsPanel)
    QTest.mouseClick(card.pin, Qt.MouseButton.LeftButton)
    break_it(it)
    it.selection.select("dense1")
    it.document.undo_stack.undo()
    assert (panel.node, panel.pinned) == ("conv2d1", True)
    assert it.panel(FeatureMapsPanel).node


def test_what_no_block_is_to_blame_for_is_said_itself(window):
    it = window("digits-cnn", LARGE)
    training = it.document.project.training
    it.document.edit_training(replace(training, batch_size=0), "Batch")
    assert not it.document.check.trainable
    problem = next(problem for problem in it.document.check.problems if problem.severity == "error")
    assert not problem.node
    assert it.panel(ConfusionPanel).why.text() == problem.message


def test_other_data_bring_other_views_although_the_network_does_not_fit_them(window):
    it = window("digits-cnn", LARGE)
    break_it(it)
    assert it.panel(FeatureMapsPanel) is not None
    it.document.edit(replace(it.document.project, data=starter("spiral").data), "Data")
    assert not it.document.check.trainable
    assert it.panel(FeatureMapsPanel) is None
    assert it.panel(DecisionPanel) is not None


@pytest.mark.scene
def test_a_window_made_anew_over_a_fault_says_why_and_fills_when_it_is_mended(qtbot, tmp_path):
    with whole_window(qtbot, tmp_path, starter("digits-cnn")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.selection.select("conv2d1")
        app.window.views.panel(WeightsPanel).pin(True)
        kinds = list(app.window.views.panels)
        app.document.edit_layer(*broken(app.document.project), "Break it")
        app.look.step(1)
        QTest.qWait(100)
        assert list(app.window.views.panels) == kinds
        panel = app.window.views.panel(ConfusionPanel)
        assert panel.why.isVisible()
        app.selection.select("dense1")
        app.document.undo_stack.undo()
        qtbot.waitUntil(lambda: len(panel.grid.counts) == 10, timeout=20_000)
        assert panel.grid.isVisible()
        weights = app.window.views.panel(WeightsPanel)
        assert (weights.node, weights.pinned) == ("conv2d1", True)
        qtbot.waitUntil(lambda: weights.found is not None, timeout=20_000)
        app.look.step(-1)
