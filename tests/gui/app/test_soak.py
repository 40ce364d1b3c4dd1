"""Minutes of work in one window: memory, threads and timers stay what they were."""

import gc
import itertools
import os
import sys
import threading
import traceback
from collections import Counter
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import seed as seeded
from hypothesis.stateful import run_state_machine_as_test
from msgspec.structs import replace
from PySide6.QtCore import QTimer
from shiboken6 import isValid

from core.session.orders import Play
from gui.app import autosave
from gui.app.garbage_collector import Collector
from tests.gui.document_building import Building
from tests.gui.document_training import Training
from tests.gui.shell_parts import example, window

MINUTES = 5
WARM = 1
"""Minutes in which caches, fonts and the past of training fill."""
GROWTH_MB = 80
"""What may come on top: the past of training has a budget of its own and fills more slowly with some projects."""
SIMULATED, EVERY = 8 * 60 * 60, 10
"""Seconds that one window is worked with, and how often a person does something."""
QUICKER = 16
"""Eight hours are half an hour here: a person who does not think, and an autosave that comes so much oftener."""
WALK = 48
"""Acts between two projects that are opened."""

pytestmark = [pytest.mark.soak, pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")]


def megabytes() -> float:
    """What the process holds in memory."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024


def running() -> Counter:
    """Threads by name, and how many timers are active."""
    found = Counter(thread.name for thread in threading.enumerate() if not thread.name.startswith("follower"))
    timers = [thing for thing in gc.get_objects() if isinstance(thing, QTimer) and isValid(thing)]
    found["timers"] = sum(timer.isActive() for timer in timers)
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


def handles() -> int:
    """Files, pipes and sockets that are open."""
    return len(os.listdir("/proc/self/fd"))


def shown_in(app, folder):
    """How a walk begins in a window that stays: its project is opened as a file."""
    numbers = itertools.count()

    @contextmanager
    def opened(self, project):
        before = app.document.project
        path = folder / f"lesson {next(numbers) % 9}.layerlab"
        project.save(path)
        app.files.unsaved.give_up()
        app.open(str(path))
        self.qtbot.waitUntil(lambda: app.document.project is not before and app.background.idle, timeout=60_000)
        yield app
    return opened


def acts(qtbot, folder, opened, seed: int) -> list[str]:
    """A walk of the driver that does anything; what went wrong in it, in words."""
    class Anything(Building, Training):
        pass
    Anything.qtbot, Anything.folder, Anything.opened = qtbot, folder, opened
    try:
        run_state_machine_as_test(seeded(seed)(Anything), settings=settings(
            deadline=None, database=None, suppress_health_check=list(HealthCheck), phases=(Phase.generate,),
            max_examples=2, stateful_step_count=WALK))
    except Exception as fault:  # the walk is over; whether the window bears the hours after it is what is asked
        first, story = Anything.fault or (fault, [])
        print("".join(traceback.format_exception(first)), flush=True)
        return [f"walk {seed}: {first!r}, after {', '.join(story)}"]
    return []


def test_eight_hours_of_anything_in_half_an_hour(qtbot, tmp_path, monkeypatch, collector):
    for name in ("LULL_MS", "TRAINING_MS"):
        monkeypatch.setattr(autosave, name, getattr(autosave, name) // QUICKER)
    before, faults, early = running(), [], None
    with window(qtbot, tmp_path, example("xor")) as app:
        opened = shown_in(app, tmp_path)
        for seed in range(SIMULATED // EVERY // (2 * WALK)):
            faults += acts(qtbot, tmp_path, opened, seed)
            collector.settle()  # as when the next project is there
            gc.unfreeze()  # timers are counted among what a collection looks at
            past = app.runner.track.nbytes / 2**20  # which a budget bounds
            now = megabytes() - past, handles(), running()
            print(f"walk {seed}: {now[0]:.0f} MB and {past:.0f} MB of past, {now[1]} handles, "
                  f"{sum(now[2].values())} threads and timers, {len(faults)} faults", flush=True)
            early = now if seed == 9 else early
        assert now[0] - early[0] < GROWTH_MB
        assert now[1] <= early[1] + 2, "handles"
        qtbot.waitUntil(lambda: not running() - early[2], timeout=20_000)  # threads and timers that stay
    qtbot.waitUntil(lambda: not running() - before, timeout=20_000)
    assert not faults, "\n".join(faults)
