"""What a test may leave behind: threads, QThreads and timers that still run."""

import gc
import sys
import threading
import time
from functools import cache

PATIENCE = 2.0
"""Seconds that a thread may take to end by itself."""


class Watch:
    """Remembers what runs now; `left()` names what runs then and did not before."""

    def __init__(self):
        self.threads = set(threading.enumerate())
        # Held, not only their ids: an id may be used again by another object.
        self.objects = _running_objects()

    def left(self) -> list[str]:
        """Descriptions of everything that was started since and still runs."""
        until = time.monotonic() + PATIENCE
        for thread in self._threads():
            thread.join(max(0.0, until - time.monotonic()))
        found = [f"thread {thread.name}" for thread in self._threads()]
        if self._objects():
            # What only waits to be deleted, or for a collection, is not left behind.
            gc.collect()
            core = sys.modules["PySide6.QtCore"]
            core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete)
        return found + [f"{type(thing).__name__} {thing.objectName() or hex(id(thing))} of {thing.parent()!r}"
                        for thing in self._objects()]

    def _threads(self):
        return [thread for thread in threading.enumerate() if thread not in self.threads and thread.is_alive()]

    def _objects(self):
        return [thing for thing in _running_objects() if not any(thing is other for other in self.objects)]


def _running_objects() -> list:
    """Every active QTimer and running QThread that Python knows of."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None or core.QCoreApplication.instance() is None:
        return []
    from shiboken6 import isValid
    found = []
    for thing in gc.get_objects():
        if not _runs(type(thing)) or not isValid(thing):
            continue
        if isinstance(thing, core.QTimer):
            running = thing.isActive()
        else:
            running = thing.isRunning() and thing is not core.QThread.currentThread()
        if running:
            found.append(thing)
    return found


@cache
def _runs(kind: type) -> bool:
    """Whether objects of this class may run. Asked once a class: there are some hundred thousand objects after tests
    of the window, and this looks at them twice a test."""
    core = sys.modules["PySide6.QtCore"]
    return issubclass(kind, (core.QTimer, core.QThread))
