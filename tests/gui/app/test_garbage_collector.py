"""Garbage that holds widgets is collected on the window's thread alone."""

import gc
import threading

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from gui.app.garbage_collector import Collector


@pytest.fixture
def collector(qapp):
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
