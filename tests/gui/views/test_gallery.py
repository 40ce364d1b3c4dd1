"""The gallery of views, and what is done with views as wholes."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from shiboken6 import delete

from gui.model.document import Document
from gui.model.selection import Selection
from gui.model.training_client import Runner
from gui.style import theme
from gui.views.arrange import PANELS
from gui.views.base import QUESTIONS
from gui.views.chosen import ChosenViews, another
from gui.views.confusion import ConfusionPanel
from gui.views.curves import CurvesPanel
from gui.views.histograms import WeightsPanel
from gui.views.optimizer import OptimizerPanel
from gui.views.steps_by_layer import StepsPanel
from tests.gui.panel_parts import starter, window_fixture  # noqa: F401


def test_every_view_has_a_question_a_meaning_and_a_glyph():
    for kind in PANELS:
        assert kind.title, kind
        assert kind.meaning, kind
        assert kind.question in QUESTIONS, kind


def test_what_was_chosen_comes_back_and_strange_files_are_no_harm():
    chosen = ChosenViews(PANELS)
    chosen.add("a", StepsPanel)
    chosen.add("a", another(WeightsPanel, 2))
    chosen.close("b", ConfusionPanel)
    chosen.floating.add(StepsPanel)
    other = ChosenViews(PANELS)
    other.take_up(chosen.kept)
    assert other.of("a") == chosen.of("a")
    assert [kind.__name__ for kind in other.of("a")][-2:] == ["StepsPanel", "WeightsPanel2"]
    assert [ConfusionPanel in other.of(key) for key in "bc"] == [False, True]
    assert other.floating == {StepsPanel}
    for strange in ({}, {"added": 3, "closed": {"a": 4}, "floating": "x"}, {"added": {"a": ["Nobody", 7]}}):
        other.take_up(strange)
        assert other.of("a") == [kind for kind in PANELS if kind.usual]


@pytest.mark.scene
def test_views_are_added_found_by_typing_copied_floated_filled_and_closed(window):
    it = window("xor")
    it.until(lambda: it.runner.state.phase == "ready")
    column, desk = it.column, it.column.desk
    column.add_row.click()
    gallery = desk.gallery
    assert gallery.isVisible()
    assert {tile.kind for tile in gallery.tiles} == set(PANELS)
    assert {tile.kind for tile in gallery.tiles if tile.open} == set(column.panels)
    QTest.keyClicks(gallery.line, "Gradients by")
    QTest.keyClick(gallery.line, Qt.Key.Key_Return)
    assert not gallery.isVisible()
    panel = it.panel(StepsPanel)
    it.until(lambda: panel.isVisible() and panel.found is not None)
    desk.do("another", WeightsPanel)
    second = another(WeightsPanel, 2)
    assert [it.panel(kind).pinned for kind in (WeightsPanel, second)] == [True, False]
    it.selection.select("dense1")
    assert (it.panel(WeightsPanel).node, it.panel(second).node) == ("dense2", "dense1")
    desk.do("float", StepsPanel)
    assert desk.windows[StepsPanel].isVisible()
    assert it.panel(StepsPanel) is panel
    desk.windows[StepsPanel].close()
    assert not desk.windows
    it.until(panel.isVisible)
    desk.do("fill", CurvesPanel)
    assert [card.panels for card in column.cards] == [[it.panel(CurvesPanel)]]
    it.settle()
    asked = it.runner._sent_needs
    assert not any("StepsOfLayers" in repr(need) for need in asked), "hidden views ask for nothing"
    desk.do("fill", CurvesPanel)
    desk.do("close", StepsPanel)
    assert it.panel(StepsPanel) is None
    desk.forget()
    assert set(column.panels) == {kind for kind in PANELS if kind.usual and desk.fits(kind)}


@pytest.mark.scene
@pytest.mark.parametrize("name", ["xor"])
def test_the_update_of_the_weight_that_is_clicked_is_told_with_its_numbers(window, name):
    it = window(name)
    it.column.desk.take(OptimizerPanel)
    panel = it.panel(OptimizerPanel)
    it.selection.choose_weight(("dense1.kernel", (1, 2)))
    it.until(lambda: panel.found is not None)
    it.train()
    it.until(lambda: len(panel.trend) > 1)
    weight = it.ask(lambda trainer: float(trainer.weights()["dense1.kernel"][1, 2]))
    it.until(lambda: panel.found.before == weight)
    assert panel.found.lines[-1].values[0] == weight
    assert panel.which.text().startswith("dense1.kernel [1, 2]")
    assert panel.ledger.entries[-1].tex.startswith("w ")
    panel.walk(1)
    assert panel.need.index == (1, 3)
    assert panel.table()[0][:2] == ("epoch", "weight") if len(panel.trend) else panel.table() == []


@pytest.mark.scene
def test_a_view_that_is_gone_hears_of_nothing_any_more(qtbot):
    """As when the window is made anew for another size of text, with document and selection as they are."""
    document, selection, runner = Document(starter("iris")), Selection(), Runner()
    for kind in PANELS:
        delete(kind(document, selection, runner))
    with qtbot.capture_exceptions() as faults:
        selection.choose_sample("train", 5)
        selection.select("dense1")
        document.edit(replace(document.project, name="Other"), "Rename")
        theme.signals.changed.emit()
    assert not faults
    runner.close()
