"""Play pressed before training can begin: it says so, with how far it is, begins by itself, and can be taken back."""

import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from core.project.spec import Project
from core.session import trainer_factory
from core.session.orders import Pause
from gui.shell.project_files import Files
from tests.gui.person import MousePerson
from tests.gui.shell_parts import EXAMPLES, example, window

TOTAL = 7


class Door:
    """Stands for a machine on which kernels come in one by one: the real trainer is made when it is let through."""

    def __init__(self):
        self.open, self.waits = threading.Event(), False

    def made(self, project, tell, found=None):
        from gui.text.translation import tr
        self.waits = True
        for done in range(TOTAL):
            tell(tr("Preparing kernels… {done} of {total}", done=done, total=TOTAL))
            if self.open.wait(0.05):
                break
        while not self.open.wait(0.02):
            tell(tr("Preparing kernels… {done} of {total}", done=TOTAL - 1, total=TOTAL))
        self.waits = False
        return trainer_factory.trainer_for(project, tell, found)


@pytest.fixture
def door(monkeypatch):
    from gui.model.training_client import Runner
    made = Door()
    monkeypatch.setattr(Runner.__init__, "__defaults__", (made.made, None))
    yield made
    made.open.set()


def long_project():
    project = example("xor")
    return replace(project, training=replace(project.training, epochs=1_000_000))


@pytest.fixture
def mouse(qtbot, tmp_path, door):
    with window(qtbot, tmp_path, long_project()) as app:
        try:
            person = MousePerson(qtbot, app)
            person.wait(lambda: app.runner.state.phase == "preparing" and door.waits)
            yield person
        finally:
            door.open.set()
            person.wait(lambda: app.runner.state.phase not in ("preparing", "empty"))


def pressed(person, how):
    if how == "mouse":
        person.click(person.window.top.play)
    else:
        QTest.keyClick(person.window, Qt.Key.Key_Space)


@pytest.mark.parametrize("how", ["mouse", "key"])
def test_it_says_how_far_it_is_and_begins(mouse, door, how):
    top, status = mouse.window.top, mouse.window.status
    pressed(mouse, how)
    assert mouse.app.runner.state.awaited, "at once, not when the training thread answers"
    assert top.play.text() == "Soon"
    mouse.wait(lambda: f"{TOTAL - 1} of {TOTAL}" in status.word.full)
    assert status.word.full.startswith("Starts in a moment")
    assert top.bubble.isVisible()
    words = top.bubble.text
    assert words.height() >= words.heightForWidth(words.width()), "nothing of it is cut off"
    assert f"{TOTAL - 1} of {TOTAL}" in top.bubble.text.text()
    door.open.set()
    mouse.wait(lambda: mouse.app.runner.state.step > 0)
    assert not top.bubble.isVisible()
    assert not mouse.app.runner.state.awaited
    assert top.play.text() == "Pause"
    mouse.app.runner.order(Pause())
    mouse.wait(lambda: not mouse.app.runner.state.running)


@pytest.mark.few(2)
@pytest.mark.parametrize("presses", [2, 3, 4, 5])
@pytest.mark.parametrize("how", ["mouse", "key"])
def test_the_last_press_counts(mouse, door, how, presses):
    for _ in range(presses):
        pressed(mouse, how)
    begins = presses % 2 == 1
    assert mouse.app.runner.state.awaited == begins
    assert mouse.window.top.bubble.isVisible() == begins
    door.open.set()
    if begins:
        mouse.wait(lambda: mouse.app.runner.state.step > 0)
        mouse.app.runner.order(Pause())
    else:
        mouse.wait(lambda: mouse.app.runner.state.phase == "ready")
        assert mouse.window.top.play.text() == "Play"
    mouse.wait(lambda: not mouse.app.runner.state.running)
    assert begins or mouse.app.runner.state.step == 0


def test_training_that_needs_other_kernels_says_that_it_goes_on(qtbot, tmp_path, door):
    door.open.set()
    with window(qtbot, tmp_path, long_project()) as app:
        person = MousePerson(qtbot, app)
        person.wait(lambda: app.runner.state.phase == "ready")
        pressed(person, "mouse")
        person.wait(lambda: app.runner.state.step > 0)
        door.open.clear()
        app.session.add_layer("Dropout")
        person.wait(lambda: door.waits and app.runner.state.phase == "preparing")
        assert app.runner.state.awaited
        pressed(person, "mouse")
        assert not app.runner.state.awaited
        door.open.set()
        person.wait(lambda: app.runner.state.phase == "paused")


class SlowDisk:
    """Reading a starter takes until `go` is set."""

    def __init__(self, monkeypatch):
        self.go = threading.Event()
        load = Project.load

        def slow(path):
            self.go.wait(20)
            return load(path)
        monkeypatch.setattr(Project, "load", staticmethod(slow))


@pytest.mark.scene
@pytest.mark.parametrize("presses", [1, 2, 3])
@pytest.mark.parametrize("how", ["mouse", "key"])
def test_pressed_while_a_project_is_read_it_is_meant_for_that(qtbot, tmp_path, monkeypatch, presses, how):
    with window(qtbot, tmp_path) as app:
        person, disk = MousePerson(qtbot, app), SlowDisk(monkeypatch)
        app.session.open_starter(EXAMPLES["xor"])
        person.wait(lambda: app.files.reading == "xor.json", 5)
        for _ in range(presses):
            if how == "mouse":
                person.click(app.window.top.play)
            else:
                app.window.commands["play"].trigger()
        said = app.window.status.message.full
        assert said.startswith("Starts in a moment" if presses % 2 else "It will not")
        disk.go.set()
        person.wait(lambda: not app.window.starting)
        if presses % 2:
            person.wait(lambda: app.runner.state.step > 0)
            app.runner.order(Pause())
        else:
            person.wait(lambda: app.runner.state.phase == "ready")
        person.wait(lambda: not app.runner.state.running and app.background.idle)
        assert bool(app.runner.state.step) == bool(presses % 2)


@pytest.mark.scene
def test_what_was_pressed_for_a_file_that_cannot_be_read_starts_nothing_else(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr("gui.widgets.dialogs.say", lambda *_: None)
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with window(qtbot, tmp_path) as app:
        app.session.open_path(broken)
        app.window.commands["play"].trigger()
        qtbot.waitUntil(lambda: not app.files.reading, timeout=20_000)
        assert not app.window.top.play.isEnabled()
        app.session.open_starter(EXAMPLES["xor"])
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        assert app.runner.state.step == 0
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)


def test_a_card_that_is_pressed_twice_opens_once(qtbot, tmp_path, monkeypatch):
    read = []
    monkeypatch.setattr(Files, "_read", lambda self, what, *rest, real=Files._read: (read.append(what),
                                                                                      real(self, what, *rest)))
    with window(qtbot, tmp_path) as app:
        disk = SlowDisk(monkeypatch)
        for _ in range(3):
            app.window.start.cards[1].click()
        disk.go.set()
        qtbot.waitUntil(lambda: not app.window.starting and app.background.idle, timeout=20_000)
        assert read == [app.window.start.cards[1].starter.file]
