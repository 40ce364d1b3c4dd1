"""Disks that are full and folders that are gone, in the whole window: one sentence, and the work goes on."""

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from core.training import saved_work
from tests.gui.runner_parts import weights
from tests.gui.shell_parts import active_window, example

resource = pytest.importorskip("resource")
ROOM = 20_000
"""Bytes that a file may have; the weights of the dense digits take more."""


@pytest.fixture
def shell(qtbot, tmp_path):
    with active_window(qtbot, tmp_path / "settings", example("digits-mlp")) as app:
        yield app


@pytest.fixture
def full_disk():
    """No file may become larger than ROOM: what a full disk is to a program."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (ROOM, before[1]))
    yield lambda: resource.setrlimit(resource.RLIMIT_FSIZE, before)
    resource.setrlimit(resource.RLIMIT_FSIZE, before)


def save(qtbot, app):
    app.window.activateWindow()  # offscreen a window does not become active again by itself when a dialog closes
    qtbot.waitUntil(app.window.isActiveWindow, timeout=5_000)
    app.window.setFocus()
    QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)


def told(qtbot) -> str:
    """What the dialog says, put away with its button."""
    def boxes():
        return [box for box in QApplication.topLevelWidgets() if isinstance(box, QMessageBox) and box.isVisible()]
    qtbot.waitUntil(lambda: bool(boxes()), timeout=10_000)
    (box,) = boxes()
    QTest.mouseClick(box.buttons()[0], Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not boxes(), timeout=5_000)
    return box.text()


def test_a_full_disk_is_one_sentence_and_the_old_file_and_the_work_stay(qtbot, shell, tmp_path, full_disk):
    path = tmp_path / "mine.layerlab"
    saved_work.save(path, saved_work.ProjectFile(example("xor")))
    shell.document.path = path
    shell.document.edit(replace(shell.document.project, name="Too large"), "Rename")
    held = weights(qtbot, shell.runner)
    save(qtbot, shell)
    sentence = told(qtbot)
    assert sentence.startswith("mine.layerlab ")
    assert "disk" in sentence
    assert "\n" not in sentence
    assert saved_work.load(path).project.name == "XOR"
    assert [file.name for file in tmp_path.iterdir() if file.name != "settings"] == ["mine.layerlab"]
    assert shell.document.modified
    assert shell.document.project.name == "Too large"
    full_disk()
    save(qtbot, shell)
    qtbot.waitUntil(lambda: not shell.document.modified, timeout=10_000)
    found = saved_work.load(path)
    assert found.project.name == "Too large"
    assert all((found.weights[name] == held[name]).all() for name in held)


def test_a_folder_that_is_gone_is_one_sentence(qtbot, shell, tmp_path):
    shell.document.path = tmp_path / "gone" / "mine.layerlab"
    shell.document.edit(replace(shell.document.project, name="Homeless"), "Rename")
    save(qtbot, shell)
    assert told(qtbot) == (f"mine.layerlab cannot be written to {tmp_path / 'gone'}: there is no such folder; "
                           "check the path.")
    assert shell.document.modified
    (tmp_path / "gone").write_text("no folder at all")
    save(qtbot, shell)
    assert told(qtbot) == "mine.layerlab lies in something that is no folder; check the path."
    (tmp_path / "gone").unlink()
    (tmp_path / "gone").mkdir()
    save(qtbot, shell)
    qtbot.waitUntil(lambda: not shell.document.modified, timeout=10_000)


def test_a_folder_opened_as_a_project_and_one_nobody_may_read(qtbot, shell, tmp_path):
    locked = tmp_path / "locked.layerlab"
    locked.mkdir(mode=0)
    before = shell.document.project
    shell.session.open_path(locked)
    assert told(qtbot).startswith("locked.layerlab ")  # it holds no pictures, or may not be looked into
    shell.session.open_path(locked / "inside.layerlab")
    assert told(qtbot).startswith("inside.layerlab ")
    locked.chmod(0o755)
    assert shell.document.project is before
