"""How long from the start of the process to the first paint, and to the first training step.

    python tests/benchmarks/window_start.py [--runs 5] [--example spiral] [--cold] [--json]

Each run is a process of its own that opens the real window offscreen with a starter and presses Play as soon as it
may; between two of them a bare window of PySide6 is opened. What counts are the ratios to that one, by the clock and
in processor time: painted within 2 ×, ready within 6 ×, first step within 8 ×. The ground of the window, which
`main.py` shows first, is a run of its own. `--cold` gives every run an empty kernel cache.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

ROOT = Path(__file__).absolute().parents[2]
CLOCK = """
import json, os, sys, time
begin = float(os.environ["LAYERLAB_STARTED"])
found = {}
def note(name):
    found.setdefault(name, (time.time() - begin, time.process_time()))
def say():
    print(json.dumps(found), flush=True)
    os._exit(0)
"""
BARE = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget
class Window(QWidget):
    def paintEvent(self, event):
        note("painted")
        QTimer.singleShot(0, say)
application = QApplication(["bare"])
window = Window()
window.resize(1480, 900)
window.show()
application.exec()
"""
GROUND = """
import main
from gui.app import opening
made = opening.Opening.__init__
def make(window, settings):
    made(window, settings)
    window.painted.connect(lambda: (note("painted"), say()))
opening.Opening.__init__ = make
main.main([])
"""
CHILD = """
from PySide6.QtWidgets import QApplication
from gui.app.app import App
from gui.model.settings import Settings
application = QApplication(["layerlab"])
bring_in = App._bring_in
def painted(app):
    # The first to hear of the paint: what comes in after it is not part of its time.
    note("painted")
    found["numba"] = "numba" in sys.modules
    bring_in(app)
App._bring_in = painted
app = App(Settings())
def stated(state):
    if state.phase == "ready":
        note("ready")
        from core.session.orders import Play
        app.runner.order(Play())
def ticked(ticks):
    note("step")
    say()
def ready():
    note("views")
    app.runner.state_changed.connect(stated)
    app.runner.ticks.connect(ticked)
    app.open(sys.argv[1])
app.ready.connect(ready)
app.show()
application.exec()
"""
STAGES = ("painted", "views", "ready", "step")


def measured(program: str, example: str, cold: bool) -> dict:
    """Seconds by the clock and of the processor to the first paint, to ready and to the first step of one process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder, "PYTHONPATH": str(ROOT)}
        if cold:
            environment |= {"XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder}
        environment["LAYERLAB_STARTED"] = str(time.time())
        done = subprocess.run([sys.executable, "-c", CLOCK + program, example], env=environment, capture_output=True,
                              text=True, timeout=40, check=False)
    if done.returncode or not done.stdout:
        raise SystemExit(f"The window did not start: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    """Print the medians over the runs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--example", default="spiral.json")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    programs = {"bare": BARE, "ground": GROUND, "window": CHILD}
    runs: dict[str, list[dict]] = {name: [] for name in programs}
    for number in range(chosen.runs + 1):
        for name, program in programs.items():
            run = measured(program, chosen.example, chosen.cold)
            if number:  # the first of all brings files into memory
                runs[name].append(run)
    found = {f"{name} {stage}": [median(run[stage][which] for run in taken) for which in (0, 1)]
             for name, taken in runs.items() for stage in STAGES if stage in taken[0]}
    numba = any(run["numba"] for run in runs["window"])
    if chosen.json:
        print(json.dumps({"summary": found, "numba before the first paint": numba, "runs": runs}))
        return
    print(f"{chosen.example}, {'empty' if chosen.cold else 'warm'} kernel cache, median of {chosen.runs}")
    bare = found["bare painted"]
    for name, (clock, work) in found.items():
        print(f"{name:16} {clock:6.2f} s {clock / bare[0]:5.1f} ×   CPU {work:6.2f} s {work / bare[1]:5.1f} ×")
    print(f"Numba before the first paint: {numba}")


if __name__ == "__main__":
    main()
