"""The whole window with real mouse and key events: training, editing, problems, undo."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.declare.registry import LAYERS
from tests.gui.shell_parts import active_window, drag, example, key, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("xor")) as app:
        yield app


def test_space_plays_and_pauses_and_the_arrow_trains_one_batch(qtbot, shell):
    key(shell, Qt.Key.Key_Right)
    qtbot.waitUntil(lambda: shell.runner.state.step == 1, timeout=10_000)
    key(shell, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shell.runner.state.running, timeout=10_000)
    assert shell.window.top.play.text() == "Pause"
    key(shell, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "paused", timeout=10_000)
    assert shell.window.top.play.text() == "Play"
    key(shell, Qt.Key.Key_R)
    qtbot.waitUntil(lambda: shell.runner.state.step == 0, timeout=10_000)


def test_a_text_field_keeps_its_keys(qtbot, shell):
    shell.selection.select("dense1")
    line = shell.window.left.selected.form.rows["units"].editor.line
    line.setFocus()
    line.setText("12")
    line.setCursorPosition(1)
    for which in (Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_R, Qt.Key.Key_Delete):
        QTest.keyClick(line, which)
    QTest.qWait(80)
    assert shell.runner.state.step == 0
    assert not shell.runner.state.running
    assert shell.document.project.network.node("dense1") is not None
    assert line.text() == "1 2r"


def test_delete_and_undo_with_a_block_selected(shell):
    before = shell.document.project
    shell.selection.select("dense1")
    key(shell, Qt.Key.Key_Delete)
    assert shell.document.project.network.node("dense1") is None
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.document.project == before
    key(shell, Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert shell.document.project.network.node("dense1") is None


def test_f2_goes_into_the_form_and_escape_comes_back(shell):
    shell.selection.select("dense1")
    key(shell, Qt.Key.Key_F2)
    assert QApplication.focusWidget() is shell.window.left.selected.form.rows["units"].editor.line
    shell.window.setFocus()
    key(shell, Qt.Key.Key_Escape)
    assert shell.selection.node == ""


def test_a_click_on_a_chip_adds_the_layer_behind_the_selection(shell):
    shell.selection.select("dense1")
    chip = next(chip for chip in shell.window.left.palette_small.chips if chip.kind == "Dropout")
    QTest.mouseClick(chip, Qt.MouseButton.LeftButton)
    ids = [node.id for node in shell.document.project.network.nodes]
    assert ids == ["dense1", "dropout1", "dense2"]
    assert shell.selection.node == "dropout1"


def test_play_says_why_it_cannot_and_shows_where(qtbot, shell):
    layer = replace(shell.document.project.network.node("dense2").layer, units=7)
    shell.document.edit_layer("dense2", layer, "Units")
    assert not shell.document.check.trainable
    top = shell.window.top
    message = next(p.message for p in shell.document.check.problems if p.severity == "error")
    assert top.play.property("blocked")
    assert top.play.toolTip() == message
    QTest.mouseClick(top.play, Qt.MouseButton.LeftButton)
    assert shell.selection.node == "dense2"
    assert top.bubble.isVisible()
    assert top.bubble.text.text() == message
    assert not shell.runner.state.running
    shell.document.undo_stack.undo()
    assert not top.play.property("blocked")


def test_the_learning_rate_is_typed_in_the_top_bar(shell):
    rate = shell.window.top.values.rate
    rate.line.setText("0,05")
    QTest.keyClick(rate.line, Qt.Key.Key_Return)
    assert shell.document.project.training.optimizer.learning_rate == 0.05
    rate.line.setText("fast")
    QTest.keyClick(rate.line, Qt.Key.Key_Return)
    assert shell.window.top.bubble.isVisible()
    assert "not a number" in shell.window.top.bubble.text.text()
    assert shell.document.project.training.optimizer.learning_rate == 0.05


def test_another_optimiser_keeps_the_learning_rate(shell):
    shell.window.top.values.rate.line.setText("0.2")
    shell.window.top.values.rate.commit()
    box = shell.window.top.values.optimizer
    box.setCurrentText("SGD")
    box.activated.emit(box.currentIndex())
    assert type(shell.document.project.training.optimizer).__name__ == "SGD"
    assert shell.document.project.training.optimizer.learning_rate == 0.2


def test_a_form_edit_is_undone_in_one_step(shell):
    shell.selection.select("")
    form = shell.window.left.selected.form
    before = shell.document.project
    form.rows["epochs"].editor.line.setText("7")
    form.rows["epochs"].editor.commit()
    assert shell.document.project.training.epochs == 7
    assert shell.document.undo_stack.undoText() == "Training: Epochs"
    shell.document.undo_stack.undo()
    assert shell.document.project == before
    assert form.rows["epochs"].editor.line.text() == str(before.training.epochs)


def test_the_selected_form_ends_with_the_count_as_arithmetic(shell):
    shell.selection.select("dense1")
    card = shell.window.left.selected
    assert card.count.text().startswith("2 · 4 + 4  =  12 parameters")
    shell.selection.select("input")
    assert "x₁" in card.count.text()
    shell.selection.select("")
    assert card.head.text() == "TRAINING"


@pytest.mark.scene
def test_other_data_fits_the_last_block(qtbot, shell):
    before = shell.document.project
    button = shell.window.left.data.gallery.buttons["FiveClasses"]
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    last = shell.document.project.network.nodes[-1].layer
    assert (last.units, type(last.activation).__name__) == (5, "Softmax")
    assert shell.document.check.trainable
    assert button.isChecked()
    shell.document.undo_stack.undo()
    assert shell.document.project == before
    qtbot.waitUntil(lambda: shell.background.idle)


def test_speed_notches(qtbot, shell):
    speed = shell.window.top.speed
    boxes = speed._boxes()
    QTest.mouseClick(speed, Qt.MouseButton.LeftButton, pos=boxes[0].center().toPoint())
    qtbot.waitUntil(lambda: shell.runner.state.speed == 0, timeout=5000)
    QTest.mouseClick(speed, Qt.MouseButton.LeftButton, pos=boxes[3].center().toPoint())
    qtbot.waitUntil(lambda: shell.runner.state.speed == 3, timeout=5000)


def test_insert_finds_a_layer_by_typing(qtbot, shell):
    shell.selection.select("dense1")
    key(shell, Qt.Key.Key_Insert)
    finder = shell.window.network.finder
    qtbot.waitUntil(finder.isVisible)
    QTest.keyClicks(finder.line, "dropout")
    QTest.keyClick(finder.line, Qt.Key.Key_Return)
    assert any(isinstance(node.layer, LAYERS["Dropout"]) for node in shell.document.project.network.nodes)


def test_the_split_bar_is_dragged_as_one_step(shell):
    bar = shell.window.left.data.split
    edge = round(bar._edges()[0])
    steps = shell.document.undo_stack.count()
    drag(bar, QPoint(edge, 4), QPoint(edge - 10, 4), QPoint(edge - 20, 4), QPoint(edge - 30, 4))
    assert shell.document.project.data.split.validation > example("xor").data.split.validation
    assert shell.document.undo_stack.count() == steps + 1


def test_a_number_box_in_the_top_bar_keeps_its_keys(shell):
    rate = shell.window.top.values.rate
    rate.setFocus()
    rate.line.setText("0.05")
    rate.line.setCursorPosition(2)
    for which in (Qt.Key.Key_Right, Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
        key(shell, which)
    assert rate.line.text() == "0."
    QTest.qWait(60)
    assert shell.runner.state.step == 0
    key(shell, Qt.Key.Key_Escape)
    assert float(rate.line.text()) == shell.document.project.training.optimizer.learning_rate


@pytest.mark.scene
def test_every_view_in_sight_gets_its_data_when_a_project_comes_after_the_first_page(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        app.open("xor.json")
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        views = app.window.views
        qtbot.waitUntil(lambda: len(views.shown()) >= 3, timeout=5_000)
        wanted = {need for panel in views.shown() for need in panel.needs()}
        assert wanted
        qtbot.waitUntil(lambda: all(app.runner.latest.get(need) is not None for need in wanted), timeout=30_000)
        qtbot.waitUntil(lambda: app.background.idle)


def test_a_form_serves_every_block_of_its_class_and_half_a_word_stays_with_its_block(qtbot, shell):
    """Forms are kept, for one takes longer to make than an edit may; nothing may pass from block to block in them."""
    card, node = shell.window.left.selected, lambda id: shell.document.project.network.node(id).layer
    shell.selection.select("dense1")
    form = card.form
    shell.selection.select("")
    assert not form.isVisible()
    shell.selection.select("dense2")
    assert card.form is form
    assert form.isVisible()
    assert form.rows["units"].editor.line.text() == str(node("dense2").units)
    before = shell.document.project
    line = form.rows["units"].editor.line
    line.setFocus()
    line.selectAll()
    QTest.keyClicks(line, "9")
    shell.selection.select("dense1")  # as undo or a view may do, while the cursor stands in the field
    assert shell.document.project == before
    assert card.form.rows["units"].editor.line.text() == str(node("dense1").units)
    line = card.form.rows["units"].editor.line
    line.selectAll()
    QTest.keyClicks(line, "7")
    QTest.keyClick(line, Qt.Key.Key_Return)
    assert (node("dense1").units, node("dense2").units) == (7, before.network.node("dense2").layer.units)
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.document.project == before


def test_forms_of_the_blocks_are_made_in_a_lull(qtbot, shell):
    card = shell.window.left.selected
    kinds = {type(node.layer) for node in shell.document.project.network.nodes}
    qtbot.waitUntil(lambda: kinds <= set(card.forms), timeout=5_000)
    made = card.forms[kinds.pop()]
    assert not made.isVisible()
    shell.selection.select("dense1")
    assert card.form is made


def test_undo_is_the_windows_unless_something_was_typed_into_the_field(qtbot, shell):
    shell.selection.select("dense1")
    before = shell.document.project
    line = shell.window.left.selected.form.rows["units"].editor.line
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    line.selectAll()
    key(shell, Qt.Key.Key_7)
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.text() == str(before.network.node("dense1").layer.units), "what was typed is taken back first"
    line.selectAll()
    key(shell, Qt.Key.Key_7)
    key(shell, Qt.Key.Key_Return)
    edited = shell.document.project
    assert edited.network.node("dense1").layer.units == 7
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert shell.document.project == before
    key(shell, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    assert shell.document.project == edited
