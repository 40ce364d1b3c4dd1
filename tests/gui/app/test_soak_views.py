"""Half an hour of training with twelve views open: memory stays what it was (SOAK_MINUTES says how long instead)."""

import os
import sys
from time import monotonic

import pytest
from msgspec.structs import replace

from core.session.orders import Play, SetSpeed
from gui.app.garbage_collector import Collector
from tests.benchmarks.many_views import DOCKED, FLOATING, open_views
from tests.gui.app.test_soak import megabytes
from tests.gui.shell_parts import example, window

MINUTES = float(os.environ.get("SOAK_MINUTES", "30"))
"""The first fifth of them is for what fills: caches, fonts, the past of training."""
GROWTH_MB = 40

pytestmark = [pytest.mark.soak, pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")]


@pytest.fixture(name="collector", autouse=True)
def collector_fixture(qtbot):
    """Garbage goes as it does in the program."""
    made = Collector()
    yield made
    made.close()


def test_training_with_twelve_views_takes_no_more_memory(qtbot, tmp_path):
    with window(qtbot, tmp_path, example("digits-cnn"), size=(1920, 1080)) as app:
        qtbot.waitUntil(lambda: app.runner.state.phase == "ready", timeout=60_000)
        app.document.edit_training(replace(app.document.project.training, epochs=100_000), "Train long")
        open_views(app, DOCKED, FLOATING)
        app.runner.order(SetSpeed(3))
        app.runner.order(Play())
        begin, held, steps = monotonic(), [], 0
        while monotonic() - begin < 60 * MINUTES:
            qtbot.wait(3000)
            if monotonic() - begin > 12 * MINUTES:
                held.append(megabytes())
                steps = steps or app.runner.state.step
        assert app.runner.state.step > steps > 0, "it did train"
        third = len(held) // 3
        print(f"{app.runner.state.step} steps in {MINUTES:g} minutes: {held[0]:.0f} to {held[-1]:.0f} MB")
        assert sum(held[-third:]) / third - sum(held[:third]) / third < GROWTH_MB
