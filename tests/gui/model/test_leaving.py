"""Leaving in the middle of training: a process of its own, twenty windows, exit code 0, nothing on stderr; and a
closed runner lets go of its memory."""

import gc
import os
import subprocess
import sys
import weakref
from pathlib import Path

import pytest

from core.project.spec import Project
from core.session.orders import Ask, Show
from tests.gui.runner_parts import runner_fixture, wait_fixture  # noqa: F401  (fixtures)

ROOT = Path(__file__).resolve().parents[3]

PROGRAM = """
import threading
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication, QLabel
from core.inspection.needs import PlaneMaps
from core.project.spec import Project
from core.session.orders import Play, SetSpeed, Show
from gui.model.training_client import Runner

application = QApplication([])
project = Project.load("resources/examples/spiral.json")
for turn in range(20):
    window, runner = QLabel("training"), Runner()
    runner.snapshot.connect(lambda shot: window.setText(str(shot.step)))
    runner.set_needs(window, {PlaneMaps()})
    runner.order(SetSpeed(3))
    runner.order(Show(project))
    runner.order(Play())
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
last.order(SetSpeed(3))
last.order(Show(project))
last.order(Play())
QTimer.singleShot(50, application.quit)
application.aboutToQuit.connect(last.close)
application.exec()
print("left")
"""


@pytest.mark.scene
def test_twenty_windows_left_in_the_middle_of_training():
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, "-X", "faulthandler", "-c", PROGRAM], cwd=ROOT, env=environment,
                          capture_output=True, text=True, timeout=180)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "left"
    assert "Error" not in done.stderr
    assert "QThread" not in done.stderr


def test_a_closed_runner_lets_go_of_its_network(qtbot, runner, wait):
    """Data, plans and kept moments are a hundred megabytes, and widgets may live on in cycles."""
    runner.order(Show(Project.load(ROOT / "resources/examples/spiral.json")))
    wait("ready")
    found = []
    runner.order(Ask(lambda trainer: weakref.ref(trainer), found.append))
    qtbot.waitUntil(lambda: bool(found))
    assert found[0]() is not None
    runner.close()
    gc.collect()
    assert found[0]() is None
