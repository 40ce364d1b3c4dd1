"""The first thing that is seen: a window that paints before the program is loaded, and goes when that is there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
FIRST = """
import sys
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from gui.app import opening

def seen():
    return [type(one).__name__ for one in QApplication.topLevelWidgets() if one.isVisible()]

def painted(*_):
    print(sorted({name.partition(".")[0] for name in sys.modules} & {"numpy", "numba", "pyqtgraph", "msgspec"}))
    print("gui.app.app" in sys.modules, seen())
    QTimer.singleShot(0, look)

def look():
    shown = seen()
    if "MainWindow" not in shown or "Opening" in shown:
        QTimer.singleShot(20, look)
        return
    main = next(one for one in QApplication.topLevelWidgets() if type(one).__name__ == "MainWindow")
    print(main.geometry() == place[0], shown)
    main.close()

made, place = opening.Opening.__init__, []

def make(self, settings):
    made(self, settings)
    self.painted.connect(painted)
    self.painted.connect(lambda: place.append(self.geometry()))
opening.Opening.__init__ = make
import main
raise SystemExit(main.main([]))
"""
FAILS = """
import sys
sys.modules["gui.app.app"] = None
from gui.app import opening
try:
    opening.run("", ["layerlab"])
except ImportError:
    print("told")
"""


def run(script, tmp_path):
    folders = {name: str(tmp_path) for name in ("XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME")}
    return subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, timeout=240,
                          env=os.environ | folders | {"QT_QPA_PLATFORM": "offscreen"}, check=False)


@pytest.mark.scene
def test_the_ground_is_painted_with_nothing_but_qt_and_gives_way_to_the_window(tmp_path):
    done = run(FIRST, tmp_path)
    assert done.stdout.splitlines() == ["[]", "False ['Opening']", "True ['MainWindow']"], done.stdout + done.stderr
    assert done.returncode == 0


def test_a_program_that_cannot_be_loaded_says_so_and_leaves(tmp_path):
    done = run(FAILS, tmp_path)
    assert done.stdout.strip() == "told", done.stdout + done.stderr
