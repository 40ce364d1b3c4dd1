"""Data that are gone or another are asked for in one sentence; the weights wait; data go into the file on request."""

import zipfile

import numpy as np
import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox

from core.files import content_marks
from core.importing.proposal import inspect_file, propose_project
from core.trainer import Trainer
from core.training import saved_work
from core.training.saved_work import ProjectFile
from tests.gui.shell_parts import window


def question():
    boxes = [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
    return boxes[0] if boxes else None


def press(box, words):
    next(one for one in box.buttons() if one.text().replace("&", "") == words).click()


@pytest.fixture(name="saved")
def saved_project(tmp_path, monkeypatch):
    monkeypatch.setenv(content_marks.VARIABLE, str(tmp_path / "unpacked"))
    table, file = tmp_path / "t.csv", tmp_path / "p.layerlab"
    table.write_text("size,colour\n" + "1.5,red\n2.5,blue\n" * 20)
    project = propose_project(inspect_file(table).dataset)
    trainer = Trainer(project, threads=1)
    trainer.step(5)
    saved_work.save(file, ProjectFile(project, trainer.weights()))
    return table, file, trainer.weights()


@pytest.mark.scene
def test_data_that_moved_are_asked_for_and_the_weights_wait_for_them(qtbot, tmp_path, saved, monkeypatch):
    table, file, weights = saved
    moved = tmp_path / "elsewhere" / "other name.csv"
    moved.parent.mkdir()
    table.rename(moved)
    kept = tmp_path / "kept.layerlab"
    with window(qtbot, tmp_path) as app:
        app.open(str(file))
        qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
        assert question().text().startswith("t.csv is not where the project looks for it")
        press(question(), "Open without it")
        qtbot.waitUntil(lambda: app.document.path == file, timeout=20_000)
        qtbot.waitUntil(lambda: bool(app.session.runner.state.sentence), timeout=60_000)
        app.files._save_to(kept, lambda: None)
        qtbot.waitUntil(lambda: app.document.path == kept, timeout=60_000)
        assert saved_work.load(kept).data == saved_work.load(file).data, "what they were is not forgotten"
        found = saved_work.load(kept).weights
        for name, values in weights.items():
            np.testing.assert_array_equal(found[name], values)
        monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(moved), ""))
        app.files.data.choose()
        qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
        press(question(), "Find it…")
        qtbot.waitUntil(lambda: app.document.project.data.dataset.path == str(moved), timeout=20_000)
        qtbot.waitUntil(lambda: app.session.runner.state.phase in ("ready", "paused"), timeout=60_000)
        answers = []
        app.files.work(answers.append)
        qtbot.waitUntil(lambda: bool(answers), timeout=60_000)
        for name, values in weights.items():
            np.testing.assert_array_equal(answers[0].weights[name], values)
        app.document.mark_saved(kept, app.document.project)


@pytest.mark.scene
def test_another_content_is_told_with_the_choice_and_data_go_inside_on_request(qtbot, tmp_path, saved):
    table, file, _ = saved
    table.write_text(table.read_text().replace("1.5", "1.6", 3))
    with window(qtbot, tmp_path) as app:
        app.open(str(file))
        qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
        assert question().text() == "t.csv has another content than the one that the project was saved with."
        assert app.document.path is None
        press(question(), "Cancel")
        qtbot.waitUntil(lambda: question() is None, timeout=20_000)
        assert app.document.path is None
        app.open(str(file))
        qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
        press(question(), "Use it as it is")
        qtbot.waitUntil(lambda: app.document.path == file, timeout=20_000)
        app.files.data.choose()
        qtbot.waitUntil(lambda: question() is not None, timeout=20_000)
        assert f"1 file with {table.stat().st_size} B" in question().text()
        press(question(), "Put it inside")
        qtbot.waitUntil(lambda: not app.document.undo_stack.isClean(), timeout=20_000)
        app.files.save()
        qtbot.waitUntil(lambda: "data/0" in zipfile.ZipFile(file).namelist(), timeout=60_000)
        table.unlink()
        qtbot.waitUntil(lambda: app.document.undo_stack.isClean(), timeout=20_000)
        app.open(str(file))
        qtbot.waitUntil(lambda: content_marks.is_unpacked(app.document.project.data.dataset.path), timeout=20_000)
        assert question() is None
