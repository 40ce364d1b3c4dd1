"""Minutes of work in one window: memory, threads and timers stay what they were."""

import gc
import itertools
import sys
import threading
from collections import Counter
from pathlib import Path
from time import monotonic

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QTimer

from core.session.orders import Play
from gui.app.garbage_collector import Collector
from tests.gui.shell_parts import example, window

MINUTES = 5
WARM = 1
"""Minutes in which caches, fonts and the past of training fill."""
GROWTH_MB = 80
"""What may come on top: the past of training has a budget of its own and fills more slowly with some projects."""

pytestmark = [pytest.mark.soak, pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")]


def megabytes() -> float:
    """What the process holds in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def running() -> Counter:
    """Threads by name, and how many timers are active."""
    found = Counter(thread.name for thread in threading.enumerate() if not thread.name.startswith("follower"))
    found["timers"] = sum(isinstance(thing, QTimer) and thing.isActive() for thing in gc.get_objects())
    return found


def turns(app):
    """What a class does with the window, again and again."""
    document = app.document

    def longer():
        training = document.project.training
        document.edit_training(replace(training, epochs=training.epochs + 1), "Train longer")

    def undo():
        document.undo_stack.undo()

    def explain():
        app.window.network.explain("conv2d1")

    def press(name):
        return lambda: app.window.commands[name].trigger()  # those of the window as it is then

    return itertools.cycle([press("play"), longer, explain, press("escape"), press("theme"), undo, press("larger"),
                            press("usual_text"), press("duplicate"), undo, press("reset"), press("play"),
                            press("reseed"), press("play"), press("theme")])


@pytest.fixture(name="collector", autouse=True)
def collector_fixture(qtbot):
    """Garbage goes as it does in the program."""
    made = Collector()
    yield made
    made.close()


def test_a_lesson_leaves_nothing_behind(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-cnn")) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        training = replace(app.document.project.training, epochs=100_000)
        app.document.edit_training(training, "Train long")
        app.selection.select("dense1")
        begin, warm, steps = monotonic(), None, 0
        for turn in turns(app):
            turn()
            qtbot.wait(700)
            steps = max(steps, app.runner.state.step)
            if warm is None and monotonic() - begin > 60 * WARM:
                gc.collect()
                warm = megabytes()
            if monotonic() - begin > 60 * MINUTES:
                break
        assert steps > 100, "it did train"
        gc.collect()
        assert megabytes() - warm < GROWTH_MB


def test_twenty_windows_one_after_the_other(qtbot, tmp_path):
    held = []
    for _ in range(20):
        with window(qtbot, tmp_path, example("digits-cnn")) as app:
            qtbot.waitUntil(lambda app=app: app.runner.state.phase == "ready", timeout=60_000)
            app.runner.order(Play())
            qtbot.wait(1500)
        del app
        qtbot.wait(50)
        gc.collect()
        held.append((megabytes(), len(gc.get_objects()), running()))
    first, last = held[4], held[-1]
    assert last[0] - first[0] < GROWTH_MB
    assert last[1] - first[1] < 2000, "objects"
    assert not last[2] - first[2], "threads and timers"
