"""Between opening a project and its first kernel nothing of the old one shows: the window looks as if there had never
been another one."""

import threading

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.declare.registry import DATASETS
from core.project.presets import presets
from core.session.orders import Ask
from core.training import saved_work
from tests.gui.runner_parts import train
from tests.gui.shell_parts import EXAMPLES, example, window

LONGEST = 60


@pytest.fixture
def shell(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


class Held:
    """The training thread does nothing meanwhile: what is seen now is seen before the first kernel."""

    def __init__(self, qtbot, app):
        self.qtbot, self.app, self.gate, self.there = qtbot, app, threading.Event(), threading.Event()

    def __enter__(self):
        self.app.runner.order(Ask(self._wait, lambda _: None))
        self.qtbot.waitUntil(self.there.is_set, timeout=20_000)
        return self

    def _wait(self, _):
        self.there.set()
        self.gate.wait(LONGEST)

    def __exit__(self, *_):
        self.gate.set()


def settle(qtbot, app):
    qtbot.waitUntil(lambda: app.background.idle and not app.runner._timer.isActive() and not app.runner._later,
                    timeout=60_000)


def doors(folder):
    file = folder / "b.layerlab"
    saved_work.save(file, saved_work.ProjectFile(example("xor")))
    return {"starter": lambda app: app.session.open_starter(EXAMPLES["xor"]),
            "file": lambda app: app.session.open_path(file),
            "preset": lambda app: app.session.open_starter(presets()[0]),
            "nothing": lambda app: app.session.open_nothing(),
            "start page": lambda app: app.window.commands["start"].trigger()}


def open_a(qtbot, app):
    app.session.open_starter(EXAMPLES["iris"])
    qtbot.waitUntil(lambda: app.document.project.name == example("iris").name, timeout=20_000)
    qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
    settle(qtbot, app)


def seen(qtbot, app, door, each_turn=lambda: None):
    """The window some turns after the door was taken, before a kernel ran."""
    before = app.document.project
    app.window.setFocus()
    door(app)
    qtbot.waitUntil(lambda: app.document.project is not before, timeout=20_000)
    for _ in range(40):
        each_turn()
        QTest.qWait(5)
    qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)
    app.window.status.say("")
    QTest.qWait(400)
    each_turn()
    return app.window.grab().toImage()


@pytest.mark.scene
@pytest.mark.parametrize("name", ["starter", "file", "preset", "nothing", "start page"])
def test_nothing_of_the_last_project_shows_under_the_name_of_the_next(qtbot, tmp_path, shell, name):
    door = doors(tmp_path)[name]
    open_a(qtbot, shell)
    with Held(qtbot, shell):
        fresh = seen(qtbot, shell, door)
    settle(qtbot, shell)
    open_a(qtbot, shell)
    train(qtbot, shell)
    train(qtbot, shell)
    assert shell.window.timeline.isVisible()
    shell.files.unsaved.give_up()

    def blank():
        state, top = shell.runner.state, shell.window.top
        assert (state.step, state.epoch, state.findings, state.trained) == (0, 0.0, (), 0)
        assert top.epoch.number.text().startswith("0")
        assert not shell.runner.history.curves
        assert not shell.runner.track.moments
        assert not shell.runner.latest.values
        assert not shell.window.timeline.isVisible()
    with Held(qtbot, shell):
        shown = seen(qtbot, shell, door, blank)
        if shown != fresh:
            places = [(x, y) for x in range(0, shown.width(), 4) for y in range(0, shown.height(), 4)
                      if shown.pixel(x, y) != fresh.pixel(x, y)]
            fresh.save(str(tmp_path / "fresh.png"))
            shown.save(str(tmp_path / "shown.png"))
            assert not places, f"{len(places)} places differ, {places[:5]} … {places[-5:]} in {tmp_path}"
    settle(qtbot, shell)


@pytest.mark.scene
def test_an_answer_to_the_old_project_still_comes_but_nothing_else_of_it(qtbot, shell):
    open_a(qtbot, shell)
    shell.window.top.speed.choose(3)
    QTest.keyClick(shell.window, Qt.Key.Key_Space)
    qtbot.waitUntil(lambda: shell.runner.state.step > 0, timeout=20_000)
    answers, states = [], []
    shell.files.unsaved.give_up()
    shell.runner.order(Ask(lambda trainer: trainer.steps, answers.append))
    shell.runner.state_changed.connect(states.append)
    shell.session.open_nothing()
    qtbot.waitUntil(lambda: bool(answers), timeout=20_000)
    qtbot.waitUntil(lambda: shell.runner.state.phase == "empty", timeout=60_000)
    QApplication.processEvents()
    assert answers[0] > 0
    assert not any(state.step for state in states)


def by_edit(app, kind):
    """Other data within the project."""
    app.document.edit_data(replace(app.document.project.data, dataset=DATASETS[kind]()), "Data")


@pytest.mark.scene
@pytest.mark.parametrize("back", [False, True])
def test_other_data_within_a_project_begin_with_nothing_to_see(qtbot, shell, back):
    """Chosen by hand or brought back by undo: the window looks as it does where the project was opened so."""
    app = shell
    app.session.open_starter(EXAMPLES["xor"])
    qtbot.waitUntil(lambda: app.runner.state.phase == "ready" and bool(app.document.project.network.nodes),
                    timeout=60_000)
    if back:
        by_edit(app, "Circles")
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
    settle(qtbot, app)
    train(qtbot, app)
    train(qtbot, app)
    assert app.runner.latest.values
    assert app.window.timeline.isVisible()
    trained, old = app.runner.state.trained, set(map(id, app.runner.latest.values.values()))
    with Held(qtbot, app):
        if back:
            app.document.undo_stack.undo()
        else:
            by_edit(app, "Circles")
        for _ in range(40):
            QTest.qWait(5)
            assert not old & set(map(id, app.runner.latest.values.values()))
            assert (app.runner.state.step, app.runner.state.epoch, app.runner.state.findings) == (0, 0.0, ())
            assert app.runner.state.trained == trained
            assert not app.runner.history.curves
            assert not app.runner.track.moments
        assert not app.window.network.stage.scene.moment.points
        assert not app.window.network.stage.scene.moment._values
        for panel in app.window.views.panels.values():
            assert panel.table() == [], panel
    qtbot.waitUntil(lambda: app.runner.state.phase in ("ready", "paused"), timeout=60_000)
    settle(qtbot, app)
    qtbot.waitUntil(lambda: app.runner.fed, timeout=20_000)
    assert app.runner.latest.values
    assert app.window.network.stage.scene.moment.points


def test_a_change_within_one_data_set_shows_the_old_until_the_new_has_come(qtbot, shell):
    """A slider that is dragged would make the window flicker."""
    shell.session.open_starter(EXAMPLES["xor"])
    qtbot.waitUntil(lambda: shell.runner.state.phase == "ready" and shell.runner.fed, timeout=60_000)
    data = shell.document.project.data
    with Held(qtbot, shell):
        shell.document.edit_data(replace(data, dataset=replace(data.dataset, noise=0.2)), "Noise")
        QTest.qWait(50)
        assert shell.runner.latest.values
