"""The end of a window: nothing is said on the way out, and nothing of it stays."""

import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent

from tests.gui.runner_parts import train
from tests.gui.shell_parts import example, window

ROOT = Path(__file__).parents[3]
EDITED_AND_LEFT = '''
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from gui.app import app, opening

class Leaving(app.App):
    def show(self, *screen):
        super().show(*screen)
        self.document.changed.connect(lambda _: QTimer.singleShot(0, self.edit))
        self.edited = False

    def edit(self):
        if self.edited or not self.document.project.network.nodes:
            return
        self.edited = True
        training = self.document.project.training
        self.document.edit_training(replace(training, epochs=training.epochs + 1), "Train longer")
        print("able to undo", self.document.undo_stack.canUndo(), flush=True)
        self.document.undo_stack.undo()  # so that nobody asks whether to keep it
        QTimer.singleShot(100, opening.QApplication.quit)

app.App = Leaving
raise SystemExit(opening.run("iris.json", ["layerlab"]))
'''


@pytest.mark.scene
def test_an_edited_project_leaves_no_traceback_behind(tmp_path):
    folders = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    done = subprocess.run([sys.executable, "-c", EDITED_AND_LEFT], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, env=os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"}, check=False)
    assert "able to undo True" in done.stdout
    assert "Traceback" not in done.stderr
    assert done.returncode == 0


@pytest.mark.scene
def test_a_closed_window_gives_back_its_memory(qtbot, tmp_path):
    """Widgets tied by signals are a cycle that no collector sees; a window has tens of megabytes."""
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        qtbot.waitUntil(lambda runner=app.runner: runner.state.phase == "ready", timeout=60_000)
        train(qtbot, app)
        app.window.network.explain("conv2d1")
        app.window.commands["larger"].trigger()
        parts = app, app.window, app.document, app.runner, app.session, app.window.network, app.window.views
        kept = [weakref.ref(part) for part in parts]
        del parts
    del app
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert [one() for one in kept] == [None] * len(kept)
