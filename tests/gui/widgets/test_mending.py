"""Messages with a plain fix offer it: in the form, under Play and in the menu of the block; one step of undo each."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.project.network import check
from core.session.orders import Show
from gui.canvas.input.context_menu import context_menu
from gui.widgets.fix_button import MendButton
from tests.core.project.test_fixes import CASES
from tests.gui.shell_parts import window

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


def shown(shell, project, needle):
    """The project in the window, its problem's block selected."""
    shell.document.open(project)
    shell.window.show_start(False)
    shell.runner.order(Show(project))
    problem = next(one for one in shell.document.check.problems if needle in one.message)
    shell.selection.select(problem.node)
    QTest.qWait(10)
    return problem


def gone(shell, problem, project):
    assert not any(one.message == problem.message for one in shell.document.check.problems)
    assert shell.document.undo_stack.count() == 1
    shell.document.undo_stack.undo()
    assert shell.document.project == project
    assert any(one.message == problem.message for one in shell.document.check.problems)


@pytest.mark.scene
@pytest.mark.parametrize(("project", "needle", "text"), CASES, ids=[text for *_, text in CASES])
def test_the_form_offers_the_mend(shell, project, needle, text):
    problem = shown(shell, project, needle)
    button = next(button for button in shell.window.left.selected.findChildren(MendButton)
                  if button.isVisibleTo(shell.window.left.selected) and button.problem == problem)
    assert button.text().startswith(text)
    QTest.mouseClick(button, LEFT)
    gone(shell, problem, project)


@pytest.mark.scene
def test_the_bubble_under_play_offers_the_mend(shell):
    project, needle, _ = CASES[0]
    problem = shown(shell, project, needle)
    QTest.mouseClick(shell.window.top.play, LEFT)
    bubble = shell.window.top.bubble
    assert bubble.isVisible()
    assert bubble.mend.isVisible()
    QTest.mouseClick(bubble.mend, LEFT)
    assert not bubble.isVisible()
    gone(shell, problem, project)


@pytest.mark.scene
def test_the_menu_of_the_block_offers_the_mend(shell):
    project, needle, text = CASES[0]
    problem = shown(shell, project, needle)
    shell.window.network.stage.select(problem.node)
    menu = context_menu(shell.window.network)
    entry = next(action for action in menu.actions() if text in action.text())
    entry.trigger()
    gone(shell, problem, project)


def test_what_has_no_plain_fix_has_no_button(shell):
    project, needle, _ = CASES[3]
    fixed = next(button for button in [MendButton(shell.document)])
    fixed.show_problem(None)
    assert fixed.isHidden()
    assert check(project).problems
    assert needle
