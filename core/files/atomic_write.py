"""Atomic writing of files: a reader at any time, and a program that ends at any time, finds the old content
or the new one."""

import errno
import hashlib
import os
import re
import socket
import stat
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

SUFFIX = ".part"


def replace_file(target: Path, content: bytes, before: Callable[[], None] = lambda: None) -> None:
    """Put `content` in the place of the file in one move; OSError where that fails, and then nothing has changed.

    It is written beside the file first and brought to the disk, for a move may get there before what was written; so
    is the folder afterwards, which alone knows of the move. A file that is protected from writing stays as it is, as
    does a device or a pipe. What programs that were killed left beside it goes. `before` is called when all is
    written but the move.
    """
    look_for_room(target)
    clear_parts(target)
    handle, name = tempfile.mkstemp(prefix=f"{_stem(target)}{_here()}-{os.getpid()}-", suffix=SUFFIX, dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(target))
        before()
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    _sync(target.parent)


def look_for_room(target: Path) -> None:
    """OSError where no file of this name can be written, as far as that is known before it is tried: to be asked before
    something is computed for long that the file shall hold."""
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if target.exists() and not target.is_file():
        raise OSError(errno.ENODEV, os.strerror(errno.ENODEV))  # a device would be gone for all programs
    if target.exists() and not (target.stat().st_mode & stat.S_IWUSR and os.access(target, os.W_OK)):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    if not stat.S_ISDIR(os.stat(target.parent).st_mode):
        raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))
    if not os.access(target.parent, os.W_OK):
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target.parent))


def clear_parts(target: Path) -> None:
    """Delete what a program that was killed while it wrote this file has left beside it: nothing of a program that
    lives or of another machine, and no file of anybody else."""
    ours = re.compile(rf"{re.escape(_stem(target) + _here())}-(\d+)-\w+{re.escape(SUFFIX)}")
    with suppress(OSError):
        for name in os.listdir(target.parent):
            found = ours.fullmatch(name)
            if found and not lives(int(found[1])):
                with suppress(OSError):
                    (target.parent / name).unlink()


def mark(content: bytes) -> str:
    """What tells the content of a file from any other."""
    return hashlib.blake2b(content, digest_size=16).hexdigest()


def mark_file(path: str | Path) -> str:
    """The same of a file, which may be larger than memory."""
    found = hashlib.blake2b(digest_size=16)
    with open(path, "rb") as file:
        while block := file.read(2**20):
            found.update(block)
    return found.hexdigest()


def lives(process: int) -> bool:
    """Whether there is a process of this number; where that cannot be told, there is."""
    if sys.platform == "win32":
        import ctypes
        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)  # PROCESS_QUERY_LIMITED_INFORMATION
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)
    try:
        os.kill(process, 0)
    except (ProcessLookupError, OverflowError):
        return False
    except OSError:
        return True
    return True


def _stem(target: Path) -> str:
    return f".{target.name[:40]}."


def _here() -> str:
    """This machine: numbers of processes of another say nothing here."""
    return mark(socket.gethostname().encode())[:8]


def _sync(folder: Path) -> None:
    """Bring the names of a folder to the disk. What was written is whole already where a system cannot do it."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _mode(target: Path) -> int:
    """The permissions of the old file, or what a new one would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
