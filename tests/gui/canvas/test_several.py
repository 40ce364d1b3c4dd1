"""Several blocks at once by real mouse and keys: selection, clipboard, groups, overview, pan and zoom."""

import json

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QGuiApplication, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.activations.softmax import Softmax
from core.declare.registry import LAYERS
from gui.canvas.input.context_menu import context_menu
from tests.gui.canvas_parts import Conv2D, Dense, Desk, Flatten, Pool, digits, spirals

Key, Left = Qt.Key, Qt.MouseButton.LeftButton
Ctrl, Shift = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
CONVOLUTIONS = digits(Conv2D(filters=4, padding="same"), Conv2D(filters=4, padding="same"), Pool(), Flatten(),
                      Dense(units=10, activation=Softmax()))


@pytest.fixture
def desk(qtbot, request):
    made = Desk(qtbot, getattr(request, "param", CONVOLUTIONS))
    QGuiApplication.clipboard().clear()
    yield made
    made.close()


def click(desk, id, held):
    QTest.mouseClick(desk.stage.viewport(), Left, held, desk.middle(id))


def large(blocks=45):
    layers = []
    for _ in range(blocks // 3):
        layers += [Conv2D(filters=2, padding="same"), LAYERS["BatchNormalization"](), LAYERS["Activation"]()]
    return digits(*layers, Flatten(), Dense(units=10, activation=Softmax()))


def test_ctrl_and_shift_take_blocks_in_and_out(desk):
    desk.click(desk.middle("conv2d1"))
    click(desk, "conv2d2", Ctrl)
    click(desk, "flatten1", Shift)
    assert desk.stage.selecting.ids == ("conv2d1", "conv2d2", "flatten1")
    assert desk.selection.node == "flatten1"
    assert "3 blocks selected" in desk.stage.accessibleName()
    click(desk, "conv2d2", Ctrl)
    assert desk.stage.selecting.ids == ("conv2d1", "flatten1")
    desk.key(Key.Key_Delete)
    assert desk.nodes == ["conv2d2", "maxpooling2d1", "dense1"]
    desk.document.undo_stack.undo()
    assert desk.document.project == CONVOLUTIONS
    desk.click(desk.middle("conv2d2"))
    assert desk.stage.selecting.ids == ("conv2d2",)


def test_a_rubber_band_takes_what_it_touches_and_ctrl_a_everything(desk):
    one, two = desk.place("conv2d1").card, desk.place("conv2d2").card
    desk.drag(desk.point(one.x - 8, one.y - 20), desk.point(two.x + 10, two.bottom - 5), drop=False)
    assert desk.stage.marks.band is not None
    QTest.mouseRelease(desk.stage.viewport(), Left, Qt.KeyboardModifier.NoModifier,
                       desk.point(two.x + 10, two.bottom - 5))
    assert desk.stage.marks.band is None
    assert desk.stage.selecting.ids == ("conv2d1", "conv2d2")
    desk.key(Key.Key_A, Ctrl)
    assert desk.stage.selecting.ids == tuple(desk.nodes)
    desk.key(Key.Key_Escape)
    assert desk.stage.selecting.ids == ()


def test_copied_blocks_are_json_on_the_clipboard_and_go_into_another_project(desk, qtbot):
    desk.click(desk.middle("conv2d1"))
    click(desk, "conv2d2", Ctrl)
    desk.key(Key.Key_C, Ctrl)
    text = json.loads(QGuiApplication.clipboard().text())
    assert [node["id"] for node in text["nodes"]] == ["conv2d1", "conv2d2"]
    assert text["nodes"][1]["inputs"] == ["conv2d1"]
    desk.key(Key.Key_V, Ctrl)
    assert desk.nodes == ["conv2d1", "conv2d2", "conv2d3", "conv2d4", "maxpooling2d1", "flatten1", "dense1"]
    assert ("conv2d3", "conv2d4") in desk.links
    assert ("conv2d4", "maxpooling2d1") in desk.links
    assert desk.stage.selecting.ids == ("conv2d3", "conv2d4")
    desk.document.undo_stack.undo()
    assert desk.document.project == CONVOLUTIONS
    desk.document.open(digits())
    desk.stage.setFocus()
    desk.key(Key.Key_V, Ctrl)
    assert desk.nodes == ["conv2d1", "conv2d2"]


def test_cut_takes_blocks_out_and_nonsense_on_the_clipboard_is_told(desk):
    desk.click(desk.middle("maxpooling2d1"))
    desk.key(Key.Key_X, Ctrl)
    assert "maxpooling2d1" not in desk.nodes
    desk.click(desk.middle("conv2d1"))
    desk.key(Key.Key_V, Ctrl)
    assert desk.nodes == ["conv2d1", "maxpooling2d1", "conv2d2", "flatten1", "dense1"]
    QGuiApplication.clipboard().setText("a poem")
    before = desk.document.project
    said = []
    desk.view.commands.refused.connect(said.append)
    desk.key(Key.Key_V, Ctrl)
    assert desk.document.project == before
    assert said == ["The clipboard holds no blocks; select some and press Ctrl+C first."]


def test_several_are_duplicated_together(desk):
    desk.click(desk.middle("conv2d1"))
    click(desk, "conv2d2", Ctrl)
    desk.key(Key.Key_D, Ctrl)
    assert desk.nodes[:4] == ["conv2d1", "conv2d2", "conv2d3", "conv2d4"]
    assert desk.document.undo_stack.undoText() == "Duplicate 2 blocks"


def test_a_group_is_one_card_with_sums_and_is_expanded_again(desk):
    parameters = sum(desk.document.check.parameters[id] for id in ("conv2d1", "conv2d2"))
    desk.click(desk.middle("conv2d1"))
    click(desk, "conv2d2", Ctrl)
    desk.key(Key.Key_G, Ctrl)
    assert list(desk.scene.blocks) == ["input", "conv2d2", "maxpooling2d1", "flatten1", "dense1"]
    block = desk.scene.blocks["conv2d2"]
    assert (block.title, block.parameters, block.shape) == ("Group", parameters, (8, 8, 4))
    child = desk.stage.findChild(type(desk.window), "block conv2d2")
    assert "2 blocks · 2 Conv2D" in child.accessibleName()
    assert ("input", "conv2d2") in desk.scene.choice.pairs
    assert desk.nodes == ["conv2d1", "conv2d2", "maxpooling2d1", "flatten1", "dense1"], "nothing is computed otherwise"
    desk.drag_in("Dropout", desk.gap("input", "conv2d2"))
    assert ("dropout1", "conv2d1") in desk.links
    desk.document.undo_stack.undo()
    desk.click(desk.middle("conv2d2"))
    desk.key(Key.Key_G, Ctrl | Shift)
    assert "conv2d1" in desk.scene.blocks
    assert desk.stage.selecting.ids == ("conv2d1", "conv2d2")
    assert desk.document.project == CONVOLUTIONS
    desk.document.undo_stack.undo()
    assert "conv2d1" not in desk.scene.blocks
    desk.click(desk.middle("conv2d2"))
    desk.key(Key.Key_Delete)
    assert desk.nodes == ["maxpooling2d1", "flatten1", "dense1"]


@pytest.mark.parametrize("desk", [large(24)], indirect=True)
def test_repeated_blocks_become_one_card_with_a_count(desk):
    desk.click(desk.middle("conv2d1"))
    menu = context_menu(desk.view)
    next(entry for entry in menu.actions() if entry.text() == "Group repeated blocks").trigger()
    group = desk.scene.blocks["activation8"]
    assert group.title == "8 × Conv + Norm + Activation"[:len(group.title)]
    assert group.title.startswith("8 × ")
    assert len(group.members) == 24
    assert len(desk.scene.blocks) == 4
    assert "group" in desk.view.commands.refusal("input", "activation8")


BRANCHED = digits(*(Conv2D(filters=4, padding="same") for _ in range(4)), Flatten(), Dense(units=10,
                                                                                          activation=Softmax()))


@pytest.mark.parametrize("desk", [BRANCHED], indirect=True)
def test_a_group_is_dragged_and_moved_by_keys_as_one_block_and_taken_back(desk):
    def order(*ids):
        return ["input", *ids]
    desk.view.commands.several.collapse(["conv2d1", "conv2d2"], "Pair")
    folded = desk.document.project
    desk.drag(desk.middle("conv2d2"), desk.gap("conv2d4", "flatten1"))
    assert list(desk.scene.blocks) == order("conv2d3", "conv2d4", "conv2d2", "flatten1", "dense1")
    assert desk.links >= {("input", "conv2d3"), ("conv2d4", "conv2d1"), ("conv2d1", "conv2d2"), ("conv2d2", "flatten1")}
    assert desk.scene.blocks["conv2d2"].title == "Pair"
    assert desk.document.check.trainable
    assert desk.document.undo_stack.undoText() == "Move Pair"
    desk.key(Key.Key_Left, Ctrl)
    assert list(desk.scene.blocks) == order("conv2d3", "conv2d2", "conv2d4", "flatten1", "dense1")
    assert desk.selection.node == "conv2d2", "it stays selected"
    desk.key(Key.Key_Left, Ctrl)
    assert desk.document.project == folded
    desk.key(Key.Key_Right, Ctrl)
    assert ("conv2d3", "conv2d1") in desk.links
    for _ in range(4):
        desk.document.undo_stack.undo()
    assert desk.document.project == folded
    assert desk.nodes == ["conv2d1", "conv2d2", "conv2d3", "conv2d4", "flatten1", "dense1"]


@pytest.mark.parametrize("desk", [BRANCHED], indirect=True)
def test_a_group_moves_past_a_group_and_says_why_where_a_link_would_lead_back(desk):
    commands, said = desk.view.commands, []
    commands.refused.connect(said.append)
    commands.several.collapse(["conv2d1", "conv2d2"], "One")
    commands.several.collapse(["conv2d3", "conv2d4"], "Two")
    desk.click(desk.middle("conv2d2"))
    desk.key(Key.Key_Right, Ctrl)
    assert desk.nodes[:4] == ["conv2d3", "conv2d4", "conv2d1", "conv2d2"]
    desk.document.undo_stack.undo()
    assert commands.link("conv2d1", "flatten1")
    before = desk.document.project
    assert not commands.move("conv2d2", "flatten1")
    assert "computed later" in said[-1]
    assert desk.document.project == before


def sideways():
    """Two convolutions, and a second row that is laid out from the output of the first of them."""
    project = digits(Conv2D(filters=3, padding="same"), Conv2D(filters=2, strides=2), Flatten(), Flatten(),
                     LAYERS["Concatenate"](), Dense(units=10))
    sources = {"flatten2": ("conv2d1",), "concatenate1": ("flatten1", "flatten2")}
    nodes = tuple(replace(node, inputs=sources.get(node.id, node.inputs)) for node in project.network.nodes)
    return replace(project, network=replace(project.network, nodes=nodes))


@pytest.mark.parametrize("desk", [sideways()], indirect=True)
def test_a_link_out_of_the_middle_of_a_group_brings_the_shape_of_where_it_begins(desk):
    assert desk.view.commands.several.collapse(["conv2d1", "conv2d2"], "Pair")
    assert ("conv2d2", "flatten2") in desk.scene.choice.pairs
    blocks = desk.scene.blocks
    assert blocks["flatten2"].input_shapes == ((8, 8, 3),)
    assert blocks["flatten1"].input_shapes == (blocks["conv2d2"].shape,) != ((8, 8, 3),)
    assert blocks["conv2d2"].input_shapes == ((8, 8, 1),), "into the group comes what its first block takes"


@pytest.mark.parametrize("desk", [spirals(*(Dense(units=4) for _ in range(4)), Dense(units=1))], indirect=True)
def test_a_group_over_the_plane_shows_its_last_block(desk):
    desk.view.commands.several.collapse(["dense2", "dense3"], "Middle")
    assert desk.scene.choice.kinds["dense3"] == "plane"
    assert not any("dense3" in pair for pair in desk.scene.connections)
    assert desk.stage.weight_editing.first("dense3") is None


@pytest.mark.parametrize("desk", [large()], indirect=True)
def test_a_large_network_gets_an_overview_beside_it_that_leads_anywhere(desk):
    minimap, bar = desk.stage.minimap, desk.stage.verticalScrollBar()
    assert minimap.isVisible()
    assert max(place.whole.right for place in desk.scene.arrangement.places.values()) <= minimap.x()
    last = minimap.box(desk.place("dense1").card)
    QTest.mouseClick(minimap, Left, Qt.KeyboardModifier.NoModifier, QPoint(round(last.cx), round(last.cy)))
    assert bar.value() > 0
    assert desk.stage.viewport().rect().contains(desk.middle("dense1"))
    desk.view.commands.several.collapse(desk.nodes[:40], "Most")
    assert not minimap.isVisible()


@pytest.mark.parametrize("desk", [large()], indirect=True)
def test_middle_drag_and_space_drag_pan_and_space_alone_plays(desk, qtbot):
    viewport, bar = desk.stage.viewport(), desk.stage.verticalScrollBar()

    def pull(button):
        QTest.mousePress(viewport, button, Qt.KeyboardModifier.NoModifier, QPoint(300, 400))
        for y in (360, 320, 280):
            QTest.mouseMove(viewport, QPoint(300, y))
        QTest.mouseRelease(viewport, button, Qt.KeyboardModifier.NoModifier, QPoint(300, 280))
    pull(Qt.MouseButton.MiddleButton)
    assert bar.value() == 120
    played = []
    desk.stage.play_wanted.connect(lambda: played.append(True))
    QTest.keyPress(desk.stage, Key.Key_Space)
    pull(Left)
    QTest.keyRelease(desk.stage, Key.Key_Space)
    assert bar.value() == 240
    assert not played
    assert desk.selection.node == ""
    QTest.keyClick(desk.stage, Key.Key_Space)
    assert played == [True]


def test_ctrl_wheel_scales_pictures_and_not_the_type(desk):
    before = desk.place("conv2d1")
    point = desk.middle("conv2d1")
    for _ in range(3):
        event = QWheelEvent(QPointF(point), QPointF(desk.stage.viewport().mapToGlobal(point)), QPoint(), QPoint(0, 120),
                            Qt.MouseButton.NoButton, Ctrl, Qt.ScrollPhase.NoScrollPhase, False)
        QApplication.sendEvent(desk.stage.viewport(), event)
    after = desk.place("conv2d1")
    assert after.picture.h > before.picture.h * 1.2
    assert after.card.h == before.card.h


def test_the_face_of_a_group_tells_of_itself_whatever_layers_tell():
    """The canvas, the menus and the views ask every layer for facts; a group stands among them."""
    from core.declare.registry import LAYERS
    from gui.canvas.arrange.groups import GroupLayer
    group = GroupLayer("one", (LAYERS["Dense"](3), LAYERS["Dense"](4), LAYERS["Dropout"]()))
    facts = [name for name in dir(LAYERS["Flatten"]()) if not name.startswith("_")]
    assert [name for name in facts if not hasattr(group, name)] == []
    assert (group.shown_name(), group.short_name(), group.weighs) == ("one", "one", False)
    assert "3 blocks" in group.summary()
