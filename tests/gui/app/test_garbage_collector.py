"""Garbage that holds widgets is collected on the window's thread alone."""

import gc
import sys
import threading
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from core.session.run_state import RunState
from gui.app.garbage_collector import Collector


@pytest.fixture
def thawed():
    """Nothing is left out of a collection at the start; the suite's own modules are again at the end."""
    frozen = gc.get_freeze_count()
    gc.unfreeze()
    yield
    if frozen:
        gc.collect()
        gc.freeze()


@pytest.fixture
def collector(qapp, thawed):
    made = Collector()
    yield made
    made.close()


def churn():
    """Objects enough for a collection of every generation."""
    kept = [[number] for number in range(300_000)]
    kept.clear()


def widget_in_a_cycle(seen):
    """A widget that only the collector can free; notes on which thread it goes."""
    widget = QWidget()
    widget.me = widget
    widget.destroyed.connect(lambda: seen.append(threading.current_thread()))


def off_the_window(work):
    worker = threading.Thread(target=work)
    worker.start()
    worker.join()


def test_another_thread_frees_no_widget(qtbot, collector):
    gc.collect()
    seen = []
    widget_in_a_cycle(seen)
    off_the_window(churn)
    assert seen == []
    gc.collect()
    assert seen == [threading.main_thread()]


def test_the_window_collects_when_it_has_time(qtbot, collector):
    gc.collect()
    seen = []
    widget_in_a_cycle(seen)
    kept = []

    def collected():
        # Living objects make the youngest generation due, as in a program that runs.
        kept.append([[number] for number in range(1000)])
        QApplication.processEvents()
        return bool(seen)
    qtbot.waitUntil(collected, timeout=5000)
    assert seen == [threading.main_thread()]


def test_what_it_took_it_gives_back(qapp):
    made = Collector()
    assert not gc.isenabled()
    made.close()
    assert gc.isenabled()


def test_what_an_open_project_keeps_is_left_out_of_later_looks(qtbot, collector):
    """Counted in objects, not in milliseconds: what a full collection walks through."""
    kept = [[number] for number in range(20_000)]
    collector.expect()
    collector.follow(RunState("preparing"))
    collector.collect()
    assert gc.get_freeze_count() == 0, "not before it is there"
    collector.follow(RunState("ready"))
    churned = [[number] for number in range(1000)]  # a generation is due
    collector.collect()
    assert gc.get_freeze_count() > len(kept)
    assert len(gc.get_objects()) < len(kept) / 2
    collector.follow(RunState("training"))
    del churned
    frozen = gc.get_freeze_count()
    collector.collect()
    assert gc.get_freeze_count() == frozen, "one look for each project"


def test_what_a_closed_project_left_goes_when_the_next_one_is_there(qtbot, collector):
    seen = []
    widget_in_a_cycle(seen)
    gc.freeze()  # as the project was opened that it belonged to
    gc.collect()
    assert seen == []
    collector.expect()
    collector.follow(RunState("ready"))
    kept = [[number] for number in range(1000)]
    collector.collect()
    assert seen == [threading.main_thread()]
    assert kept


@pytest.mark.skipif(sys.platform != "linux", reason="memory is read from /proc")
def test_memory_that_a_closed_project_freed_goes_back_to_the_system(qapp, thawed):
    def megabytes():
        status = Path("/proc/self/status").read_text(encoding="ascii")
        return int(next(line for line in status.splitlines() if line.startswith("VmRSS")).split()[1]) / 1024
    made = Collector()
    moments = [bytearray(80_000) for _ in range(1000)]  # below the size from which each has pages of its own
    after = bytearray(80_000)
    held = megabytes()
    del moments
    made.settle()
    assert megabytes() < held - 60
    assert after
    made.close()


def test_closing_gives_frozen_memory_back(qapp, thawed):
    made = Collector()
    made.settle()
    assert gc.get_freeze_count() > 0
    made.close()
    assert gc.get_freeze_count() == 0
