"""Which process compiles which function: a claim that the system takes back when its process ends, however it ends.

All claims are locks of single bytes in one file of the cache's folder, a byte for each name. So nothing is left to
clean up after a process was killed. Where a file system knows no locks, each process compiles as if it were alone.
"""

import os
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

PATIENCE = 120.0
"""Seconds after which a claim of another process is believed no longer: it must be stopped or hang."""
LOOK = 0.02
"""Seconds between two looks at a claim of another."""
_PLACES = 1 << 30
_guard = threading.Lock()
_files: dict[Path, int] = {}
_mine: dict[tuple[Path, str], int] = {}


def _lock(file: int, place: int, take: bool) -> bool:
    """Take or give back one byte; False where another process has it. OSError where there are no locks."""
    try:
        if os.name == "nt":
            import msvcrt
            os.lseek(file, place, os.SEEK_SET)
            msvcrt.locking(file, msvcrt.LK_NBLCK if take else msvcrt.LK_UNLCK, 1)
        else:
            import fcntl
            fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB if take else fcntl.LOCK_UN, 1, place)
    except (BlockingIOError, PermissionError):
        return False
    return True


def _file(folder: Path) -> int:
    """The open file of a folder's claims. It stays open: the first close would let go of all claims of this process."""
    if folder not in _files:
        _files[folder] = os.open(folder / "claims", os.O_RDWR | os.O_CREAT, 0o600)
    return _files[folder]


def _place(name: str) -> int:
    return zlib.crc32(name.encode()) % _PLACES


def taken(folder: Path, name: str) -> bool:
    """Claim a name for this process; False where another process has claimed it."""
    with _guard:
        held = _mine.get((folder, name), 0)
        try:
            if not held and not _lock(_file(folder), _place(name), True):
                return False
        except OSError:
            return True
        _mine[folder, name] = held + 1
        return True


def given_back(folder: Path, name: str) -> None:
    """Give a claim back."""
    with _guard:
        left = _mine.pop((folder, name), 0) - 1
        if left > 0:
            _mine[folder, name] = left
        elif left == 0:
            _lock(_file(folder), _place(name), False)


def elsewhere(folder: Path, name: str) -> bool:
    """Whether another process has claimed a name."""
    if not taken(folder, name):
        return True
    given_back(folder, name)
    return False


@contextmanager
def claimed(folder: Path, name: str) -> Iterator[None]:
    """While this process has claimed a name; waits for another that has it."""
    until = time.monotonic() + PATIENCE
    while not taken(folder, name) and time.monotonic() < until:
        time.sleep(LOOK)
    try:
        yield
    finally:
        given_back(folder, name)
