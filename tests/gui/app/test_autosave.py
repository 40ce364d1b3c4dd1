"""Unsaved work outlives a crash: it is kept while one works, offered at the next start, and gone after a proper end."""

import shutil
import threading
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox

from core.project.spec import Project
from core.training import saved_work
from gui.app import autosave
from tests.gui.runner_parts import same, weights
from tests.gui.shell_parts import example, window


@pytest.fixture(autouse=True)
def soon(monkeypatch):
    monkeypatch.setattr(autosave, "LULL_MS", 30)


def kept_in(folder) -> list[Path]:
    return sorted((Path(folder) / autosave.FOLDER).glob("*.layerlab"))


def question() -> QMessageBox | None:
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()), None)


def press(text: str):
    box = question()
    button = next(button for button in box.buttons() if button.text() == text)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


def ready(qtbot, app):
    qtbot.waitUntil(lambda: app.runner.state.phase in ("ready", "paused"), timeout=60_000)
    app.window.activateWindow()
    app.window.setFocus()


def kept(qtbot, app, folder, so):
    """Until what is kept is as it should be."""
    def there():
        found = kept_in(folder)
        return bool(app.background.idle and found and so(saved_work.load(found[0])))
    qtbot.waitUntil(there, timeout=20_000)


def crash(folder, elsewhere) -> Path:
    """What a crash would leave of the window: its folder, without the process that has the locks."""
    shutil.copytree(folder, elsewhere)
    for lock in (elsewhere / autosave.FOLDER).glob("*.lock"):
        lock.unlink()
    return elsewhere


def test_an_edit_and_trained_weights_come_back_after_a_crash(qtbot, tmp_path):
    one, mine = tmp_path / "one", tmp_path / "mine.layerlab"
    with window(qtbot, one, example("xor")) as app:
        ready(qtbot, app)
        app.document.path = mine
        app.window.top.speed.choose(3)
        QTest.keyClick(app.window, Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier)
        qtbot.waitUntil(lambda: app.runner.state.epoch == 1 and not app.runner.state.running, timeout=20_000)
        app.document.edit(replace(app.document.project, name="Not saved yet"), "Rename")
        trained = weights(qtbot, app.runner)
        kept(qtbot, app, one, lambda found: found.project.name == "Not saved yet"
             and found.weights is not None and same(found.weights, trained))
        two = crash(one, tmp_path / "two")
    assert not kept_in(one), "a window that was closed in order keeps nothing"
    with window(qtbot, two) as app:
        qtbot.waitUntil(lambda: question() is not None, timeout=10_000)
        assert "Not saved yet" in question().text()
        press("Go on with it")
        qtbot.waitUntil(lambda: app.document.project.name == "Not saved yet", timeout=10_000)
        ready(qtbot, app)
        assert same(weights(qtbot, app.runner), trained)
        assert app.runner.state.epoch == 1
        assert app.document.modified
        assert app.document.path == mine
        assert app.window.windowTitle() == "• Not saved yet – Layerlab"
        qtbot.waitUntil(lambda: app.background.idle, timeout=10_000)
        assert len(kept_in(two)) == 1, "until it is saved it stays kept"
        QTest.keyClick(app.window, Qt.Key.Key_S, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not app.document.modified and not kept_in(two), timeout=10_000)
        assert saved_work.load(mine).project.name == "Not saved yet"
        assert same(saved_work.load(mine).weights, trained)


@pytest.mark.parametrize(("answer", "left"), [("Discard it", 0), ("Ask again later", 1)])
def test_what_is_offered_can_be_discarded_or_put_off(qtbot, tmp_path, answer, left):
    berth = autosave.Berth(tmp_path / "one" / autosave.FOLDER)
    berth.keep(replace(example("xor"), name="Old"), None, None)
    crashed = crash(tmp_path / "one", tmp_path / "two")
    berth.drop()
    with window(qtbot, crashed) as app:
        qtbot.waitUntil(lambda: question() is not None, timeout=10_000)
        press(answer)
        qtbot.waitUntil(lambda: question() is None and app.background.idle, timeout=10_000)
        assert app.window.starting
        assert len(kept_in(crashed)) == left
    assert len(kept_in(crashed)) == left


