"""A program that is killed while it edits, trains and writes leaves whole files, with nothing older than was there."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace

from core.training import saved_work
from gui.app import autosave
from tests.gui.shell_parts import example

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import os
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
    say("turn", turns)
keep = app.rescue.berth.keep

def say(word, turn):  # in one piece, from two threads
    os.write(1, f"{word} {turn}\\n".encode())
def told(project, *given):
    say("begin", project.name.split()[1])
    keep(project, *given)
    say("kept", project.name.split()[1])
app.rescue.berth.keep = told
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


def never_saved(folder) -> bool:
    """Whether the file still is what it was before the program began."""
    return saved_work.load(folder / "mine.layerlab").project.name == "turn 0"


def turns_of(lines, word, least=0) -> list[int]:
    """The numbers of the lines that begin with a word."""
    return [number for number in (int(line.split()[1]) for line in lines if line.startswith(word)) if number >= least]


def enough(lines, how, folder) -> bool:
    """Something has been saved; or kept so often that one had to wait for another, were they not done one by one."""
    return not never_saved(folder) if how == "save" else len(turns_of(lines, "kept")) >= 6


def stale(lines) -> list[str]:
    """What was begun to be written though it was out of date when the writing before it had ended."""
    newest, before, found = 0, 0, []
    for line in lines:
        word, number = line.split()
        if word == "turn":
            newest = int(number)
        elif word == "kept":
            before = newest
        elif int(number) < before:
            found.append(f"{line.strip()}, but turn {before} was there")
    return found


@pytest.mark.scene
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
        lines = []
        while not (turns_of(lines, "turn", wanted) and enough(lines, how, folder)) \
                and (line := process.stdout.readline()):
            lines.append(line)
        process.kill()
        rest, errors = process.communicate(timeout=30)
        lines += [line for line in rest.splitlines(keepends=True) if line.endswith("\n")]
        assert turns_of(lines, "turn", wanted), errors
        last = turns_of(lines, "turn")[-1]
        saved = int(saved_work.load(folder / "mine.layerlab").project.name.split()[1])
        found = autosave.left_behind(folder / autosave.FOLDER).kept
        kept_turn = int(found.project.name.split()[1]) if found else 0
        if how == "save":
            assert saved > 0
        else:
            assert found is not None
            assert found.path == folder / "mine.layerlab"
            assert saved == 0
        assert 0 < max(saved, kept_turn) <= last, "what is found is a state that was there"
        # How many edits fit into one writing is a matter of the machine's speed. That none waits for others is not.
        assert stale(lines) == []
        if how == "keep":
            assert kept_turn >= turns_of(lines, "kept")[-1]
        if found:
            autosave.remove(found.file, found.lock)
