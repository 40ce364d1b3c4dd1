"""The right column: which views there are, where, what they are asked for, which block they show."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.exploration.baselines import Baselines
from core.inspection.needs import Confusion, Inputs, PlaneMaps, SampleView, WeightHistogram
from core.project.examples import starters
from core.project.spec import Network
from gui.style import theme
from gui.text.translation import tr
from gui.views.all_weights import AllWeightsPanel
from gui.views.confusion import ConfusionPanel
from gui.views.decision import DecisionPanel
from gui.views.feature_maps import FeatureMapsPanel
from gui.views.histograms import WeightsPanel
from tests.gui.panel_parts import starter, window_fixture  # noqa: F401
from tests.sampling import sampled


def test_views_follow_the_selection_or_stay_pinned(window):
    it = window("iris")
    panel = it.panel(WeightsPanel)
    first, second = (node.id for node in it.document.project.network.nodes)
    assert panel.node == second
    it.selection.select(first)
    assert panel.node == first
    it.selection.select("input")
    assert panel.node == first, "what has no weights leaves the view where it is"
    card = next(card for card in it.column.cards if panel in card.panels)
    QTest.mouseClick(card.pin, Qt.MouseButton.LeftButton)
    it.selection.select(second)
    assert panel.node == first
    QTest.mouseClick(card.pin, Qt.MouseButton.LeftButton)
    assert panel.node == second


def test_a_pinned_block_that_is_deleted_lets_go(window):
    it = window("digits-mlp")
    panel = it.panel(WeightsPanel)
    nodes = it.document.project.network.nodes
    middle = nodes[-2].id
    it.selection.select(middle)
    panel.pin(True)
    kept = tuple(replace(node, inputs=nodes[-2].inputs) if node is nodes[-1] else node
                 for node in nodes if node.id != middle)
    it.document.edit_network(Network(kept), "Delete")
    assert not panel.pinned
    assert panel.node == nodes[-1].id


def test_hidden_views_are_asked_for_nothing(window):
    it = window("digits-cnn", size=(324, 672))
    it.settle()
    asked = it.runner._sent_needs
    assert any(isinstance(need, SampleView) for need in asked)
    assert not any(isinstance(need, WeightHistogram) for need in asked)
    it.column.show_panel(WeightsPanel)
    it.settle()
    asked = it.runner._sent_needs
    assert [need.name for need in asked if need != Baselines()] == ["dense2.kernel"], "the curves know their lines"
    assert it.panel(WeightsPanel).found is not None, "drawn although nothing trains"
    it.column.show_panel(AllWeightsPanel)
    it.settle()
    assert len(it.panel(AllWeightsPanel).grid.found) == 4
    it.column.hide()
    it.settle()
    assert not it.runner._sent_needs


def test_another_kind_of_data_brings_other_views(window):
    it = window("digits-cnn")
    it.settle()
    assert it.panel(FeatureMapsPanel) is not None
    it.selection.select("conv2d1")
    it.runner.forget()
    it.document.open(starter("spiral"))
    it.settle()
    assert it.panel(FeatureMapsPanel) is None
    assert it.panel(DecisionPanel).isVisible()
    assert not any(isinstance(need, SampleView | Inputs) and need.split == "validation" and isinstance(need, SampleView)
                   for need in it.runner._sent_needs)
    assert any(isinstance(need, PlaneMaps) for need in it.runner._sent_needs)


def test_the_tab_in_front_stays_in_front_when_the_column_is_arranged_anew(window):
    it = window("digits-cnn", size=(324, 672))
    it.column.show_panel(ConfusionPanel)
    it.column.resize(400, 500)
    it.settle()
    assert it.panel(ConfusionPanel).isVisible()
    it.column.resize(400, 782)
    it.settle()
    assert it.panel(ConfusionPanel).isVisible()
    assert it.panel(FeatureMapsPanel).isVisible()


@pytest.mark.scene
@pytest.mark.parametrize("name", sampled([one.file.removesuffix(".json") for one in starters()], "exam", "digits-cnn"))
def test_every_starter_is_drawn_in_both_themes_at_every_width(window, name):
    it = window(name)
    it.train()
    shots = []
    for size in ((400, 782), (324, 672), (820, 782)):
        it.column.resize(*size)
        it.settle()
        assert it.column.size().width() == size[0]
        for panel in it.column.shown():
            assert panel.rect().width() > 0
            assert it.column.rect().contains(panel.mapTo(it.column, QPoint(panel.width() - 1, panel.height() - 1)))
        for which in ("dark", "light"):
            theme.apply(which)
            shots.append(it.column.grab().toImage())
    assert shots[0] != shots[1]


def test_a_view_that_appears_is_asked_what_it_needs(window):
    it = window("digits-cnn")
    panel = it.panel(ConfusionPanel)
    panel.hide()
    it.settle()
    assert not any(isinstance(need, Confusion) for need in it.runner._needs.get(panel, {}))
    panel.show()
    it.settle()
    assert any(isinstance(need, Confusion) for need in it.runner._needs[panel])


def test_tabs_are_named_shorter_where_there_is_little_room(window):
    it = window("digits-cnn")
    it.settle()
    assert [it.column.cards[-1].title.tabText(place) for place in range(2)] == ["Feature maps", "All weights"]
    it.column.resize(324, 672)
    it.settle()
    tabs = it.column.cards[-1].title
    assert [tabs.tabText(place) for place in range(tabs.count())] == ["Maps", "Weights", "Confusion", "Blocks"]
    assert tabs.sizeHint().width() <= it.column.width() - 32


def test_a_tab_without_room_is_reached_by_a_button_and_none_is_cut(window):
    it = window("digits-cnn")
    for width in (400, 324, 280):
        it.column.resize(width, 672)
        it.settle()
        tabs = it.column.cards[-1].title
        for place in range(tabs.count()):
            tabs.setCurrentIndex(place)
            it.settle()
            shown = [one for one in range(tabs.count()) if tabs.isTabVisible(one)]
            assert place in shown
            assert all(tabs.tabRect(one).right() <= tabs.width() for one in shown)
            assert tabs.further.isVisibleTo(it.column) == (len(shown) < tabs.count())
            left = [action.text() for action in tabs.menu().actions()]
            assert left == [tr(panel.title) for one, panel in enumerate(tabs.panels) if one not in shown]
    tabs.menu().actions()[-1].trigger()
    it.settle()
    assert tr(it.column.cards[-1].shown.title) == left[-1]


@pytest.mark.scene
def test_a_view_that_asks_for_something_else_is_drawn_alone(window, monkeypatch):
    it = window("xor")
    it.until(lambda: it.runner.state.phase == "ready")
    it.train(1)
    drawn = []
    for kind in it.column.panels:
        monkeypatch.setattr(kind, "draw", lambda panel, snapshot, kind=kind: drawn.append(kind))
    first, *others = it.column.feeding._shown()
    assert others
    first.needs_changed.emit()
    it.until(lambda: not it.column._later.isActive())
    assert drawn == [type(first)]
    drawn.clear()
    it.selection.choose_sample("validation", 3)
    it.until(lambda: not it.column._later.isActive())
    assert {type(panel) for panel in it.column.feeding._shown()} <= set(drawn)
