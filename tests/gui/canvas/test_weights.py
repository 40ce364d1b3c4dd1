"""Numbers by hand and edits without loss, on a canvas with a real training thread behind it."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.activations.sigmoid import Sigmoid
from core.activations.tanh import Tanh
from core.layers.dense import Dense
from core.session.orders import Ask, Reset, SetSpeed, Show
from gui.canvas.faces import biases
from gui.canvas.input.context_menu import context_menu
from tests.gui.canvas_parts import Desk, digits, spirals
from tests.gui.runner_parts import same, train, weights

Key, Shift = Qt.Key, Qt.KeyboardModifier.ShiftModifier
PROJECT = spirals(Dense(units=4, activation=Tanh()), Dense(units=3, activation=Tanh()),
                  Dense(units=1, activation=Sigmoid()))


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, PROJECT)
    made.runner.order(SetSpeed(3))
    made.document.changed.connect(lambda project: made.runner.order(Show(project)))
    made.runner.order(Show(PROJECT))
    qtbot.waitUntil(lambda: made.runner.state.phase == "ready", timeout=30000)
    qtbot.waitUntil(lambda: made.scene.connections["input", "dense1"].weights is not None, timeout=10000)
    yield made
    made.close()


def follows(qtbot, desk):
    """Wait until the training thread stands at the project of the window."""
    done = []
    desk.runner.order(Ask(lambda trainer: trainer.project.network, done.append))
    qtbot.waitUntil(lambda: bool(done), timeout=20000)
    assert done[0] == desk.document.project.network


def connection(desk, source, target, one, two):
    """A point where no other connection is as near."""
    found = desk.scene.connections[source, target]
    for share in (0.5, 0.35, 0.25, 0.15, 0.85):
        x = found.leaves + share * (found.enters - found.leaves)
        ys = [y for y in range(round(found.box.y), round(found.box.bottom)) if found.at(round(x), y) == (one, two)]
        if ys:
            return desk.point(x, ys[len(ys) // 2])
    raise AssertionError("no place to click")


def value(qtbot, desk, name, place):
    return float(weights(qtbot, desk.runner)[name][place])


def test_a_connection_of_a_row_that_begins_anew_is_clicked(desk, qtbot):
    desk.window.resize(264 + 330, 1100)
    qtbot.waitUntil(lambda: desk.scene.arrangement.rows > 1)
    places = desk.scene.arrangement.places
    (source, target), echo = next(iter(desk.scene.arrangement.echoes.items()))
    assert places[source].row < echo.row == places[target].row
    desk.click(connection(desk, source, target, 1, 0))
    part = desk.stage.weight_editing.part
    assert (part.source, part.node, part.index) == (source, target, (1, 0))
    box = desk.stage.weight_editing.box(part)
    assert echo.picture.right < box.cx < places[target].picture.x


def test_a_click_on_a_connection_shows_its_value_and_gradient(desk, qtbot):
    desk.click(connection(desk, "input", "dense1", 1, 0))
    part, card = desk.stage.weight_editing.part, desk.stage.weight_editing.card
    assert (part.name, part.index) == ("dense1.kernel", (1, 0))
    assert desk.selection.node == "dense1"
    assert card.isVisible()
    qtbot.waitUntil(lambda: card.gradient.text() != "—")
    now = value(qtbot, desk, "dense1.kernel", (1, 0))
    assert card.line.text() == f"{now:.5g}".replace("-", "−")
    found = []
    desk.runner.order(Ask(lambda trainer: trainer.gradients(
        trainer.prepared.train.x, trainer.prepared.train.y)["dense1.kernel"], found.append))
    qtbot.waitUntil(lambda: bool(found))
    shown = float(card.gradient.text().replace("−", "-"))
    assert np.sign(shown) == np.sign(found[0][1, 0])
    assert "dense" in desk.stage.accessibleName().lower()
    assert not card.geometry().contains(connection(desk, "input", "dense1", 1, 0))
    desk.key(Key.Key_Escape)
    assert desk.stage.weight_editing.part is None
    assert not card.isVisible()
    assert desk.selection.node == "dense1", "one level up only"


def test_a_number_is_typed_with_a_comma_and_taken_back(desk, qtbot):
    train(qtbot, desk)
    before = weights(qtbot, desk.runner)
    desk.click(connection(desk, "input", "dense1", 0, 1))
    line = desk.stage.weight_editing.card.line
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    assert line.hasFocus()
    QTest.keyClicks(line, "-1,25")
    QTest.keyClick(line, Key.Key_Return)
    assert desk.stage.hasFocus(), QApplication.focusWidget()
    after = weights(qtbot, desk.runner)
    assert after["dense1.kernel"][0, 1] == -1.25
    changed = [name for name in before if not np.array_equal(before[name], after[name])]
    assert changed == ["dense1.kernel"]
    assert desk.document.modified
    qtbot.waitUntil(lambda: desk.scene.connections["input", "dense1"].weights[0, 1] == -1.25)
    assert line.text() == "−1.25"
    desk.document.undo_stack.undo()
    assert same(weights(qtbot, desk.runner), before)
    desk.document.undo_stack.redo()
    assert same(weights(qtbot, desk.runner), after)


def test_escape_restores_and_nonsense_is_refused_in_words(desk, qtbot):
    desk.click(connection(desk, "input", "dense1", 0, 1))
    card = desk.stage.weight_editing.card
    shown = card.line.text()
    desk.key(Key.Key_Return)
    QTest.keyClicks(card.line, "7")
    assert card.line.text() == "7"
    QTest.keyClick(card.line, Key.Key_Escape)
    assert card.line.text() == shown
    desk.key(Key.Key_Return)
    QTest.keyClicks(card.line, "seven")
    QTest.keyClick(card.line, Key.Key_Return)
    assert "not a number" in card.note.text()
    card.line.selectAll()
    QTest.keyClicks(card.line, "1e60")
    QTest.keyClick(card.line, Key.Key_Return)
    assert "Too large" in card.note.text()
    assert not desk.document.undo_stack.canUndo()


def test_arrows_nudge_in_one_step_of_undo_and_a_bias_has_a_square(desk, qtbot):
    place = desk.place("dense2")
    box = biases.boxes(place)[2]
    desk.click(desk.point(box.cx, box.cy))
    assert desk.stage.weight_editing.part.name == "dense2.bias"
    start = value(qtbot, desk, "dense2.bias", 2)
    size = desk.stage.weight_editing.step()
    for key, held in ((Key.Key_Up, None), (Key.Key_Right, None), (Key.Key_Down, None), (Key.Key_Up, Shift)):
        desk.key(key, held or Qt.KeyboardModifier.NoModifier)
    assert value(qtbot, desk, "dense2.bias", 2) == pytest.approx(start + 11 * size)
    assert desk.document.undo_stack.count() == 1
    desk.document.undo_stack.undo()
    assert value(qtbot, desk, "dense2.bias", 2) == start


def test_numbers_are_reached_by_keyboard_alone(desk, qtbot):
    desk.key(Key.Key_Down)
    desk.key(Key.Key_Right)
    desk.key(Key.Key_N)
    assert desk.stage.weight_editing.part.index == (0, 0)
    desk.key(Key.Key_PageDown)
    desk.key(Key.Key_PageDown)
    assert desk.stage.weight_editing.part[1:3] == ("dense1.bias", (0,))
    desk.key(Key.Key_Return)
    QTest.keyClicks(desk.stage.weight_editing.card.line, "0.5")
    QTest.keyClick(desk.stage.weight_editing.card.line, Key.Key_Return)
    assert value(qtbot, desk, "dense1.bias", 0) == 0.5
    desk.key(Key.Key_PageUp)
    assert desk.stage.weight_editing.part[1:3] == ("dense1.kernel", (1, 0))


def test_units_and_layers_are_switched_off_and_weights_frozen_from_the_menu(desk, qtbot):
    train(qtbot, desk)
    before, project = weights(qtbot, desk.runner), desk.document.project
    cell = desk.place("dense1").cells[2]
    point = desk.point(cell.cx, cell.cy)
    desk.view.show_menu = lambda position: None  # a menu that is open would take the mouse
    QApplication.sendEvent(desk.stage.viewport(), QContextMenuEvent(
        QContextMenuEvent.Reason.Mouse, point, desk.stage.viewport().mapToGlobal(point)))
    assert desk.stage.unit == ("dense1", 2)
    assert desk.selection.node == "dense1"

    def trigger(text):
        menu = context_menu(desk.view)
        next(entry for entry in menu.actions() if entry.text().partition("\t")[0] == text).trigger()
    trigger("Switch unit 3 off")
    assert desk.document.project.network.node("dense1").off == (2,)
    assert "1 unit switched off" in desk.stage.findChild(type(desk.window), "block dense1").accessibleName()
    qtbot.waitUntil(lambda: desk.scene.moment.maps(desk.scene.blocks["dense1"]) is not None
                    and not desk.scene.moment.maps(desk.scene.blocks["dense1"])[2].any(), timeout=20000)
    trigger("Freeze the weights")
    assert desk.scene.blocks["dense1"].frozen
    train(qtbot, desk)
    after = weights(qtbot, desk.runner)
    assert np.array_equal(before["dense1.kernel"], after["dense1.kernel"])
    assert not np.array_equal(before["dense2.kernel"], after["dense2.kernel"])
    desk.click(desk.middle("dense2"))
    trigger("Switch the layer off")
    assert desk.document.project.network.node("dense2").off == "all"
    trigger("Switch the layer on")
    while desk.document.undo_stack.canUndo():
        desk.document.undo_stack.undo()
    assert desk.document.project == project
    follows(qtbot, desk)
    assert same(weights(qtbot, desk.runner), after), "what is switched by hand costs no training"


def test_blocks_say_kept_or_new_and_undo_brings_network_and_weights_back(desk, qtbot):
    train(qtbot, desk)
    trained, first, step = weights(qtbot, desk.runner), desk.document.project, desk.runner.state.step
    desk.click(desk.middle("dense2"))
    desk.document.edit_layer("dense2", Dense(units=5, activation=Tanh()), "Units")
    qtbot.waitUntil(lambda: desk.stage.marks.outcomes == {"dense1": "kept", "dense2": "new", "dense3": "new"},
                    timeout=20000)
    train(qtbot, desk)
    later, wide = weights(qtbot, desk.runner), desk.document.project
    assert later["dense2.kernel"].shape == (4, 5)
    desk.document.undo_stack.undo()
    follows(qtbot, desk)
    assert desk.document.project == first
    assert same(weights(qtbot, desk.runner), trained)
    qtbot.waitUntil(lambda: desk.runner.state.step == step)
    assert len(desk.runner.history.curve("train", "loss")), "its curve is back too"
    qtbot.waitUntil(lambda: set(desk.stage.marks.outcomes.values()) == {"kept"})
    desk.document.undo_stack.redo()
    follows(qtbot, desk)
    assert desk.document.project == wide
    assert same(weights(qtbot, desk.runner), later)
    qtbot.waitUntil(lambda: desk.stage.marks.outcomes == {}, timeout=6000)


def test_training_goes_on_with_the_same_bits_after_an_edit_was_undone(desk, qtbot):
    train(qtbot, desk)
    desk.stage.commands.duplicate("dense2")
    follows(qtbot, desk)
    desk.document.undo_stack.undo()
    follows(qtbot, desk)
    train(qtbot, desk)
    after = weights(qtbot, desk.runner)
    desk.runner.order(Reset())
    qtbot.waitUntil(lambda: desk.runner.state.phase == "ready")
    train(qtbot, desk)
    train(qtbot, desk)
    assert same(weights(qtbot, desk.runner), after)


def test_the_same_edit_made_by_hand_is_no_undo(desk, qtbot):
    """Going back by hand keeps what was trained since; only undo brings back the earlier weights."""
    train(qtbot, desk)
    desk.document.edit_layer("dense3", Dense(units=1), "Activation")
    follows(qtbot, desk)
    train(qtbot, desk)
    later = weights(qtbot, desk.runner)
    desk.document.edit_layer("dense3", Dense(units=1, activation=Sigmoid()), "Activation")
    follows(qtbot, desk)
    assert same(weights(qtbot, desk.runner), later)


def test_weights_typed_before_training_survive_an_edit(desk, qtbot):
    desk.click(connection(desk, "input", "dense1", 0, 0))
    desk.stage.weight_editing.type(3.5)
    desk.stage.commands.duplicate("dense2")
    follows(qtbot, desk)
    assert value(qtbot, desk, "dense1.kernel", (0, 0)) == 3.5
    desk.document.undo_stack.undo()
    desk.document.undo_stack.undo()
    follows(qtbot, desk)
    fresh = weights(qtbot, desk.runner)
    desk.runner.order(Reset())
    assert same(weights(qtbot, desk.runner), fresh)


def test_a_project_that_is_opened_knows_nothing_of_the_last(desk, qtbot):
    desk.click(connection(desk, "input", "dense1", 0, 0))
    desk.stage.weight_editing.type(3.5)
    desk.document.open(digits(Dense(units=3)))
    assert desk.stage.weight_editing.part is None
    assert not desk.stage.weight_editing.card.isVisible()
    assert not desk.document.undo_stack.canUndo()
