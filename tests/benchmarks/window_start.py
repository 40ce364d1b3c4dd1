"""How long from the start of the process to the first paint, and to the first training step.

    python tests/benchmarks/window_start.py [--runs 5] [--example spiral] [--cold] [--json]

Each run is a process of its own that opens the real window offscreen with a starter and presses Play as soon as it
may. `--cold` gives every run an empty kernel cache. The bounds with warm files and cache: painted within 0.7 s, first
step within 1.5 s; with an empty cache training begins within 8 s.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median

ROOT = Path(__file__).absolute().parents[2]
CHILD = """
import json, os, sys, time
begin = float(os.environ["LAYERLAB_STARTED"])
from PySide6.QtWidgets import QApplication
from gui.app.app import App
from gui.model.settings import Settings
application = QApplication(["layerlab"])
found = {}
bring_in = App._bring_in
def painted(app):
    # The first to hear of the paint: what comes in after it is not part of its time.
    found["painted"] = time.time() - begin
    found["numba"] = "numba" in sys.modules
    bring_in(app)
App._bring_in = painted
app = App(Settings())
def stated(state):
    if state.phase == "ready":
        found.setdefault("ready", time.time() - begin)
        from core.session.orders import Play
        app.runner.order(Play())
def ticked(ticks):
    found["step"] = time.time() - begin
    print(json.dumps(found), flush=True)
    app.runner.close()
    os._exit(0)
def ready():
    app.runner.state_changed.connect(stated)
    app.runner.ticks.connect(ticked)
    app.open(sys.argv[1])
app.ready.connect(ready)
app.show()
application.exec()
"""


def measured(example: str, cold: bool) -> dict:
    """Seconds to the first paint, to ready and to the first step of one process."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": folder, "PYTHONPATH": str(ROOT)}
        if cold:
            environment |= {"XDG_CACHE_HOME": folder, "LOCALAPPDATA": folder}
        script = f"import os, time; os.environ['LAYERLAB_STARTED'] = str({_now()})\n" + CHILD
        done = subprocess.run([sys.executable, "-c", script, example], env=environment, capture_output=True, text=True,
                              timeout=40, check=False)
    if done.returncode or not done.stdout:
        raise SystemExit(f"The window did not start: {done.stderr.strip().splitlines()[-1:]}")
    return json.loads(done.stdout.splitlines()[-1])


def _now() -> float:
    import time
    return time.time()


def main() -> None:
    """Print the medians over the runs."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--example", default="spiral.json")
    parser.add_argument("--cold", action="store_true")
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    if not chosen.cold:
        measured(chosen.example, False)
    runs = [measured(chosen.example, chosen.cold) for _ in range(chosen.runs)]
    summary = {key: round(median(run[key] for run in runs), 3) for key in ("painted", "ready", "step")}
    summary["numba before the first paint"] = any(run["numba"] for run in runs)
    if chosen.json:
        print(json.dumps({"summary": summary, "runs": runs}))
        return
    print(f"{chosen.example}, {'empty' if chosen.cold else 'warm'} kernel cache, median of {len(runs)}")
    for key, value in summary.items():
        print(f"{key}: {value}")


if __name__ == "__main__":
    main()
