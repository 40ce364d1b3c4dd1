"""What a redraw costs the window's thread, in CPU time, with every view in sight; beside another checkout where one is
named, both in turn, so that a busy machine disturbs them alike.

    python -m tests.benchmarks.redraw [digits-cnn spiral resnet 61] [--against FOLDER] [--rounds 3] [--seconds 6]

A number stands for a network of so many blocks. Prints milliseconds of each redraw and the median of the ratios.
`--window` is the child that measures one.
"""

import argparse
import json
import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).absolute().parents[2]
SCENES = ("digits-cnn", "spiral", "resnet", "61")
WIDTH, HEIGHT = 1480, 900


def measured(checkout: Path, scene: str, seconds: float) -> dict:
    """One window in a process of its own that takes its modules from a checkout."""
    environment = os.environ | {"PYTHONPATH": str(checkout), "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run([sys.executable, str(Path(__file__).absolute()), "--window", scene, "--seconds",
                           str(seconds)], env=environment, cwd=checkout, capture_output=True, text=True, timeout=300,
                          check=False)
    if done.returncode or not done.stdout.strip():
        raise SystemExit(f"{scene} in {checkout} failed: {done.stderr.strip()[-800:]}")
    return json.loads(done.stdout.splitlines()[-1])


def watched(scene: str, seconds: float) -> dict:
    """Train without end in the real window and count what its thread does."""
    sys.path[0] = os.getcwd()
    from time import perf_counter, thread_time

    from msgspec.structs import replace
    from PySide6.QtWidgets import QApplication

    from core.session.orders import Play, SetSpeed, Show
    from tests.benchmarks.canvas_large import large
    from tests.benchmarks.gui_lateness import opened, wait
    application = QApplication(sys.argv[:1])
    app = opened("digits-cnn" if scene.isdigit() else scene)
    if scene.isdigit():
        app.document.open(large(int(scene)))
        app.runner.forget()
        app.runner.order(Show(app.document.project))
        if not wait(180, lambda: app.runner.state.phase == "ready" and not app.runner.state.sentence):
            raise SystemExit("Training cannot begin.")
    training = replace(app.document.project.training, epochs=100_000)
    app.document.edit_training(training, "Train long")
    redraws: list[float] = []
    app.runner.snapshot.connect(lambda _: redraws.append(perf_counter()))
    app.runner.order(SetSpeed(3))
    app.runner.order(Play())
    wait(60, lambda: app.runner.state.step > 0)
    wait(2.0)  # caches of pictures and fonts fill in the first moments
    redraws.clear()
    begin, worked = perf_counter(), thread_time()
    wait(seconds)
    worked, took = thread_time() - worked, perf_counter() - begin
    print(json.dumps({"ms": worked * 1e3 / max(len(redraws), 1), "a_second": len(redraws) / took}))
    sys.stdout.flush()
    app.runner.close()
    application.processEvents()
    os._exit(0)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("scenes", nargs="*", default=SCENES)
    parser.add_argument("--against", type=Path, help="another checkout of the program")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=6.0)
    parser.add_argument("--window", default="", help=argparse.SUPPRESS)
    chosen = parser.parse_args()
    if chosen.window:
        watched(chosen.window, chosen.seconds)
    for scene in chosen.scenes:
        ratios = []
        for _ in range(chosen.rounds):
            ours = measured(ROOT, scene, chosen.seconds)
            words = (f"{scene}: {ours['ms']:.1f} ms a redraw, {ours['a_second']:.1f} a second")
            if chosen.against:
                theirs = measured(chosen.against.absolute(), scene, chosen.seconds)
                ratios.append(ours["ms"] / theirs["ms"])
                words += f"; before {theirs['ms']:.1f} ms, {theirs['a_second']:.1f} a second: " \
                         f"ratio {ratios[-1]:.2f}"
            print(words, flush=True)
        if ratios:
            print(f"{scene}: median ratio {median(ratios):.2f}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
