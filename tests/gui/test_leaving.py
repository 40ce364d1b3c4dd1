"""The end of the program: nothing is said on the way out."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
EDITED_AND_LEFT = '''
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from gui import app

class Leaving(app.App):
    def show(self):
        super().show()
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
        QTimer.singleShot(100, app.QApplication.quit)

app.App = Leaving
raise SystemExit(app.run("iris.json", ["layerlab"]))
'''


def test_an_edited_project_leaves_no_traceback_behind(tmp_path):
    folders = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME")}
    done = subprocess.run([sys.executable, "-c", EDITED_AND_LEFT], cwd=ROOT, capture_output=True, text=True,
                          timeout=120, env=os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"}, check=False)
    assert "able to undo True" in done.stdout
    assert "Traceback" not in done.stderr
    assert done.returncode == 0
