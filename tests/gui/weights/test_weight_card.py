"""Weights of large and convolving layers as pictures: opened, looked at closely, changed by hand, followed live."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.activations.prelu import PReLU
from core.activations.softmax import Softmax
from core.declare.registry import LAYERS
from core.inspection.needs import WeightNumber, WeightSheet, WeightSlope, WeightValues
from core.session.orders import Pause, Play, SetSpeed, Show
from gui.canvas.painting.links import distance
from gui.weights import handle
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, digits
from tests.gui.runner_parts import same, train, weights

Key, Left, Alt = Qt.Key, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.AltModifier
PROJECT = digits(Conv2D(filters=6, padding="same", activation=PReLU()), LAYERS["BatchNormalization"](),
                 LAYERS["DepthwiseConv2D"](), LAYERS["Conv2DTranspose"](filters=3), Flatten(), Dense(units=24),
                 Dense(units=10, activation=Softmax()))


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, PROJECT)
    made.runner.order(SetSpeed(3))
    made.document.changed.connect(lambda project: made.runner.order(Show(project)))
    made.runner.order(Show(PROJECT))
    qtbot.waitUntil(lambda: made.runner.state.phase == "ready", timeout=60000)
    yield made
    made.close()


def opened(qtbot, desk, node):
    """The card of a block, opened by the handle under its name."""
    for point in (QPoint(2, 2), desk.middle(node)):
        QTest.mouseMove(desk.stage.viewport(), point)
    box = handle.box(desk.place(node))
    desk.click(desk.point(box.cx, box.cy))
    card = desk.stage.sheets.card(node)
    assert card is not None
    assert card.isVisible()
    drawn(qtbot, card)
    return card


def drawn(qtbot, card):
    qtbot.waitUntil(lambda: card.picture.values is not None, timeout=10000)


def spot(card, place):
    """A point of the picture where a place of the sheet is drawn."""
    box = card.picture.box(place)
    return QPoint(round(box.cx), round(box.cy))


def press(card, place, button=Left):
    QTest.mouseMove(card.picture, spot(card, place))
    QTest.mouseClick(card.picture, button, Qt.KeyboardModifier.NoModifier, spot(card, place))


def asked(desk):
    return {type(need) for need in desk.runner._sent_needs}


def turn(card, place, angle):
    point = QPointF(spot(card, place))
    QApplication.sendEvent(card.picture, QWheelEvent(point, card.picture.mapToGlobal(point), QPoint(), QPoint(0, angle),
                                                     Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
                                                     Qt.ScrollPhase.NoScrollPhase, False))


def test_a_filter_is_seen_one_number_clicked_typed_nudged_and_taken_back(desk, qtbot):
    train(qtbot, desk)
    before = weights(qtbot, desk.runner)
    card = opened(qtbot, desk, "conv2d1")
    assert np.array_equal(card.picture.values, before["conv2d1.kernel"].transpose(3, 0, 2, 1))
    press(card, (4, 2, 0, 1))
    hand = desk.stage.weight_editing
    assert (hand.part.name, hand.part.index) == ("conv2d1.kernel", (2, 1, 0, 4))
    assert hand.card.title.text() == "Conv2D, filter 5: row 3, column 2"
    assert desk.selection.node == "conv2d1"
    qtbot.waitUntil(lambda: hand.card.gradient.text() != "—" and hand.value() is not None)
    assert hand.value() == pytest.approx(before["conv2d1.kernel"][2, 1, 0, 4])
    QTest.mouseClick(hand.card.line, Left)
    QTest.keyClicks(hand.card.line, "-0,75")
    QTest.keyClick(hand.card.line, Key.Key_Return)
    after = weights(qtbot, desk.runner)
    assert after["conv2d1.kernel"][2, 1, 0, 4] == -0.75
    assert [name for name in before if not np.array_equal(before[name], after[name])] == ["conv2d1.kernel"]
    qtbot.waitUntil(lambda: card.picture.values is not None and card.picture.values[4, 2, 0, 1] == -0.75)
    size = hand.step()
    desk.key(Key.Key_Up)
    desk.key(Key.Key_Up)
    assert weights(qtbot, desk.runner)["conv2d1.kernel"][2, 1, 0, 4] == pytest.approx(-0.75 + 2 * size)
    assert desk.document.undo_stack.count() == 2
    desk.document.undo_stack.undo()
    assert same(weights(qtbot, desk.runner), after)
    desk.document.undo_stack.undo()
    assert same(weights(qtbot, desk.runner), before)


def test_the_card_hides_neither_its_block_nor_the_number_and_escape_goes_back_step_by_step(desk, qtbot):
    card = opened(qtbot, desk, "dense1")
    own = desk.stage.box_on_screen(desk.place("dense1").whole)
    shown = desk.stage.sheets.boxes()[0]
    assert not shown.touches(own)
    picture = card.picture
    assert picture.layout_.pooled == (24, 96), "432 inputs are joined to 96 means"
    press(card, (7, 0, 100, 0))
    assert picture.zoomed
    assert picture.layout_.view == ((0, 24), (87, 111))
    drawn(qtbot, card)
    press(card, (7, 0, 100, 0))
    part = desk.stage.weight_editing.part
    assert (part.name, part.index) == ("dense1.kernel", (100, 7))
    corner = desk.stage.weight_editing.card
    assert not corner.geometry().contains(picture.mapTo(desk.stage.viewport(), spot(card, (7, 0, 100, 0))))
    place, room = card.pos(), desk.stage.viewport().rect()
    for done in (lambda: desk.stage.weight_editing.part is None, lambda: not picture.zoomed,
                 lambda: not desk.stage.sheets.cards, lambda: desk.selection.node == ""):
        assert not done()
        desk.key(Key.Key_Escape)
        assert done()
        if desk.stage.sheets.cards:
            assert room.contains(card.geometry())
            assert not desk.stage.sheets.boxes()[0].touches(own)
            assert abs(card.x() - place.x()) + abs(card.y() - place.y()) < 40, "it does not jump about"


def test_keys_alone_reach_every_number_and_the_picture_follows(desk, qtbot):
    desk.stage.select("dense1")
    desk.key(Key.Key_N)
    card = desk.stage.sheets.card("dense1")
    assert desk.stage.weight_editing.part.index == (0, 0)
    for _ in range(40):
        desk.key(Key.Key_Right, Alt)
    desk.key(Key.Key_Down, Alt)
    assert desk.stage.weight_editing.part.index == (40, 1)
    assert card.picture.layout_.view.holds((1, 0, 40, 0))
    assert card.picture.layout_.fine
    drawn(qtbot, card)
    desk.key(Key.Key_PageUp)
    assert desk.stage.weight_editing.part.index == (39, 1)
    for _ in range(40):
        desk.key(Key.Key_PageUp)
    assert desk.stage.weight_editing.part[1:3] == ("dense1.bias", (0,))
    assert card.name == "dense1.bias"
    assert "Bias of" in desk.stage.accessibleName()


def test_wheel_goes_nearer_and_away_and_a_drag_moves_the_part(desk, qtbot):
    card = opened(qtbot, desk, "dense1")
    turn(card, (3, 0, 90, 0), 120)
    assert card.picture.layout_.view == ((0, 24), (0, 216))
    for wide in (108, 54):
        drawn(qtbot, card)
        turn(card, (3, 0, 90, 0), 120)
        assert card.picture.layout_.view.inputs == (90 - wide // 2, 90 + wide // 2)
    drawn(qtbot, card)
    assert np.array_equal(card.picture.values[:, 0, :, 0], weights(qtbot, desk.runner)["dense1.kernel"][63:117].T)
    first = card.picture.layout_.view.inputs[0]
    start = QPoint(100, 60)
    QTest.mousePress(card.picture, Left, Qt.KeyboardModifier.NoModifier, start)
    for x in (90, 70, 40):
        QTest.mouseMove(card.picture, QPoint(x, 60))
    QTest.mouseRelease(card.picture, Left, Qt.KeyboardModifier.NoModifier, QPoint(40, 60))
    assert card.picture.layout_.view.inputs[0] == first + round(60 / card.picture.layout_.pitch[0])
    assert desk.stage.weight_editing.part is None, "a drag chooses nothing"
    for _ in range(3):
        assert card.picture.zoomed
        turn(card, card.picture.layout_.at(50, 20), -120)
    assert not card.picture.zoomed


@pytest.mark.parametrize(("node", "tab", "name", "title"), [
    ("batchnormalization1", 0, "gamma", "Scale γ of Batch norm, channel 4"),
    ("batchnormalization1", 1, "beta", "Offset β of Batch norm, channel 4"),
    ("conv2d1", 2, "alpha", "Slope α of Conv2D, filter 4"), ("conv2d1", 1, "bias", "Bias of Conv2D, filter 4")])
def test_slopes_scales_offsets_and_biases_are_clicked_in_the_same_way(desk, qtbot, node, tab, name, title):
    card = opened(qtbot, desk, node)
    card.tabs.setCurrentIndex(tab)
    drawn(qtbot, card)
    press(card, (3, 0, 0, 0))
    hand = desk.stage.weight_editing
    assert (hand.part.name, hand.part.index) == (f"{node}.{name}", (3,))
    assert hand.card.title.text() == title
    qtbot.waitUntil(lambda: hand.value() is not None and hand.card.gradient.text() != "—")
    hand.type(0.375)
    assert weights(qtbot, desk.runner)[f"{node}.{name}"][3] == 0.375
    desk.document.undo_stack.undo()
    assert weights(qtbot, desk.runner)[f"{node}.{name}"][3] != 0.375


@pytest.mark.parametrize(("node", "place", "index"), [
    ("depthwiseconv2d1", (5, 2, 0, 1), (2, 1, 5, 0)), ("conv2dtranspose1", (1, 2, 4, 0), (2, 0, 1, 4))])
def test_other_convolutions_have_their_filters_as_rows(desk, qtbot, node, place, index):
    card = opened(qtbot, desk, node)
    press(card, place)
    assert desk.stage.weight_editing.part.index == index
    value = float(weights(qtbot, desk.runner)[f"{node}.kernel"][index])
    qtbot.waitUntil(lambda: desk.stage.weight_editing.value() == value)
    assert card.picture.value(place) == value


def test_only_what_is_shown_is_asked_for(desk, qtbot):
    looked = {WeightSheet, WeightNumber, WeightSlope, WeightValues}
    assert not asked(desk) & looked
    card = opened(qtbot, desk, "dense1")
    assert asked(desk) & looked == {WeightSheet}
    press(card, (7, 0, 100, 0))
    drawn(qtbot, card)
    need = next(need for need in desk.runner._sent_needs if isinstance(need, WeightSheet))
    assert (need.outputs, need.inputs) == ((0, 24), (87, 111))
    press(card, (7, 0, 100, 0))
    qtbot.waitUntil(lambda: asked(desk) & looked == {WeightSheet, WeightNumber, WeightSlope})
    QTest.mouseClick(card.close_button, Left)
    assert desk.stage.weight_editing.part is None, "the number goes with its picture"
    qtbot.waitUntil(lambda: not asked(desk) & looked)


def test_it_is_live_while_training_runs(desk, qtbot):
    card = opened(qtbot, desk, "conv2dtranspose1")
    seen = []
    desk.runner.order(Play())
    for _ in range(3):
        now = card.picture.values
        qtbot.waitUntil(lambda now=now: card.picture.values is not now, timeout=20000)
        seen.append(card.picture.values.copy())
    desk.runner.order(Pause())
    assert not np.array_equal(seen[0], seen[2])
    assert card.caption.text().startswith("3 filters")


def test_a_link_shows_the_weights_on_hover_and_keeps_them_on_click(desk, qtbot):
    link = next(link for link in desk.scene.arrangement.links if link.target == "dense1")
    (x1, y1), (x2, y2) = link.points[1:3]
    x, y = x1 + (x2 - x1) * 0.25, y1 + (y2 - y1) * 0.25
    assert distance(link, x, y) < 3
    QTest.mouseMove(desk.stage.viewport(), desk.point(x, y))
    qtbot.waitUntil(lambda: desk.stage.hover.isVisible() and desk.stage.hover.sheet is not None, timeout=10000)
    assert "24 units" in desk.stage.hover.text
    desk.click(desk.point(x, y))
    assert desk.stage.marks.link == ("flatten1", "dense1")
    assert desk.stage.sheets.card("dense1").isVisible()
    desk.key(Key.Key_Escape)
    assert not desk.stage.sheets.cards
    assert desk.stage.marks.link == ("flatten1", "dense1"), "one level at a time"


@pytest.mark.scene
def test_it_follows_the_selection_unless_pinned_and_is_moved_by_its_head(desk, qtbot):
    card = opened(qtbot, desk, "dense1")
    desk.click(desk.middle("conv2d1"))
    assert card.node == "conv2d1"
    desk.click(desk.middle("flatten1"))
    assert card.node == "conv2d1", "what has no weights leaves it as it is"
    QTest.mouseClick(card.pin, Left)
    other = opened(qtbot, desk, "dense2")
    assert (card.node, other.node) == ("conv2d1", "dense2")
    assert not card.geometry().intersects(other.geometry())
    start = card.pos()
    QTest.mousePress(card, Left, Qt.KeyboardModifier.NoModifier, QPoint(40, 8))
    for step in (10, 40, 60):
        QTest.mouseMove(card, QPoint(40, 8) + QPoint(step, step) - (card.pos() - start))
    QTest.mouseRelease(card, Left)
    assert card.pos() == start + QPoint(60, 60)
    desk.click(desk.middle("dense1"))
    assert card.pos() == start + QPoint(60, 60), "it stays where it was put"
    assert other.node == "dense1"


def test_it_follows_edits_and_goes_with_its_block(desk, qtbot):
    card = opened(qtbot, desk, "dense1")
    desk.document.edit_layer("dense1", Dense(units=30), "Units")
    assert card.array.sheet.shape == (432, 30)
    drawn(qtbot, card)
    assert card.picture.values.shape[0] == 30
    desk.document.undo_stack.undo()
    assert card.array.sheet.shape == (432, 24)
    desk.stage.select("dense1")
    desk.key(Key.Key_Delete)
    assert not desk.stage.sheets.cards
    opened(qtbot, desk, "conv2d1")
    desk.document.open(digits(Dense(units=3)))
    assert not desk.stage.sheets.cards
