"""A network built and changed by hand: drag, +, keyboard; every step can be taken back."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from core.activations.softmax import Softmax
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, Pool, digits, spirals

Key = Qt.Key


@pytest.fixture
def desk(qtbot, request):
    made = Desk(qtbot, getattr(request, "param", None))
    yield made
    made.close()


def filled(*layers):
    return pytest.mark.parametrize("desk", [digits(*layers)], indirect=True)


CHAIN = filled(Conv2D(), Pool(), Flatten(), Dense(units=10, activation=Softmax()))


def undo_all(desk):
    while desk.document.undo_stack.canUndo():
        desk.document.undo_stack.undo()


def test_a_network_grows_by_dragging_from_the_palette(desk):
    empty = desk.document.project
    desk.drag_in("Conv2D", desk.gap("input"))
    desk.drag_in("Flatten", desk.gap("conv2d1"))
    desk.drag_in("Dense", desk.gap("flatten1"))
    desk.drag_in("MaxPooling2D", desk.gap("conv2d1", "flatten1"))
    assert desk.nodes == ["conv2d1", "maxpooling2d1", "flatten1", "dense1"]
    assert desk.links == {("input", "conv2d1"), ("conv2d1", "maxpooling2d1"), ("maxpooling2d1", "flatten1"),
                          ("flatten1", "dense1")}
    assert desk.selection.node == "maxpooling2d1"
    assert desk.document.undo_stack.undoText().startswith("Add Max")
    undo_all(desk)
    assert desk.document.project == empty


@CHAIN
def test_a_gap_opens_under_a_layer_that_is_dragged_in(desk):
    narrow = desk.place("maxpooling2d1").card.x - desk.place("conv2d1").card.right
    assert narrow < 56
    desk.drag_in("Dense", desk.gap("conv2d1", "maxpooling2d1"), drop=False)
    assert desk.view.drag.active
    assert desk.view.drag.ghost.isVisible()
    assert desk.place("maxpooling2d1").card.x - desk.place("conv2d1").card.right == 56
    assert desk.stage.marks.drop[:2] == ("conv2d1", "maxpooling2d1")
    QTest.keyClick(desk.stage, Key.Key_Escape)
    assert not desk.view.drag.active
    assert desk.stage.marks.drop is None
    assert desk.place("maxpooling2d1").card.x - desk.place("conv2d1").card.right == narrow
    chip = next(chip for chip in desk.palette.chips if chip.kind == "Dense")
    QTest.mouseRelease(chip, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(400, 300))
    assert desk.nodes == ["conv2d1", "maxpooling2d1", "flatten1", "dense1"]


@CHAIN
def test_a_layer_dropped_beside_the_canvas_is_not_added(desk):
    desk.drag_in("Dense", QPoint(-100, 200))
    assert len(desk.nodes) == 4
    assert not desk.document.undo_stack.canUndo()


def test_plus_asks_for_a_layer_and_puts_it_there(desk):
    desk.click(desk.plus("input"))
    desk.find("flatten")
    assert desk.nodes == ["flatten1"]
    desk.click(desk.plus("flatten1"))
    desk.find("dense")
    desk.click(desk.plus("input", "flatten1"))
    desk.find("conv")
    assert desk.nodes[0].startswith("conv")
    assert desk.nodes[1:] == ["flatten1", "dense1"]


def test_a_network_grows_by_keyboard_alone(desk):
    for name in ("conv2d", "flatten", "dense"):
        desk.key(Key.Key_Insert)
        desk.find(name)
    assert desk.nodes == ["conv2d1", "flatten1", "dense1"]
    desk.key(Key.Key_Left)
    assert desk.selection.node == "flatten1"
    desk.key(Key.Key_Delete)
    assert desk.nodes == ["conv2d1", "dense1"]
    assert desk.selection.node == "conv2d1"
    desk.key(Key.Key_D, Qt.KeyboardModifier.ControlModifier)
    assert desk.nodes == ["conv2d1", "conv2d2", "dense1"]
    assert desk.selection.node == "conv2d2"
    desk.key(Key.Key_Right, Qt.KeyboardModifier.ControlModifier)
    assert desk.nodes == ["conv2d1", "dense1", "conv2d2"]
    undo_all(desk)
    assert desk.nodes == []


@CHAIN
def test_arrows_follow_links_and_escape_goes_up(desk, qtbot):
    desk.click(desk.middle("conv2d1"))
    assert desk.selection.node == "conv2d1"
    for key, node in ((Key.Key_Right, "maxpooling2d1"), (Key.Key_Right, "flatten1"), (Key.Key_Left, "maxpooling2d1"),
                      (Key.Key_Left, "conv2d1"), (Key.Key_Left, "input")):
        desk.key(key)
        assert desk.selection.node == node
    desk.key(Key.Key_Escape)
    assert desk.selection.node == ""
    desk.key(Key.Key_Down)
    assert desk.selection.node == "input"
    desk.key(Key.Key_Right)
    with qtbot.waitSignal(desk.view.field_requested):
        desk.key(Key.Key_F2)
    with qtbot.waitSignal(desk.view.opened) as opened:
        desk.key(Key.Key_Return)
    assert opened.args == ["conv2d1"]


@CHAIN
def test_without_a_selection_the_arrows_belong_to_the_window(desk):
    desk.key(Key.Key_Right)
    assert desk.selection.node == ""


@CHAIN
def test_a_block_is_dragged_to_another_place(desk):
    before = desk.document.project
    desk.drag(desk.middle("conv2d1"), desk.gap("maxpooling2d1", "flatten1"))
    assert desk.nodes == ["maxpooling2d1", "conv2d1", "flatten1", "dense1"]
    assert desk.document.undo_stack.undoText() == "Move Conv2D"
    desk.document.undo_stack.undo()
    assert desk.document.project == before


@CHAIN
def test_a_block_dropped_in_its_own_gap_stays(desk):
    desk.drag(desk.middle("conv2d1"), desk.gap("input", "conv2d1"))
    assert not desk.document.undo_stack.canUndo()


RESIDUAL = filled(Conv2D(filters=4, padding="same"), Conv2D(filters=4, padding="same"), Conv2D(filters=2), Flatten(),
                  Dense(units=10))


def port(desk, id):
    place = desk.place(id)
    return desk.point(place.picture.cx, place.picture.bottom)


@RESIDUAL
def test_a_skip_link_is_pulled_from_the_picture_and_taken_away_again(desk):
    before = desk.document.project
    desk.drag(port(desk, "conv2d1"), desk.middle("conv2d3"))
    assert desk.nodes[:4] == ["conv2d1", "conv2d2", "add1", "conv2d3"]
    skip = next(link for link in desk.scene.arrangement.links if link[:2] == ("conv2d1", "add1"))
    assert skip.skip
    x, y = skip.points[1][0], (skip.points[0][1] + skip.points[1][1]) / 2
    desk.click(desk.point(x, y))
    assert desk.stage.marks.link == ("conv2d1", "add1")
    assert desk.selection.node == ""
    desk.key(Key.Key_Delete)
    assert desk.document.project == before


@RESIDUAL
def test_while_a_link_is_pulled_legal_targets_light_up_and_others_say_why(desk):
    desk.drag(port(desk, "conv2d2"), desk.middle("conv2d1"), drop=False)
    assert desk.stage.marks.dark >= {"input", "conv2d1", "conv2d3"}
    assert "conv2d2" not in desk.stage.marks.lit
    assert desk.stage.hover.isVisible()
    assert "circle" in desk.stage.hover.text
    QTest.mouseMove(desk.stage.viewport(), desk.middle("dense1"))
    assert "Flatten" in desk.stage.hover.text
    QTest.mouseRelease(desk.stage.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier,
                       desk.middle("conv2d1"))
    assert not desk.document.undo_stack.canUndo()
    assert not desk.stage.marks.lit


@RESIDUAL
def test_the_menu_offers_the_same_by_keyboard(desk):
    desk.click(desk.middle("conv2d1"))
    QTest.keyClick(desk.stage, Key.Key_Menu)
    from gui.canvas.input.context_menu import context_menu
    menu = context_menu(desk.view)
    texts = [entry.text() for entry in menu.actions() if entry.text()]
    assert texts == ["Insert layer…", "Edit in form", "Link to", "Duplicate", "Move earlier", "Move later",
                     "Freeze the weights\tF", "Switch the layer off\tO", "Switch single filters", "Weights by hand\tN",
                     "Twin that shares the weights", "Make this an output", "Group repeated blocks", "Cut", "Copy",
                     "Paste", "Delete"]
    links = {entry.text(): entry for entry in menu.actions()[3].menu().actions()}
    assert "already" in links["Second Conv2D"].toolTip()
    assert not links["Second Conv2D"].isEnabled()
    links["Third Conv2D"].trigger()
    assert "add1" in desk.nodes


@CHAIN
def test_a_form_edit_and_an_undo_keep_the_selection(desk):
    desk.click(desk.middle("conv2d1"))
    desk.document.edit_layer("conv2d1", Conv2D(filters=4), "Filters 4")
    assert desk.selection.node == "conv2d1"
    assert desk.scene.blocks["conv2d1"].shape == (6, 6, 4)
    desk.document.undo_stack.undo()
    assert desk.scene.blocks["conv2d1"].shape == (6, 6, 16)


@pytest.mark.parametrize("desk", [spirals(Dense(units=4), Dense(units=1))], indirect=True)
def test_an_error_stands_on_its_block_in_words(desk):
    desk.click(desk.middle("dense1"))
    desk.view.insert("Conv2D")
    errors = desk.scene.blocks["conv2d1"].errors
    assert errors
    assert "pictures" in errors[0].message
    child = desk.stage.findChild(type(desk.window), "block conv2d1")
    assert errors[0].message in child.accessibleName()


@CHAIN
def test_every_block_has_a_name_for_a_screen_reader(desk):
    child = desk.stage.findChild(type(desk.window), "block conv2d1")
    assert child.accessibleName().startswith("Conv2D; 16 filters 3×3; output 6×6×16; 160 parameters")
    desk.click(desk.middle("flatten1"))
    assert desk.stage.accessibleName().startswith("Network: Flatten")
    assert child.geometry().contains(desk.middle("conv2d1"))


@pytest.mark.parametrize("desk", [spirals()], indirect=True)
def test_three_clicks_on_dense_make_a_network_that_trains(desk):
    ids = [desk.view.insert("Dense") for _ in range(3)]
    assert desk.document.check.trainable
    nodes = desk.document.project.network.nodes
    assert nodes[-1].id == ids[0]
    assert [node.layer.units for node in nodes][-1] == 1
    desk.document.undo_stack.undo()
    assert len(desk.document.project.network.nodes) == 2
