"""Writing a file whole or not at all: whoever reads it meanwhile, and whatever ends the program, finds the old content
or the new one."""

import errno
import os
import tempfile
from pathlib import Path


def replace_file(target: Path, content: bytes) -> None:
    """Put `content` in the place of the file in one move; OSError where that fails, and then nothing has changed.

    It is written beside the file first and brought to the disk, for a move may get there before what was written.
    """
    if target.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    handle, name = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".part", dir=target.parent)
    try:
        with open(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(target))
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _mode(target: Path) -> int:
    """The permissions of the old file, or what a new one would get."""
    if target.exists():
        return target.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
