"""The whole window with real mouse and key events: regions, folding, commands, problems."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QMenu

from gui.model.command_table import SECTIONS
from gui.style import theme
from tests.gui.shell_parts import active_window, example, key, window


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("xor")) as app:
        yield app


@pytest.mark.scene
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


@pytest.mark.scene
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
    assert {"Space", "→", "Shift+→", "R", "Shift+R", "F4", "Insert", "Delete"} <= words
    dialog.close()


def test_a_folded_card_stays_folded(shell):
    head = shell.window.left.data.head
    QTest.mouseClick(head, Qt.MouseButton.LeftButton, pos=QPoint(10, 10))
    assert not shell.window.left.data.content.isVisible()
    shell.document.edit(replace(shell.document.project, name="x"), "Rename")
    assert not shell.window.left.data.content.isVisible()
    shell.session.window.commands["layout"].trigger()
    assert shell.window.left.data.content.isVisible()


@pytest.mark.scene
def test_the_theme_button_switches_and_is_remembered(shell):
    QTest.mouseClick(shell.window.top.theme_button, Qt.MouseButton.LeftButton)
    assert theme.tokens().name == "light"
    assert shell.settings.theme == "light"
    key(shell, Qt.Key.Key_T, Qt.KeyboardModifier.ControlModifier)
    assert theme.tokens().name == "dark"


def test_the_title_names_the_project_as_soon_as_the_first_page_is_left(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        assert app.window.windowTitle() == "Layerlab"
        app.window.show_start(False)
        assert app.window.windowTitle() == f"{app.document.project.name} – Layerlab"
