"""Views are dragged by their heads: docked beside, above and below others, as tabs, floating; kept per kind."""

import random

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from gui.views.arrange import GAP, PAIR_WIDTH, PANELS, needed
from gui.views.base import Panel
from gui.views.chosen import ChosenViews
from gui.views.confusion import ConfusionPanel
from gui.views.curves import CurvesPanel
from gui.views.decision import DecisionPanel
from gui.views.docking import ABOVE, BELOW, FLOAT, LEFT, RIGHT, STAY, TAB, CardBox, DockPlace, docked, fitted, place_at
from gui.views.histograms import WeightsPanel
from tests.gui.panel_parts import window_fixture  # noqa: F401


def flat(layout) -> list[type[Panel]]:
    return [kind for rows in layout for row in rows for tabs in row for kind in tabs]


def drawn(rng: random.Random):
    """An arrangement of some views."""
    kinds = rng.sample(PANELS, rng.randint(2, 9))
    layout = [[]]
    for kind in kinds:
        way = rng.random()
        if layout[-1] and way < 0.25:
            layout[-1][-1][-1].append(kind)
        elif layout[-1] and way < 0.5:
            layout[-1][-1].append([kind])
        elif layout[-1] and way < 0.65:
            layout.append([[[kind]]])
        else:
            layout[-1].append([[kind]])
    return layout, kinds


def test_every_view_stands_once_wherever_one_lands():
    rng = random.Random(4)
    for _ in range(200):
        layout, kinds = drawn(rng)
        before = [[[list(tabs) for tabs in row] for row in rows] for rows in layout]
        moving, target = rng.sample(kinds, 2)
        way = rng.choice((TAB, ABOVE, BELOW, LEFT, RIGHT))
        found = docked(layout, moving, DockPlace(way, target))
        assert layout == before, "an arrangement is a value"
        assert sorted(flat(found), key=str) == sorted(kinds, key=str)
        rows = [(rows, row) for rows in found for row in rows if any(target in tabs for tabs in row)]
        (column, row), = rows
        card = next(tabs for tabs in row if target in tabs)
        at, place = column.index(row), row.index(card)
        near = {ABOVE: (column, at - 1), BELOW: (column, at + 1), LEFT: (row, place - 1), RIGHT: (row, place + 1)}
        if way == TAB:
            assert card[-1] is moving
        else:
            among, where = near[way]
            assert among[where] == ([[moving]] if among is column else [moving])
        assert all(tabs for rows in found for row in rows for tabs in row)


def test_an_arrangement_fits_every_size_and_loses_nothing():
    rng = random.Random(5)
    for _ in range(100):
        layout, kinds = drawn(rng)
        shown = tuple(rng.sample(kinds, len(kinds) - 1)) + tuple(kind for kind in PANELS[:3] if kind not in kinds)
        width, height = rng.randint(280, 1000), rng.randint(200, 1000)
        found = fitted(layout, shown, width, height)
        assert sorted(flat(found), key=str) == sorted(shown, key=str)
        for rows in found:
            assert len(rows) == 1 or needed(rows) <= height
            for row in rows:
                assert len(row) == 1 or width / len(found) >= PAIR_WIDTH * len(row)


def test_where_a_view_lands_follows_from_the_point():
    cards = [CardBox((CurvesPanel,), QRect(0, 0, 400, 200), 30),
             CardBox((DecisionPanel, WeightsPanel), QRect(0, 200 + GAP, 400, 300), 40)]
    column = QRect(0, 0, 400, 700)

    def at(x, y, moving=CurvesPanel):
        found = place_at(cards, column, QPoint(x, y), moving)
        return found.way, found.target
    assert at(200, 230) == (TAB, DecisionPanel)
    assert at(200, 270) == (ABOVE, DecisionPanel)
    assert at(200, 480) == (BELOW, DecisionPanel)
    assert at(20, 400) == (LEFT, DecisionPanel)
    assert at(390, 400) == (RIGHT, DecisionPanel)
    assert at(200, 650) == (BELOW, DecisionPanel)
    assert at(-30, 100) == (FLOAT, None)
    assert at(200, 100) == (STAY, None)
    assert at(200, 230, DecisionPanel) == (STAY, None)
    assert at(200, 400, DecisionPanel) == (BELOW, WeightsPanel)


