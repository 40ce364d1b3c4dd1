"""The priority of single threads: what computes in the background gives way to what answers a person."""

import ctypes
import os
import sys
import threading

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
