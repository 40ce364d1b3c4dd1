"""The whole window with real mouse and key events: regions, folding, commands, problems."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMenu

from core.registry import LAYERS
from gui import theme
from gui.menus import SECTIONS
from tests.gui.shell_parts import example, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.activateWindow()
        app.window.setFocus()
        yield app


def key(app, which, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget() or app.window, which, modifier)


@pytest.mark.parametrize("size", [(1280, 800), (1480, 900), (1920, 1080), (900, 600)])
def test_nothing_is_cut_off(qtbot, tmp_path, size):
    with window(qtbot, tmp_path, example("digits-cnn"), size) as app:
        QTest.qWait(50)
        win = app.window
        assert (win.width(), win.height()) == size
        row = [widget for kind in (QAbstractButton, QComboBox, QLabel, QLineEdit)
               for widget in win.top.findChildren(kind) if widget.isVisible() and widget.window() is win]
        for widget in row:
            place = widget.mapTo(win.top, QPoint(0, 0))
            assert place.x() >= 0
            assert place.x() + widget.width() <= win.top.width(), f"{widget} sticks out of the top bar"
            if isinstance(widget, QLabel) and widget.text():
                assert widget.width() >= widget.sizeHint().width() - 1, f"{widget.text()} is cut"
        assert win.top.play.isVisible()
        assert win.top.epoch.isVisible()
        inside = win.left.widget().width()
        for card in (win.left.data, win.left.layers, win.left.selected):
            assert card.minimumSizeHint().width() <= inside, "a card is wider than its column"
        assert win.status.y() + win.status.height() == win.height()


def test_regions_have_the_widths_of_the_table(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1280, 800)) as app:
        win = app.window
        for width, left, right in ((1280, 248, 324), (1480, 264, 400), (1920, 288, 420)):
            win.resize(width, 900)
            QTest.qWait(20)
            assert win.left.widget().width() == left
            assert win.views.width() == right
            assert win.top.height() == 64
            assert win.status.height() == 30


def test_training_values_fold_into_one_form(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1480, 900)) as app:
        top = app.window.top
        assert top.values.isVisible()
        assert not top.folded.isVisible()
        app.window.resize(1280, 800)
        QTest.qWait(20)
        assert not top.values.isVisible()
        assert top.folded.isVisible()
        QTest.mouseClick(top.folded, Qt.MouseButton.LeftButton)
        assert top.folded.panel.isVisible()
        row = top.form.rows["batch_size"]
        row.editor.show_value(row.editor.value)
        row.editor.line.setText("64")
        row.editor.commit()
        assert app.document.project.training.batch_size == 64
        assert top.values.batch.value == 64
        top.folded.panel.close()


def test_the_left_column_becomes_a_rail_and_comes_back(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor"), (1000, 700)) as app:
        win = app.window
        assert win.rail.isVisible()
        assert not win.left.isVisible()
        win.rail.wanted.emit("data")
        assert win.left.isVisible()
        assert win.left.parentWidget() is win.centralWidget()
        app.session.escape()
        assert not win.left.isVisible()
        win.resize(1480, 900)
        QTest.qWait(20)
        assert win.left.isVisible()
        assert not win.rail.isVisible()


def test_f4_hides_the_views_and_brings_them_back(shell):
    assert shell.window.views.isVisible()
    key(shell, Qt.Key.Key_F4)
    assert not shell.window.views.isVisible()
    key(shell, Qt.Key.Key_F4)
    assert shell.window.views.isVisible()


def test_every_command_is_in_the_menu_with_its_keys(shell):
    menus = [shell.session.menu, *shell.session.menu.findChildren(QMenu)]
    actions = {action.objectName(): action for menu in menus for action in menu.actions()}
    for _, section in SECTIONS:
        for command in section:
            assert command.name in actions
            assert [keys.toString() for keys in actions[command.name].shortcuts()] == list(command.keys)
            assert command.tip
    assert len({keys for _, section in SECTIONS for command in section for keys in command.keys}) == sum(
        len(command.keys) for _, section in SECTIONS for command in section), "a key has two meanings"


def test_f1_lists_every_shortcut(shell):
    key(shell, Qt.Key.Key_F1)
    dialog = next(widget for widget in QApplication.topLevelWidgets() if widget.windowTitle() == "All shortcuts")
    words = {label.text() for label in dialog.findChildren(QLabel)}
    for _, section in SECTIONS:
        for command in section:
            assert not command.keys or command.text.rstrip("…") in words
    assert {"Space", "→", "Shift+→", "R", "Shift+R", "F4", "Ins", "Del"} <= words
    dialog.close()


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


def test_a_folded_card_stays_folded(shell):
    head = shell.window.left.data.head
    QTest.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert not shell.window.left.data.content.isVisible()
    shell.document.edit(replace(shell.document.project, name="x"), "Rename")
    assert not shell.window.left.data.content.isVisible()
    shell.session.window.commands["layout"].trigger()
    assert shell.window.left.data.content.isVisible()


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


def test_the_theme_button_switches_and_is_remembered(shell):
    QTest.mouseClick(shell.window.top.theme_button, Qt.MouseButton.LeftButton)
    assert theme.tokens().name == "light"
    assert shell.settings.theme == "light"
    key(shell, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert theme.tokens().name == "dark"


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
    from tests.gui.shell_parts import drag
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
