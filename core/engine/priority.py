"""The priority of single threads: what computes in the background gives way to what answers a person."""

import ctypes
import os
import sys
import threading
from collections.abc import Callable
from queue import SimpleQueue
from typing import Any

NICER = 5
"""By so much is the nice value of a thread that gives way higher; the system takes it for a third of the share."""
BELOW_NORMAL = -1
"""Of Windows: THREAD_PRIORITY_BELOW_NORMAL."""
UTILITY_CLASS = 0x11
"""Of macOS: QOS_CLASS_UTILITY; the window's own thread is USER_INTERACTIVE."""


class _Own(threading.local):
    given = False


_own = _Own()


def give_way() -> bool:
    """From now on this thread takes a processor after others that want it; False where the system does not let it. It
    cannot be taken back: to lower a nice value takes rights that a program has not."""
    if gives_way():
        return True
    try:
        if sys.platform == "win32":
            kernel = ctypes.windll.kernel32
            _own.given = bool(kernel.SetThreadPriority(kernel.GetCurrentThread(), BELOW_NORMAL))
        elif sys.platform == "darwin":
            _own.given = ctypes.CDLL(None).pthread_set_qos_class_self_np(UTILITY_CLASS, 0) == 0
        else:
            # On Linux each thread has a nice value of its own, under its own number, which its threads begin with.
            here = threading.get_native_id()
            os.setpriority(os.PRIO_PROCESS, here, os.getpriority(os.PRIO_PROCESS, here) + NICER)
            _own.given = True
    except (OSError, AttributeError):
        _own.given = False
    return gives_way()


def gives_way() -> bool:
    """Whether this thread has given way; those that it starts have to do so themselves."""
    return _own.given


class Deputy:
    """A thread of the usual priority that does what a person waits for, in the stead of one that has given way and
    waits meanwhile. What it starts, processes too, has the usual priority: both begin with that of who starts them."""

    def __init__(self, name: str):
        self._wanted: SimpleQueue[Callable[[], Any] | None] = SimpleQueue()
        self._done: SimpleQueue[tuple[Any, BaseException | None]] = SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name=name, daemon=True)

    def start(self) -> None:
        """Start the thread, from one that has not given way."""
        self._thread.start()

    def do(self, task: Callable[[], Any]) -> Any:
        """What the task returns; what it raises is raised here. Before the start and after the end the caller does it
        itself."""
        if not self._thread.is_alive():
            return task()
        self._wanted.put(task)
        found, error = self._done.get()
        if error is not None:
            raise error
        return found

    def end(self, seconds: float) -> None:
        """End the thread after what it does, and wait so long for it."""
        self._wanted.put(None)
        if self._thread.is_alive():
            self._thread.join(seconds)

    def _serve(self):
        while (task := self._wanted.get()) is not None:
            try:
                self._done.put((task(), None))
            except BaseException as error:
                self._done.put((None, error))
            del task
