"""What a test may leave behind: threads, QThreads and timers that still run.

After some tests of the window there are a million objects. None is looked at twice: what is there when a test begins is
frozen (`gc.freeze`), so that the collector, and the search for timers, meet only what this test has made.
"""

import gc
import sys
import threading
import time
import weakref
from functools import cache

PATIENCE = 2.0
"""Seconds that a thread may take to end by itself."""
FULL = 100
"""Tests from one collection of everything to the next: what was frozen may have become garbage since."""

_frozen = []
"""Weak references to the timers and QThreads among what is frozen."""
_tests = 0


class Watch:
    """Remembers what runs now; `left()` names what runs then and did not before."""

    def __init__(self):
        self.threads = set(threading.enumerate())
        freeze()
        # Held, not only their ids: an id may be used again by another object.
        self.objects = running_objects()

    def left(self) -> list[str]:
        """Descriptions of everything that was started since and still runs."""
        until = time.monotonic() + PATIENCE
        for thread in self._threads():
            thread.join(max(0.0, until - time.monotonic()))
        found = [f"thread {thread.name}" for thread in self._threads()]
        _clear_away()
        return found + [f"{type(thing).__name__} {thing.objectName() or hex(id(thing))} of {thing.parent()!r}"
                        for thing in running_objects() if not any(thing is other for other in self.objects)]

    def _threads(self):
        return [thread for thread in threading.enumerate() if thread not in self.threads and thread.is_alive()]


def freeze() -> None:
    """Spare the collector all that is there now; at times let it look at everything first."""
    global _tests, _frozen
    if _tests % FULL == 0:
        gc.unfreeze()
        _frozen = []
    _clear_away()  # once more: pytest holds the values of a test's fixtures until all of them are taken down
    _tests += 1
    _frozen = [one for one in _frozen if one() is not None]
    _frozen += [weakref.ref(thing) for thing in _new_objects()]
    gc.freeze()


def _clear_away() -> None:
    """What only waits to be deleted, or for a collection, is not left behind."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
    gc.collect()


def running_objects() -> list:
    """Every active QTimer and running QThread that Python knows of."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    from shiboken6 import isValid
    found = []
    for thing in [*(one() for one in _frozen), *_new_objects()]:
        if thing is None or not isValid(thing):
            continue
        if isinstance(thing, core.QTimer):
            running = thing.isActive()
        else:
            running = thing.isRunning() and thing is not core.QThread.currentThread()
        if running:
            found.append(thing)
    return found


def _new_objects() -> list:
    """The timers and QThreads that are not frozen."""
    if "PySide6.QtCore" not in sys.modules:
        return []
    return [thing for thing in gc.get_objects() if _runs(type(thing))]


@cache
def _runs(kind: type) -> bool:
    """Whether objects of this class may run; asked once a class."""
    core = sys.modules["PySide6.QtCore"]
    return issubclass(kind, (core.QTimer, core.QThread))
