"""Screenshots of the running window, for the README and for looking at every view: really trained, then grabbed."""

import os
import tempfile
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QElapsedTimer, QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from core.command_line.train import name_outside
from core.importing import proposal
from core.project.examples import starters
from core.project.presets import presets
from core.session.orders import Pause, Play, SetSpeed
from core.text.errors import LayerlabError
from core.training import saved_work
from gui.app.app import App
from gui.drawing import png
from gui.model.settings import Settings

LONGEST_MS = 300_000


def take(target: str | Path, project: str = "", theme: str = "dark", size: tuple[int, int] = (1480, 900),
         epochs: float = 0.0, select: str = "", seed: int | None = None,
         text: float = 1.0) -> Path:
    """Open the window on `project` (a file, or a starter's file name without its ending; "" for the start page),
    train it for so many epochs, and write what the window shows to `target`. Raises LayerlabError.
    """
    application = QApplication.instance() or QApplication(["layerlab"])
    application.setQuitOnLastWindowClosed(False)
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "layerlab.ini")
        settings.theme, settings.text_scale = theme, text
        app = App(settings)
        app.window.resize(*size)
        app.show()
        try:
            _show(app, project, epochs, select, seed)
            _settle(app)
            png.write(app.window.grab(), Path(target))
        finally:
            app.files.unsaved.give_up()
            app.window.close()
    return Path(target)


def _show(app, project, epochs, select, seed):
    faults = []
    _wait(lambda: app.runner is not None)
    app.runner.failed.connect(faults.append)
    if not project:
        _wait(lambda: app.background.idle)
        return
    # Who takes a picture is asked nothing, but told.
    if os.path.isfile(project) and proposal.kind_of(project) == "project":
        document = saved_work.load(project)
        name_outside(document)
        app.settings.trust(document.outside)
    app.open(next((one.file for one in (*starters(), *presets()) if Path(one.file).stem == project), project))
    _wait(lambda: not app.window.starting)
    _wait(lambda: app.runner.state.phase in ("ready", "stopped") or faults)
    if seed is not None:
        app.document.edit_training(replace(app.document.project.training, seed=seed), "")
        _wait(lambda: app.runner.state.seed == seed or faults)
    if epochs and not faults:
        app.runner.order(SetSpeed(3))
        app.runner.order(Play())
        _wait(lambda: app.runner.state.epoch >= epochs or faults or app.runner.state.phase == "stopped")
        app.runner.order(Pause())
        _wait(lambda: not app.runner.state.running)
    if select:
        app.selection.select(select)
    if faults:
        raise LayerlabError(faults[0])


def _settle(app):
    """Let thumbnails and the last snapshot come in."""
    clock = QElapsedTimer()
    clock.start()
    while clock.elapsed() < 900 or not app.background.idle:
        _breathe()


def _breathe():
    """Let the window live for a moment without taking the processor from training."""
    loop = QEventLoop()
    QTimer.singleShot(15, loop.quit)
    loop.exec()


def _wait(done):
    clock = QElapsedTimer()
    clock.start()
    while not done():
        _breathe()
        if clock.elapsed() > LONGEST_MS:
            raise LayerlabError("The window did not get ready within five minutes.")
