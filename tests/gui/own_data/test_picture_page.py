"""The page of pictures: read with progress and cancel, shown by class, brought to another size, made a project."""

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from core.files import picture_folder
from tests.gui.shell_parts import window
from tests.picture_parts import class_folders


@pytest.fixture
def shell(qtbot, tmp_path):
    picture_folder.forget()
    with window(qtbot, tmp_path) as app:
        yield app


def looked(qtbot, shell):
    qtbot.waitUntil(lambda: shell.background.idle and shell.files.tables.page.found is not None, timeout=20_000)
    return shell.files.tables.page


@pytest.mark.scene
def test_a_folder_is_looked_at_and_becomes_a_project(qtbot, shell, tmp_path):
    class_folders(tmp_path / "pets", ("cat", "dog <b>"), each=12, side=12)
    (tmp_path / "pets" / "cat" / "bad.png").write_bytes(b"no")
    shell.window.files_dropped.emit([str(tmp_path / "pets")])
    page = looked(qtbot, shell)
    assert [row.name for row in page.rows.rows] == ["cat", "dog <b>"]
    assert [row.count for row in page.rows.rows] == [12, 12]
    assert page.left_out.words.text() == "cat/bad.png is no picture that can be read"
    assert page.becomes.values["rows"].full == "24 of 25"
    wanted = replace(page.found.dataset, height=6, width=6, colour="grey")
    page.file.form.edited.emit(wanted, "height", "")
    qtbot.waitUntil(lambda: shell.background.idle and page.found.dataset == wanted, timeout=20_000)
    assert page.rows.rows[0].pictures.shape[1:] == (6, 6, 1)
    QTest.keyClick(page, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    assert shell.files.tables.page is None
    assert shell.document.project.data.dataset == wanted
    assert shell.document.check.trainable
    assert tmp_path / "pets" in shell.settings.recents


@pytest.mark.scene
def test_a_table_that_names_pictures_opens_them(qtbot, shell, tmp_path):
    class_folders(tmp_path / "shots", ("all",), each=12, side=12)
    names = sorted(path.name for path in (tmp_path / "shots" / "all").iterdir())
    table = tmp_path / "shots" / "labels.csv"
    table.write_text("file,label\n" + "".join(f"{name},{'ab'[place % 2]}\n" for place, name in enumerate(names)))
    shell.window.files_dropped.emit([str(table)])
    page = looked(qtbot, shell)
    assert page.found.classes == ("a", "b")
    assert [row.count for row in page.rows.rows] == [6, 6]


@pytest.mark.scene
def test_reading_is_cancelled_and_the_window_is_as_before(qtbot, shell, tmp_path, monkeypatch):
    class_folders(tmp_path / "pets", each=60)
    told = []
    shell.session.open_path(tmp_path / "pets")
    page = shell.files.tables.page
    page._told.connect(lambda done, total: told.append((done, total)))
    page.give_up()
    assert shell.files.tables.page is None
    qtbot.waitUntil(lambda: shell.background.idle, timeout=20_000)
    assert shell.window.starting
    assert not shell.window.findChildren(QMessageBox)
    shell.session.open_path(tmp_path / "pets")
    assert looked(qtbot, shell).found.left == 120


@pytest.mark.scene
def test_a_folder_that_cannot_be_used_says_why(qtbot, shell, tmp_path):
    (tmp_path / "empty").mkdir()
    shell.session.open_path(tmp_path / "empty")
    qtbot.waitUntil(lambda: bool(shell.window.findChildren(QMessageBox)), timeout=20_000)
    box = shell.window.findChildren(QMessageBox)[0]
    assert "holds no pictures" in box.text()
    box.done(0)
    assert shell.files.tables.page is None


@pytest.mark.scene
def test_pictures_in_arrays_are_looked_at_too(qtbot, shell, tmp_path):
    rng = np.random.default_rng(0)
    np.savez(tmp_path / "a.npz", x=rng.integers(0, 256, (40, 12, 12), np.uint8), y=np.arange(40) % 4)
    shell.session.open_path(tmp_path / "a.npz")
    qtbot.waitUntil(lambda: shell.files.tables.page is not None, timeout=20_000)
    page = shell.files.tables.page
    assert len(page.rows.rows) == 4
    page.use()
    qtbot.waitUntil(lambda: not shell.window.starting, timeout=20_000)
    assert shell.document.check.trainable
