"""The project as text: faults stand on their line, applying is one step of undo. And the former version is offered."""

import pytest
from PySide6.QtWidgets import QMessageBox

from core.training import saved_work
from gui.shell.project_text import ProjectText
from tests.gui.unsaved_parts import ready_window


@pytest.fixture(name="shell")
def shell_fixture(qtbot, tmp_path):
    """A window with a small network that is ready to train."""
    with ready_window(qtbot, tmp_path) as app:
        yield app


def typed(qtbot, page: ProjectText, text: str) -> None:
    """Type a text and wait until it was read."""
    page.page.setPlainText(text)
    qtbot.waitUntil(lambda: page._read_text == text, timeout=20_000)


@pytest.mark.scene
def test_faults_are_marked_and_applying_is_one_step(qtbot, shell):
    before = shell.document.project
    shell.window.commands["text"].trigger()
    page, = shell.window.findChildren(ProjectText)
    text = before.to_json()
    qtbot.waitUntil(lambda: page._read_text == text, timeout=20_000)
    assert not page.apply_button.isEnabled()
    line = text[:text.index('"units"')].count("\n")
    typed(qtbot, page, text.replace('"units": ', '"units": -', 1))
    assert page.list.count() == 1
    assert page.faults[0].line == line + 1
    mark, = page.page.extraSelections()
    assert mark.cursor.blockNumber() == line
    assert not page.apply_button.isEnabled()
    page.list.itemClicked.emit(page.list.item(0))
    assert page.page.textCursor().blockNumber() == line
    typed(qtbot, page, text.replace('"units": ', '"units": 1', 1))
    assert not page.list.isVisible()
    count = shell.document.undo_stack.count()
    page.apply_button.click()
    assert shell.document.undo_stack.count() == count + 1
    assert shell.document.project.to_json() == text.replace('"units": ', '"units": 1', 1)
    shell.document.undo_stack.undo()
    assert shell.document.project == before
    qtbot.waitUntil(lambda: page.page.toPlainText() == text, timeout=20_000)
    page.close()


@pytest.mark.scene
def test_the_former_version_of_a_damaged_file_is_offered_and_opened(qtbot, shell, tmp_path):
    path = tmp_path / "mine.layerlab"
    for name in ("first", "second"):
        saved_work.save(path, saved_work.ProjectFile(shell.document.project.__class__(name=name)))
    path.write_bytes(path.read_bytes()[:-60])
    shell.session.open_path(str(path))
    qtbot.waitUntil(lambda: bool(shell.window.findChildren(QMessageBox)), timeout=20_000)
    box, = shell.window.findChildren(QMessageBox)
    assert "mine.layerlab.bak" in box.text()
    box.defaultButton().click()
    qtbot.waitUntil(lambda: shell.document.project.name == "first", timeout=20_000)
    assert shell.document.path == path
    assert shell.document.modified
    shell.files.save()
    qtbot.waitUntil(lambda: not shell.document.modified, timeout=20_000)
    assert saved_work.load(path).project.name == "first"
