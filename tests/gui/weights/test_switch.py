"""Single units and filters of large layers switched off and frozen: from menus and by keys, the effect seen, undone."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication

from core.activations.relu import ReLU
from core.activations.softmax import Softmax
from core.session.orders import SetSpeed, Show
from gui.canvas.input.context_menu import context_menu
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, digits
from tests.gui.runner_parts import same, train, weights

Key = Qt.Key
PROJECT = digits(Conv2D(filters=6, activation=ReLU()), Flatten(), Dense(units=40, activation=ReLU()),
                 Dense(units=10, activation=Softmax()))


@pytest.fixture
def desk(qtbot):
    made = Desk(qtbot, PROJECT)
    made.runner.order(SetSpeed(3))
    made.document.changed.connect(lambda project: made.runner.order(Show(project)))
    made.runner.order(Show(PROJECT))
    made.view.show_menu = lambda position: None  # a menu that is open would take the mouse
    made.stage.menu_wanted.disconnect()
    qtbot.waitUntil(lambda: made.runner.state.phase == "ready", timeout=60000)
    qtbot.waitUntil(lambda: made.scene.faces["dense1"].ready(), timeout=10000)
    made.stage.viewport().grab()
    yield made
    made.close()


def right_click(widget, point):
    QApplication.sendEvent(widget, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, point, widget.mapToGlobal(point)))


def trigger(desk, text):
    menu = context_menu(desk.view)
    next(entry for entry in menu.actions() if entry.text().partition("\t")[0] == text).trigger()


def outputs(desk, id):
    return desk.scene.moment.output(desk.scene.blocks[id])


def opened(qtbot, desk, node):
    desk.stage.select(node)
    card = desk.stage.sheets.open(node)
    qtbot.waitUntil(lambda: card.picture.values is not None, timeout=10000)
    return card


def test_a_unit_of_a_strip_goes_off_from_its_menu_and_comes_back(desk, qtbot):
    unit = int(np.argmax(outputs(desk, "dense1")))
    box = desk.scene.faces["dense1"].unit_boxes(desk.place("dense1"), (unit,))[0]
    right_click(desk.stage.viewport(), desk.point(box.cx, box.cy))
    trigger(desk, f"Switch unit {unit + 1} off")
    assert desk.document.project.network.node("dense1").off == (unit,)
    qtbot.waitUntil(lambda: outputs(desk, "dense1")[unit] == 0, timeout=10000)
    desk.document.undo_stack.undo()
    assert desk.document.project == PROJECT
    qtbot.waitUntil(lambda: outputs(desk, "dense1")[unit] > 0, timeout=10000)


def test_a_filter_is_frozen_from_its_picture_of_weights_and_stays_as_it_is(desk, qtbot):
    card = opened(qtbot, desk, "conv2d1")
    box = card.picture.box((4, 1, 0, 1))
    right_click(card.picture, QPoint(round(box.cx), round(box.cy)))
    trigger(desk, "Freeze filter 5")
    assert desk.document.project.network.node("conv2d1").held == (4,)
    assert card.picture.held == (4,)
    assert "1 unit frozen" in desk.stage.findChild(type(desk.window), "block conv2d1").accessibleName()
    before = weights(qtbot, desk.runner)["conv2d1.kernel"]
    train(qtbot, desk)
    after = weights(qtbot, desk.runner)["conv2d1.kernel"]
    moved = (before != after).any((0, 1, 2))
    assert moved.tolist() == [True, True, True, True, False, True]
    right_click(card.picture, QPoint(round(box.cx), round(box.cy)))
    trigger(desk, "Let filter 5 learn")
    assert desk.document.project == PROJECT
    train(qtbot, desk)
    assert not np.array_equal(weights(qtbot, desk.runner)["conv2d1.kernel"][..., 4], after[..., 4])


def test_keys_switch_and_freeze_the_unit_of_the_chosen_number_else_the_block(desk, qtbot):
    desk.stage.select("dense1")
    desk.key(Key.Key_N)
    for _ in range(3):
        desk.key(Key.Key_Down, Qt.KeyboardModifier.AltModifier)
    assert desk.stage.weight_editing.unit == ("dense1", 3)
    before = weights(qtbot, desk.runner)
    desk.key(Key.Key_O)
    desk.key(Key.Key_F)
    node = desk.document.project.network.node("dense1")
    assert (node.off, node.held) == ((3,), (3,))
    assert desk.stage.weight_editing.part is not None, "it stays chosen"
    card = desk.stage.sheets.card("dense1")
    assert (card.picture.off, card.picture.held) == ((3,), (3,))
    qtbot.waitUntil(lambda: "frozen" in desk.stage.weight_editing.card.gradient.text(), timeout=10000)
    qtbot.waitUntil(lambda: outputs(desk, "dense1")[3] == 0, timeout=10000)
    assert same(weights(qtbot, desk.runner), before), "it costs no training"
    desk.key(Key.Key_O)
    desk.key(Key.Key_F)
    assert desk.document.project == PROJECT
    desk.key(Key.Key_Escape)
    desk.key(Key.Key_Escape)
    desk.key(Key.Key_Escape)
    desk.key(Key.Key_O)
    desk.key(Key.Key_F)
    node = desk.document.project.network.node("dense1")
    assert (node.off, node.rate) == ("all", 0)
    desk.key(Key.Key_O)
    desk.key(Key.Key_F)
    assert desk.document.project == PROJECT
    while desk.document.undo_stack.canUndo():
        desk.document.undo_stack.undo()
    assert desk.document.project == PROJECT


def test_the_answer_stays_on_and_its_units_can_be_frozen(desk, qtbot):
    desk.stage.select("dense2")
    desk.key(Key.Key_O)
    assert desk.document.project == PROJECT
    desk.key(Key.Key_N)
    desk.key(Key.Key_O)
    assert desk.document.project == PROJECT
    desk.key(Key.Key_F)
    assert desk.document.project.network.node("dense2").held == (0,)
    before = weights(qtbot, desk.runner)["dense2.kernel"]
    train(qtbot, desk)
    after = weights(qtbot, desk.runner)["dense2.kernel"]
    assert np.array_equal(before[:, 0], after[:, 0])
    assert not np.array_equal(before[:, 1], after[:, 1])
