"""A second process that compiles kernels, made of the first one by `fork`.

What compiling takes to import and to look up for the first time is half a second of processor time and more; a twin has
it already. Where there is no safe `fork` (Windows, macOS), a second program is started instead.
"""

import contextlib
import gc
import io
import os
import sys
from collections.abc import Iterable, Iterator

POSSIBLE = sys.platform == "linux"
"""Whether a process that has not begun any thread may be doubled here."""


class TwoProcesses:
    """Two processes from here on. What the first one is told over its standard input it passes on to the other; they
    share the work, since none begins a kernel that the other has begun."""

    def __init__(self):
        gc.freeze()  # a collection would write into all that they have in common
        read, write = os.pipe()
        self._twin = os.fork()
        self.second = not self._twin
        if self.second:
            os.close(write)  # so that the end of the first one is the end of the input
            with open(os.devnull, "rb") as nothing:
                os.dup2(nothing.fileno(), 0)
            self.lines: Iterable[bytes] = io.FileIO(read)
        else:
            os.close(read)
            self.lines = _passed_on(io.FileIO(0, closefd=False), io.FileIO(write, "w"))

    def turned(self, keys: list[str]) -> list[str]:
        """In which order this one of the two takes kernels: what is last in the list is first for the other."""
        return [*keys[-1:], *keys[1:-1], *keys[:1]] if self.second and len(keys) > 1 else keys

    def end(self) -> None:
        """This one has nothing left to do. The first one ends after the other."""
        if self.second:
            os._exit(0)
        os.waitpid(self._twin, 0)


def _passed_on(lines: Iterable[bytes], other: io.FileIO) -> Iterator[bytes]:
    """Lines that are heard, said again to somebody else until the end."""
    with other:
        for line in lines:
            with contextlib.suppress(BrokenPipeError):  # the twin was ended: the work is done alone
                other.write(line)
            yield line