def test_work_of_a_window_that_still_runs_is_not_offered(qtbot, tmp_path):
    berth = autosave.Berth(tmp_path / autosave.FOLDER)
    berth.keep(replace(example("xor"), name="Of another window"), None, None)
    with window(qtbot, tmp_path, example("iris")) as app:
        ready(qtbot, app)
        assert question() is None
        app.document.edit(replace(app.document.project, name="Mine"), "Rename")
        qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 2 and app.background.idle, timeout=10_000)
    assert [saved_work.load(file).project.name for file in kept_in(tmp_path)] == ["Of another window"]
    berth.drop()


@pytest.mark.scene
def test_only_the_newest_work_waits_while_other_is_written(qtbot, tmp_path, monkeypatch):
    """However slow the disk is: one writing is under way, and the next one begins with what there is then."""
    with window(qtbot, tmp_path, example("xor")) as app:
        ready(qtbot, app)
        gate, written, keep = threading.Event(), [], app.rescue.berth.keep

        def slowly(project, *given):
            written.append(project.name)
            gate.wait(60)
            keep(project, *given)
        monkeypatch.setattr(app.rescue.berth, "keep", slowly)
        for turn in range(20):
            app.document.edit(replace(app.document.project, name=f"turn {turn}"), "Rename")
            app.rescue.keep()
            qtbot.waitUntil(lambda: not app.runner._timer.isActive(), timeout=10_000)
            qtbot.waitUntil(lambda: bool(written), timeout=10_000)
        assert written == ["turn 0"]
        gate.set()
        qtbot.waitUntil(lambda: len(written) == 2 and app.background.idle, timeout=10_000)
        assert written == ["turn 0", "turn 19"]
        assert [saved_work.load(file).project.name for file in kept_in(tmp_path)] == ["turn 19"]


def test_undone_work_and_another_project_leave_nothing(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("xor")) as app:
        ready(qtbot, app)
        app.document.edit(replace(app.document.project, name="Changed"), "Rename")
        qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 1 and app.background.idle, timeout=10_000)
        QTest.keyClick(app.window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: not kept_in(tmp_path), timeout=10_000)
        app.document.edit(replace(app.document.project, name="Changed"), "Rename")
        qtbot.waitUntil(lambda: len(kept_in(tmp_path)) == 1 and app.background.idle, timeout=10_000)
        app.files.unsaved.give_up()
        app.open("iris.json")
        qtbot.waitUntil(lambda: app.document.project.name == "Iris" and not kept_in(tmp_path), timeout=10_000)


def test_what_nobody_can_read_is_cleared_away_and_the_window_opens(qtbot, tmp_path):
    folder = tmp_path / autosave.FOLDER
    folder.mkdir()
    (folder / "1.layerlab").write_bytes(b"PK\x03\x04 cut short")
    (folder / ".1.layerlab.abc.part").write_bytes(b"half")
    with window(qtbot, tmp_path) as app:
        qtbot.waitUntil(lambda: app.background.idle, timeout=10_000)
        assert question() is None
        assert not list(folder.glob("*")) or not kept_in(tmp_path)
        assert not list(folder.glob(".*.part"))


def test_where_nothing_can_be_kept_one_sentence_says_so_and_work_goes_on(qtbot, tmp_path):
    (tmp_path / autosave.FOLDER).write_text("a file where the folder should be")
    with window(qtbot, tmp_path, example("xor")) as app:
        ready(qtbot, app)
        said = []
        app.files.message.connect(said.append)
        for name in ("One", "Two", "Three"):
            app.document.edit(replace(app.document.project, name=name), "Rename")
            QTest.qWait(120)
        qtbot.waitUntil(lambda: bool(said) and app.background.idle, timeout=10_000)
        assert len(said) == 1
        assert said[0].startswith("Unsaved work is not kept safe now: ")
        assert "\n" not in said[0]
        assert app.document.project.name == "Three"


def test_a_project_cut_short_anywhere_is_one_sentence(tmp_path):
    path, cut = tmp_path / "whole.layerlab", tmp_path / "cut.layerlab"
    from core.text.errors import LayerlabError
    from core.trainer import Trainer
    saved_work.save(path, saved_work.ProjectFile(example("iris"), Trainer(example("iris"), threads=1).weights()))
    whole = path.read_bytes()
    for part in range(50):
        cut.write_bytes(whole[:len(whole) * part // 50])
        with pytest.raises(LayerlabError) as caught:
            saved_work.load(cut)
        sentence = str(caught.value)
        assert "cut.layerlab" in sentence
        assert sentence.endswith(".")
        assert "\n" not in sentence
    assert Project.load(path) == example("iris")
