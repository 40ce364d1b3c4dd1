"""What the tests of the shell share: a whole window with settings of its own, and how to wait for it."""

from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from core.project.examples import starters
from core.project.spec import Project
from gui.app.app import App
from gui.model.settings import Settings

EXAMPLES = {Path(starter.file).stem: starter for starter in starters()}


def example(name: str) -> Project:
    """A starter project."""
    return Project.load(EXAMPLES[name].path)


@contextmanager
def window(qtbot, folder, project=None, size=(1480, 900)):
    """A window with everything in it, closed again whatever happens."""
    app = App(Settings(Path(folder) / "layerlab.ini"), project)
    app.window.resize(*size)
    app.show()
    try:
        qtbot.waitUntil(lambda: app.runner is not None, timeout=20_000)
        qtbot.waitUntil(lambda: app.background.idle, timeout=20_000)
        yield app
    finally:
        app.files.unsaved.give_up()
        app.window.close()
        app.let_go()
        QTest.qWait(1)


@contextmanager
def active_window(qtbot, folder, project, size=(1480, 900)):
    """A window that is ready to train and has the keyboard."""
    with window(qtbot, folder, project, size) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.window.activateWindow()
        app.window.setFocus()
        yield app


def key(app, which, modifier=Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or app.window, which, modifier)


def drag(widget, start: QPoint, *ends: QPoint) -> None:
    """Press, move and release the left button."""
    QTest.mousePress(widget, Qt.MouseButton.LeftButton, pos=start)
    for end in ends:
        QTest.mouseMove(widget, end)
    QTest.mouseRelease(widget, Qt.MouseButton.LeftButton, pos=ends[-1])
