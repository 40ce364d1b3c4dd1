"""What the tests of unsaved work share: a small project, and the question about it answered by the test."""

from contextlib import contextmanager

import pytest
from msgspec.structs import replace
from PySide6.QtWidgets import QApplication, QMessageBox

from core.session.orders import Play
from gui.widgets import dialogs
from tests.gui.runner_parts import a_project
from tests.gui.shell_parts import window

SMALL = replace(a_project(units=3, count=40), name="Small")


@pytest.fixture(name="asked")
def asked_fixture(monkeypatch):
    """Every question about unsaved work, answered as the test says."""
    found = Asked()
    monkeypatch.setattr(dialogs, "keep_work", found.ask)
    return found


class Asked:
    answer = "cancel"

    def __init__(self):
        self.questions = []

    def ask(self, window, name, changes, steps, answer):
        self.questions.append((name, changes, steps))
        answer(self.answer)

    def take(self):
        taken, self.questions = self.questions, []
        return taken


@pytest.fixture(name="shell")
def shell_fixture(qtbot, tmp_path):
    with window(qtbot, tmp_path) as app:
        yield app


@contextmanager
def ready_window(qtbot, folder):
    """A window with the small project, which is ready to train and does nothing."""
    with window(qtbot, folder, SMALL) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase in ("ready", "paused"), timeout=60_000)
        settle(qtbot, app)
        yield app


def settle(qtbot, app):
    qtbot.waitUntil(lambda: app.background.idle and not app.runner._timer.isActive() and not app.runner._later,
                    timeout=60_000)


def open_file(qtbot, app, path):
    app.open(str(path))
    qtbot.waitUntil(lambda: app.document.path == path, timeout=20_000)
    qtbot.waitUntil(lambda: app.runner.state.phase in ("ready", "paused"), timeout=60_000)
    settle(qtbot, app)


def train(qtbot, app, batches=1):
    for _ in range(batches):
        step = app.runner.state.step
        app.runner.order(Play("batch"))
        qtbot.waitUntil(lambda step=step: app.runner.state.step > step and not app.runner.state.running,
                        timeout=20_000)
    settle(qtbot, app)


def save(qtbot, app, path):
    done = []
    app.files._save_to(path, lambda: done.append(True))
    qtbot.waitUntil(lambda: bool(done), timeout=20_000)
    settle(qtbot, app)


def box() -> QMessageBox | None:
    """The message that is open."""
    return next((w for w in QApplication.topLevelWidgets() if isinstance(w, QMessageBox) and w.isVisible()), None)
