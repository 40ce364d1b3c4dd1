"""Every test: no window on the screen, and nothing may be left running when it ends."""

import gc
import os
from itertools import count

import pytest
from hypothesis import settings

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from tests import few_cases
from tests.crashes import (  # noqa: F401
    pytest_configure,
    pytest_handlecrashitem,
    pytest_terminal_summary,
    pytest_unconfigure,
)
from tests.leftovers import Watch

FULL = 100
"""Tests from one look at all of memory to the next."""
_tests = count(1)

# No drawn case may fail because the machine is busy.
settings.register_profile("house", deadline=None)
settings.load_profile("house")


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items):
    """Before anything is left out by its mark: of tests with many cases, a few run quickly and the rest are scenes."""
    few_cases.mark(items)


@pytest.fixture(autouse=True)
def nothing_left_running(request):
    """Fail a test that leaves a thread, a running QThread or an active QTimer behind."""
    watch = Watch()
    yield
    left = watch.left()
    assert not left, f"{request.node.name} leaves running: {', '.join(left)}"


@pytest.fixture(autouse=True)
def collection_on_this_thread():
    """As in the program (`gui.app.garbage_collector`), garbage is collected on this thread alone: a test of training
    may come upon widgets that a test of the window left in cycles, and no other thread may destroy those."""
    gc.disable()
    yield
    gc.disable()  # a window that closes gives the collector back
    gc.collect(1 if next(_tests) % FULL else 2)
