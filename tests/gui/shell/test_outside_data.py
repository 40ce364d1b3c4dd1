"""A project that reads data from outside its folder names them first; what was agreed to is not asked again."""

import json

import pytest
from PySide6.QtWidgets import QApplication, QMessageBox

from core.importing.proposal import inspect_file, propose_project
from tests.gui.shell_parts import window


def question():
    boxes = [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
    return boxes[0] if boxes else None


@pytest.mark.scene
def test_data_outside_are_named_and_asked_about_once(qtbot, tmp_path):
    (tmp_path / "own").mkdir()
    table, file = tmp_path / "t.csv", tmp_path / "own" / "p.json"
    table.write_text("size,colour\n" + "1.5,red\n2.5,blue\n" * 20)
    project = propose_project(inspect_file(table).dataset)
    file.write_text(project.to_json())
    assert json.loads(project.to_json())["data"]["dataset"]["path"] == str(table)
    with window(qtbot, tmp_path) as app:
        for button, opened in (("Cancel", False), ("Open", True)):
            app.open(str(file))
            qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
            box = question()
            assert "p.json would read data from outside its folder" in box.text()
            assert str(table) in box.informativeText()
            assert app.document.path is None
            next(one for one in box.buttons() if one.text().replace("&", "") == button).click()
            qtbot.waitUntil(lambda: question() is None, timeout=20_000)
            qtbot.waitUntil(lambda opened=opened: (app.document.path == file) == opened, timeout=20_000)
        app.document.undo_stack.setClean()
        app.files.open_nothing()
        assert app.document.path is None
        app.open(str(file))
        qtbot.waitUntil(lambda: app.document.path == file, timeout=20_000)
        assert question() is None
