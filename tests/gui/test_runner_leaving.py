"""Leaving in the middle of training: a process of its own, twenty windows, exit code 0, nothing on stderr."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]

PROGRAM = """
import threading
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from core.snapshot import PlaneMaps
from core.spec import Project
from gui.runner import Runner

application = QApplication([])
project = Project.load("resources/examples/spiral.json")
for turn in range(20):
    window, runner = QLabel("training"), Runner()
    runner.snapshot.connect(lambda shot: window.setText(str(shot.step)))
    runner.set_needs(window, {PlaneMaps()})
    runner.set_speed(3)
    runner.show(project)
    runner.play()
    window.show()
    loop = QEventLoop()
    # The first turn loads the kernels; later ones leave at all sorts of moments.
    if turn == 0:
        runner.state_changed.connect(lambda state: state.step and loop.quit())
        QTimer.singleShot(60_000, loop.quit)
    else:
        QTimer.singleShot(7 * turn, loop.quit)
    loop.exec()
    assert turn or runner.state.step, runner.state
    runner.close()
    window.close()
    assert not [thread for thread in threading.enumerate() if thread.name == "training"]
last = Runner()
last.set_speed(3)
last.show(project)
last.play()
QTimer.singleShot(50, application.quit)
application.aboutToQuit.connect(last.close)
application.exec()
print("left")
"""


def test_twenty_windows_left_in_the_middle_of_training():
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", PROGRAM], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "left"
    assert "Error" not in done.stderr
    assert "QThread" not in done.stderr