def test_an_arrangement_is_kept_for_each_kind_and_strange_files_are_no_harm():
    chosen, other = ChosenViews(PANELS), ChosenViews(PANELS)
    layout = [[[[CurvesPanel], [WeightsPanel, ConfusionPanel]]]]
    chosen.lay_out("a", layout)
    other.take_up(chosen.kept)
    assert other.layout("a") == layout
    assert other.layout("b") == []
    for strange in (3, {"a": 4}, {"a": [["x"]]}, {"a": [[[["Nobody"]]]]}, {"a": [[[[7]]]]}):
        other.take_up({"layouts": strange})
        assert flat(other.layout("a")) == []


def pull(widget, start: QPoint, end: QPoint) -> None:
    """Drag by the left button from a point of a widget to a point of the screen."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    for share in (0.3, 0.7, 1.0):
        there = widget.mapFromGlobal(end)
        QTest.mouseMove(widget, start + (there - start) * share)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=widget.mapFromGlobal(end))


@pytest.mark.scene
def test_heads_are_dragged_with_the_mouse(window):
    it = window("xor")
    it.until(lambda: it.runner.state.phase == "ready")
    it.column.resize(400, 1000)
    it.settle()
    column, desk = it.column, it.column.desk
    said = []
    column.said.connect(said.append)

    def card(kind):
        return next(card for card in column.cards if any(type(panel) is kind for panel in card.panels))

    def order():
        return [[[kind.__name__ for kind in tabs] for tabs in row] for rows in column.arrangement for row in rows]
    weights, curves = card(WeightsPanel), card(CurvesPanel)
    pull(weights, QPoint(60, 12), curves.mapToGlobal(QPoint(200, 60)))
    it.until(lambda: order()[0] == [["WeightsPanel"]])
    assert any("above" in words for words in said)
    assert not desk.mark.isVisible()
    # As a tab: on the head of another card.
    curves = card(CurvesPanel)
    confusion = card(ConfusionPanel)
    pull(curves, QPoint(40, 10), confusion.mapToGlobal(QPoint(60, 10)))
    it.until(lambda: any("CurvesPanel" in tabs and "ConfusionPanel" in tabs for row in order() for tabs in row))
    # Outside it floats; from its window it comes back.
    it.until(lambda: card(WeightsPanel).isVisible() and card(ConfusionPanel).isVisible())
    it.settle()
    pull(card(WeightsPanel), QPoint(60, 12), column.mapToGlobal(QPoint(-300, 200)))
    it.until(lambda: WeightsPanel in desk.windows)
    assert "'WeightsPanel'" not in str(order())
    decision = card(DecisionPanel)
    pull(desk.windows[WeightsPanel].card, QPoint(60, 12), decision.mapToGlobal(QPoint(200, decision.height() - 20)))
    it.until(lambda: not desk.windows)
    at = [row for row in order() if row == [["WeightsPanel"]]]
    assert len(at) == 1
    # A tab is dragged out of its card by itself.
    both = card(CurvesPanel)
    if len(both.panels) > 1:
        place = [type(panel) for panel in both.panels].index(CurvesPanel)
        start = both.title.tabRect(place).center()
        pull(both.title, start, card(WeightsPanel).mapToGlobal(QPoint(200, 60)))
        it.until(lambda: [["CurvesPanel"]] in order())
    kept = desk.chosen.kept
    assert list(kept["layouts"]) == [desk.key]
    desk.forget()
    assert desk.chosen.layout(desk.key) == []
