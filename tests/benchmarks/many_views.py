"""What many open views cost: eight docked and four floating ones on the digits CNN at 1920×1080, beside the usual views
and beside none, in one process and in turn.

    python -m tests.benchmarks.many_views [--rounds 2] [--seconds 6]

Prints for each the work of the window's thread per redraw, redraws a second, the longest slices of that thread (CPU
time), and the share of the training thread's CPU time in which it trains.
"""

import argparse
import os
import sys
from time import perf_counter, thread_time

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from core.session.orders import Play, SetSpeed
from tests.benchmarks.gui_lateness import opened, wait

DOCKED = ("CurvesPanel", "WeightsPanel", "ConfusionPanel", "FeatureMapsPanel", "ScoresPanel", "PerClassPanel",
          "StepsPanel", "RoundingPanel")
FLOATING = ("HardestPanel", "SpreadsPanel", "WhyPanel", "RocPanel")


class Watched(QApplication):
    """An application that knows how long each event took its thread."""

    def __init__(self, *given):
        super().__init__(*given)
        self.slices: list[float] = []
        self.deep = 0

    def notify(self, receiver: QObject, event) -> bool:
        if self.deep:
            return super().notify(receiver, event)
        self.deep, begin = 1, thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self.deep = 0
            self.slices.append(thread_time() - begin)


class Shares:
    """The training thread's CPU time, and the part of it in which it trained."""

    def __init__(self):
        from core.session.stepping import RunStepper
        from core.session.worker import Worker
        self.trained = self.whole = 0.0
        self._last: float | None = None
        step, look = RunStepper.step, Worker._look

        def timed(stepper, *given):
            begin = thread_time()
            try:
                return step(stepper, *given)
            finally:
                self.trained += thread_time() - begin

        def looked(worker):
            now = thread_time()
            self.whole += now - (now if self._last is None else self._last)
            self._last = now
            return look(worker)

        RunStepper.step, Worker._look = timed, looked

    def forget(self) -> None:
        """Count from now."""
        self.trained = self.whole = 0.0


def open_views(app, docked: tuple[str, ...], floating: tuple[str, ...]) -> None:
    """Exactly these views, the docked ones each in a card of its own."""
    from gui.views.arrange import PANELS
    from gui.views.column import RightColumn
    column = app.window.findChild(RightColumn)
    desk = column.desk
    desk.forget()
    by_name = {kind.__name__: kind for kind in PANELS}
    for kind in [kind for kind in tuple(column.panels) if kind.__name__ not in docked + floating]:
        desk.do("close", kind)
    for name in docked + floating:
        if by_name[name] not in column.panels:
            desk.take(by_name[name])
    for name in floating:
        if by_name[name] not in desk.chosen.floating:
            desk.do("float", by_name[name])
    if docked:
        kinds = [by_name[name] for name in docked]
        half = (len(kinds) + 1) // 2
        desk.chosen.lay_out(desk.key, [[[[kind]] for kind in part] for part in (kinds[:half], kinds[half:])])
        column.arrange_again()


def looked_at(app, shares: Shares, seconds: float) -> dict:
    """One stretch of training."""
    from gui.views.column import RightColumn
    redraws: list[float] = []
    app.runner.snapshot.connect(lambda _: redraws.append(perf_counter()))
    wait(6.0)  # what was opened is computed for the first time
    redraws.clear()
    QApplication.instance().slices.clear()
    shares.forget()
    begin, window = perf_counter(), thread_time()
    wait(seconds)
    took, window = perf_counter() - begin, thread_time() - window
    slices = np.array(QApplication.instance().slices) * 1e3
    return {"ms": window * 1e3 / max(len(redraws), 1), "a_second": len(redraws) / took, "longest": float(slices.max()),
            "p999": float(np.percentile(slices, 99.9)), "over": int((slices > 16).sum()),
            "trains": shares.trained / max(shares.whole, 1e-9),
            "seen": sum(panel.isVisible() for panel in app.window.findChild(RightColumn).panels.values())}


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--picture", default="", help="save what the window shows with all views")
    chosen = parser.parse_args()
    from gui.shell.main_window import DOUBLE
    application, shares = Watched(sys.argv[:1]), Shares()
    app = opened("digits-cnn")
    app.window.resize(1920, 1080)
    app.window.views_width = DOUBLE
    app.window._set_views_width(app.window._usual_width())
    app.document.edit_training(replace(app.document.project.training, epochs=100_000), "Train long")
    app.runner.order(SetSpeed(3))
    app.runner.order(Play())
    wait(60, lambda: app.runner.state.step > 0)
    ways = {"many": (DOCKED, FLOATING), "usual": (DOCKED[:4], ()), "none": ((), ())}
    found: dict[str, list[dict]] = {name: [] for name in ways}
    for _ in range(chosen.rounds):
        for name, (docked, floating) in ways.items():
            open_views(app, docked, floating)
            found[name].append(looked_at(app, shares, chosen.seconds))
            print(name, {key: round(value, 2) for key, value in found[name][-1].items()}, flush=True)
            if name == "many" and chosen.picture:
                app.window.grab().save(chosen.picture)
    middle = {name: {key: float(np.median([one[key] for one in every])) for key in every[0]}
              for name, every in found.items()}
    print(f"work per redraw {middle['many']['ms'] / middle['usual']['ms']:.2f} times that of the usual views; "
          f"training keeps {middle['many']['trains'] / middle['none']['trains']:.0%} of its speed")
    sys.stdout.flush()
    app.runner.close()
    application.processEvents()
    os._exit(0)


if __name__ == "__main__":
    sys.exit(main())
