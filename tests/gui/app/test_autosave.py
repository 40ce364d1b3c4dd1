"""Unsaved work outlives a crash: it is kept while one works, offered at the next start, and gone after a proper end."""

import os
import shutil
import signal
import subprocess
import sys
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

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import sys
from pathlib import Path
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from core.training import saved_work
from core.project.examples import starters
from core.project.spec import Project
from core.session.orders import Play, SetSpeed
from gui.app import autosave
from gui.app.app import App
from gui.model.settings import Settings

autosave.LULL_MS = 5
folder = Path(sys.argv[1])
application = QApplication([])
project = Project.load(next(one.path for one in starters() if one.file == "xor.json"))
app = App(Settings(folder / "layerlab.ini"), project, folder / "mine.layerlab")
app.show()
turns = 0

def edit():
    global turns
    turns += 1
    app.document.edit(replace(app.document.project, name=f"turn {turns}"), "Rename")
    if turns % 3 == 0 and sys.argv[2] == "save":
        app.files.save()
    print("turn", turns, flush=True)
clock = QTimer(interval=10)
clock.timeout.connect(edit)
def begin(_):
    if app.runner.state.step and not clock.isActive():
        clock.start()
def prepare():
    app.runner.state_changed.connect(begin)
    app.runner.order(SetSpeed(3))
    app.runner.order(Play())
app.ready.connect(prepare)
application.exec()
"""


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


def never_saved(folder) -> bool:
    """Whether the file still is what it was before the program began."""
    return saved_work.load(folder / "mine.layerlab").project.name == "turn 0"


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="no such signal here")
@pytest.mark.parametrize("turns", [(1,), pytest.param(range(6), marks=(pytest.mark.slow, pytest.mark.sample))],
                         ids=["once", "often"])
@pytest.mark.parametrize("how", ["save", "keep"])
def test_killed_at_any_moment_nothing_is_lost(tmp_path, how, turns):
    """A process that edits, trains and writes all the time is killed at some moment: what it leaves is whole."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    for turn in turns:
        folder = tmp_path / f"{turn}"
        folder.mkdir()
        saved_work.save(folder / "mine.layerlab", saved_work.ProjectFile(replace(example("xor"), name="turn 0")))
        process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(folder), how], cwd=ROOT, env=environment,
                                   stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        wanted = 30 + 17 * turn
        seen = 0
        while (seen < wanted or (how == "save" and never_saved(folder))) and (line := process.stdout.readline()):
            seen = int(line.split()[1])
        process.kill()
        rest, errors = process.communicate(timeout=30)
        assert seen >= wanted, errors
        last = int(([line for line in rest.splitlines() if line] or [f"turn {seen}"])[-1].split()[1])
        saved = int(saved_work.load(folder / "mine.layerlab").project.name.split()[1])
        found = autosave.left_behind(folder / autosave.FOLDER).kept
        kept_turn = int(found.project.name.split()[1]) if found else 0
        if how == "save":
            assert saved > 0
        else:
            assert found is not None
            assert found.path == folder / "mine.layerlab"
            assert saved == 0
        # How much younger the newest edit may be is a matter of the machine's speed.
        assert 0 < max(saved, kept_turn) <= last, "what is found is a state that was there"
        if found:
            autosave.remove(found.file, found.lock)


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
