"""How late the window's event loop is while a network trains with every view open.

    python tests/benchmarks/gui_lateness.py [--seconds 10] [--example digits-cnn] [--interval 5] [--json]

A precise timer of a few milliseconds runs in the window's thread; its lateness is how much later than due it
fires. The bounds: 99 % of it at most 16 ms late, at least 25 redraws a second.
"""

import argparse
import json
import os
import sys
import tempfile
from pathlib import Path
from time import perf_counter, thread_time

from core.session.orders import Play, SetSpeed

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# In the place of this folder, whose modules must not stand in for those of Python (`profile`).
sys.path[0] = str(Path(__file__).absolute().parents[2])

import numpy as np
from PySide6.QtCore import QElapsedTimer, QEventLoop, Qt, QTimer
from PySide6.QtWidgets import QApplication

WIDTH, HEIGHT = 1480, 900
LATE_BOUND, FRAMES_BOUND = 16.0, 25.0


class Lateness:
    """Milliseconds between when a timer was due and when it fired."""

    def __init__(self, interval: int):
        self.interval, self.late = interval, []
        self._clock = QElapsedTimer()
        self._timer = QTimer(interval=interval, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._fire)

    def start(self) -> None:
        """Begin to measure."""
        self.late.clear()
        self._clock.start()
        self._timer.start()

    def stop(self) -> np.ndarray:
        """Every lateness so far, in milliseconds."""
        self._timer.stop()
        return np.array(self.late)

    def _fire(self):
        self.late.append(max(0.0, self._clock.nsecsElapsed() / 1e6 - self.interval))
        self._clock.start()


def wait(seconds: float = 3600.0, until=lambda: False) -> bool:
    """Let the window live for some seconds, or until something has come about."""
    loop, end = QEventLoop(), perf_counter() + seconds
    poll = QTimer(interval=20)
    poll.timeout.connect(lambda: (until() or perf_counter() > end) and loop.quit())
    poll.start()
    loop.exec()
    return until()


def opened(example: str):
    """The real window with a starter project, trained kernels loaded."""
    from gui.app.app import App
    from gui.app.garbage_collector import Collector
    from gui.model.settings import Settings
    folder = tempfile.mkdtemp()
    collector = Collector()  # as in the program: garbage is collected where the window has nothing else to do
    app = App(Settings(Path(folder) / "settings.json"))
    collector.setParent(app)
    app.document.opened.connect(collector.expect)
    app.window.resize(WIDTH, HEIGHT)
    app.window.show()
    ready = []
    app.ready.connect(lambda: ready.append(True))
    if not wait(30, lambda: bool(ready)):
        raise SystemExit("The window did not come up within 30 s.")
    app.runner.state_changed.connect(collector.follow)
    app.open(f"{example}.json")
    wait(120, lambda: app.runner.state.phase in ("ready", "stopped"))
    if app.runner.state.phase != "ready":
        raise SystemExit(f"Training cannot begin: {app.runner.state.sentence or 'kernels are not ready'}")
    return app


def measure(app, seconds: float, interval: int) -> dict:
    """Train without end and watch."""
    from msgspec.structs import replace
    training = replace(app.document.project.training, epochs=100_000)
    app.document.edit_training(training, "Train long")
    frames, samples = [], []
    app.runner.snapshot.connect(lambda _: frames.append(perf_counter()))
    app.runner.order(SetSpeed(3))
    app.runner.order(Play())
    wait(30, lambda: app.runner.state.step > 0)
    # Caches of pictures and fonts fill in the first moments.
    wait(2.0)
    frames.clear()
    lateness = Lateness(interval)
    app.runner.state_changed.connect(lambda state: samples.append(state.rate) if state.rate else None)
    begin, worked = perf_counter(), thread_time()
    lateness.start()
    wait(seconds)
    late, took, worked = lateness.stop(), perf_counter() - begin, thread_time() - worked
    p50, p95, p99 = (float(np.percentile(late, share)) for share in (50, 95, 99))
    return {
        "seconds": round(took, 2), "timer_ms": interval, "fired": len(late),
        "late_ms": {"p50": round(p50, 2), "p95": round(p95, 2), "p99": round(p99, 2),
                    "most": round(float(late.max()), 2)},
        "redraws_per_second": round(len(frames) / took, 1),
        "window_cpu_ms_per_redraw": round(worked * 1e3 / max(len(frames), 1), 2),
        "samples_per_second": round(float(np.mean(samples))) if samples else 0,
        "width": app.window.width(), "height": app.window.height(),
        "passed": p99 <= LATE_BOUND and len(frames) / took >= FRAMES_BOUND,
    }


def main() -> int:
    """Run from the command line; exit code 1 where a bound is missed."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--example", default="digits-cnn", help="name of a starter project")
    parser.add_argument("--interval", type=int, default=5, help="milliseconds of the timer")
    parser.add_argument("--json", action="store_true", help="one JSON object and nothing else")
    parser.add_argument("--threads", type=int, default=0, help="threads that train; usually all but one")
    parser.add_argument("--picture", default="", help="save what the window shows at the end")
    options = parser.parse_args()
    if options.threads:
        os.environ["LAYERLAB_THREADS"] = str(options.threads)
    application = QApplication(sys.argv[:1])
    app = opened(options.example)
    found = {"example": options.example} | measure(app, options.seconds, options.interval)
    if options.picture:
        app.window.grab().save(options.picture)
    app.runner.close()
    app.background.close()
    app.window.hide()
    application.processEvents()
    if options.json:
        print(json.dumps(found))
    else:
        late = found["late_ms"]
        print(f"{options.example} at {found['width']}×{found['height']}, {found['seconds']} s")
        print(f"timer of {options.interval} ms late by  p50 {late['p50']}  p95 {late['p95']}  p99 {late['p99']}  "
              f"most {late['most']} ms  (bound: p99 {LATE_BOUND:g})")
        print(f"redraws a second  {found['redraws_per_second']}  (bound: {FRAMES_BOUND:g})")
        print(f"work of the window's thread for each  {found['window_cpu_ms_per_redraw']} ms")
        print(f"samples a second  {found['samples_per_second']:,}")
    return 0 if found["passed"] else 1


if __name__ == "__main__":
    sys.exit(main())
