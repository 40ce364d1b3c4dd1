"""Where the keys go when what had them vanishes: to the window, where Space plays; never to a fold or to a button that
nobody chose."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QMessageBox, QPushButton, QTabBar

from core.project.presets import presets
from core.project.spec import Project
from core.session.orders import Pause, Play, SetSpeed
from gui.doctor.finding_card import DoctorCard
from gui.widgets import dialogs
from gui.widgets.basic import Head
from gui.widgets.disclosure import DisclosureLine
from tests.gui.person import KeyPerson, MousePerson
from tests.gui.shell_parts import active_window, example, window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path, example("xor")) as app:
        qtbot.waitUntil(app.window.isActiveWindow)
        yield app


def plays(qtbot, app):
    """Space, on whatever has the focus, trains."""
    step = app.runner.state.step
    heads = app.window.findChildren(Head) + app.window.findChildren(DisclosureLine)  # training makes others
    folded = [head.isChecked() for head in heads]
    QTest.keyClick(QApplication.focusWidget() or app.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: app.runner.state.running or app.runner.state.step > step, timeout=20_000)
    assert [head.isChecked() for head in heads] == folded
    app.runner.order(Pause())
    qtbot.waitUntil(lambda: not app.runner.state.running, timeout=20_000)


@pytest.mark.scene
@pytest.mark.parametrize("person", [MousePerson, KeyPerson])
def test_space_plays_after_a_mend(qtbot, tmp_path, person):
    preset = next(one for one in presets() if one.file == "dying-relu")
    with window(qtbot, tmp_path, Project.load(preset.path)) as app:
        someone = person(qtbot, app)
        someone.wait(lambda: app.runner.state.phase == "ready")
        app.runner.order(SetSpeed(3))
        for _ in range(3):
            goal = app.runner.state.epoch + 0.5
            app.runner.order(Play("epoch"))
            someone.wait(lambda goal=goal: app.runner.state.epoch > goal and not app.runner.state.running)
        someone.wait(lambda: app.doctor.card.isVisible())
        card = app.doctor.card
        before = app.document.undo_stack.count()
        if person is MousePerson:
            someone.click(card.button)
        else:
            someone.tab_to(lambda focus: focus is card.button)
            someone.key(Qt.Key.Key_Space)
        assert app.document.undo_stack.count() == before + 1
        assert QApplication.focusWidget() is app.window
        plays(qtbot, app)


def vanishing(app) -> dict:
    """Ways in which a widget that has the focus goes: hidden, switched off, deleted, folded away with its card."""
    made = QPushButton("going", app.window.left.selected)
    made.show()
    return {"hidden": (made, made.hide), "off": (made, lambda: made.setEnabled(False)),
            "deleted": (made, lambda: (made.hide(), made.deleteLater()))}


@pytest.mark.scene
@pytest.mark.parametrize("way", ["hidden", "off", "deleted"])
def test_a_button_that_vanishes_leaves_the_keys_to_the_window(qtbot, shell, way):
    made, go = vanishing(shell)[way]
    made.setFocus()
    assert QApplication.focusWidget() is made
    go()
    QTest.qWait(10)
    assert QApplication.focusWidget() in (shell.window, None)
    plays(qtbot, shell)


def focusable(app) -> list:
    """Everything in the window that Tab can reach and that is seen."""
    return [widget for widget in app.window.findChildren(QAbstractButton) + app.window.findChildren(QTabBar)
            if widget.isVisible() and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus]


def test_whatever_is_hidden_with_the_focus_inside(qtbot, shell):
    shell.selection.select("dense1")
    QTest.qWait(50)
    assert len(focusable(shell)) > 25
    for widget in focusable(shell):
        widget.setFocus()
        widget.hide()
        assert QApplication.focusWidget() is shell.window, widget
        widget.show()


def test_folding_a_card_with_the_cursor_inside(qtbot, shell):
    shell.selection.select("dense1")
    line = shell.window.left.selected.form.rows["units"].editor.line
    line.setFocus()
    QTest.mouseClick(shell.window.left.selected.head, LEFT)
    qtbot.waitUntil(lambda: not shell.window.left._soon.isActive())  # notes may fold to make room for the form
    assert QApplication.focusWidget() is shell.window
    plays(qtbot, shell)


def test_a_click_on_a_button_leaves_space_to_play(shell):
    """No button of the window takes the focus by a click: the next Space would press it again."""
    shell.selection.select("dense1")
    clicked = [button for button in shell.window.findChildren(QAbstractButton)
               if button.focusPolicy().value & Qt.FocusPolicy.ClickFocus.value
               & ~Qt.FocusPolicy.TabFocus.value and not shell.window.start.isAncestorOf(button)]
    assert [f"{type(button).__name__} {button.text() or button.accessibleName()!r}" for button in clicked] == []


@pytest.mark.scene
def test_after_the_tour_and_a_dialog_space_plays(qtbot, shell):
    shell.session.help.show_tour(2)
    QTest.keyClick(QApplication.focusWidget(), Qt.Key.Key_Escape)
    assert QApplication.focusWidget() is shell.window
    plays(qtbot, shell)
    dialogs.say(shell.window, "Something.")
    box = shell.window.findChild(QMessageBox)
    qtbot.waitUntil(box.isVisible)
    QTest.keyClick(box, Qt.Key.Key_Escape)
    shell.window.activateWindow()
    qtbot.waitUntil(shell.window.isActiveWindow)
    plays(qtbot, shell)


@pytest.mark.scene
def test_after_the_finder_the_keys_are_the_canvas_s(qtbot, shell):
    QTest.keyClick(shell.window, Qt.Key.Key_Insert)
    finder = shell.window.network.finder
    qtbot.waitUntil(finder.isVisible)
    QTest.keyClick(finder.line, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: not finder.isVisible())
    assert not isinstance(QApplication.focusWidget(), Head | DisclosureLine | QLineEdit)
    plays(qtbot, shell)


def test_a_field_that_goes_with_its_block(qtbot, shell):
    shell.selection.select("dense1")
    shell.window.left.selected.form.rows["units"].editor.line.setFocus()
    shell.window.network.commands.remove("dense1")
    QTest.qWait(20)
    assert not isinstance(QApplication.focusWidget(), Head | DisclosureLine | DoctorCard)
