"""Processes in which kernels are compiled, as the program sees them: it starts them, tells them what it needs, and lets
them finish what they are at. Light to import: the window starts the first of them before it stands itself."""

import contextlib
import os
import subprocess
import threading
from typing import IO, cast

from core.engine.twin_process import POSSIBLE
from core.text.resources import program

LOOP = "loop"
"""Stands for the machine's loop among the kernels to compile."""
PRODUCT = "product"
"""Stands for the product of matrices, which other kernels need when they run, not when they are compiled."""
PAIR = "--pair"
"""Has a process become two, which share what it is told."""
AT_ONCE = 2
"""Processes that compile side by side where there are so many processors."""
PATIENCE = 2.0
"""Seconds for what is at hand when the program ends: most kernels take less."""


def at_once() -> int:
    """How many processes may compile on this machine."""
    return min(AT_ONCE, os.cpu_count() or 1)


class CompilerProcess:
    """One process of `warm --told`. It compiles what it is told last, and ends after the kernel at hand when it is told
    to finish or when this program is gone; what it has compiled stays in the cache."""

    def __init__(self, *words: str):
        self._process: subprocess.Popen[bytes] = subprocess.Popen(
            [*program(), "warm", "--quiet", "--told", *words], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0))  # Windows alone
        self._told = cast(IO[bytes], self._process.stdin)

    @property
    def alive(self) -> bool:
        """Whether it runs."""
        return self._process.poll() is None

    def compile(self, keys: list[str]) -> None:
        """Compile these kernels from now on, in this order, but for those that another process has begun."""
        with contextlib.suppress(OSError):  # it has ended
            self._told.write(" ".join(keys).encode() + b"\n")
            self._told.flush()

    def finish(self) -> None:
        """End after the kernel at hand."""
        with contextlib.suppress(OSError):
            self._told.close()

    def end(self, seconds: float) -> None:
        """Finish, and be gone after so many seconds."""
        self.finish()
        try:
            self._process.wait(seconds)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class CompilerProcesses:
    """All of this program. Those that compile ahead of use are handed to whoever needs kernels first."""

    def __init__(self):
        self._guard = threading.Lock()
        self._ahead: list[CompilerProcess] = []
        self._leaving: list[CompilerProcess] = []

    def begin_ahead(self, most: int = 1) -> None:
        """Compile the kernels of the starters ahead of use, in up to `most` processes in all."""
        with self._guard:
            while len(self._ahead) < min(most, at_once()):
                try:
                    self._ahead.append(CompilerProcess("--starters"))
                except OSError:  # the system has no process left: kernels are compiled when they are needed
                    return

    def taken(self, wanted: int) -> list[CompilerProcess]:
        """So many processes for somebody who needs kernels now: those that compile ahead, and new ones, of which one
        may stand for two. OSError where none can be started."""
        with self._guard:
            found, self._ahead = self._ahead, []
            found = [one for one in found if one.alive]
            self._finish(found[wanted:])
        found = found[:wanted]
        if not found and wanted > 1 and POSSIBLE:
            return [CompilerProcess(PAIR)]
        try:
            while len(found) < wanted:
                found.append(CompilerProcess())
        except OSError:
            if not found:
                raise
        return found

    def give_back(self, processes: list[CompilerProcess]) -> None:
        """They are needed no longer, and finish what they are at."""
        with self._guard:
            self._finish(processes)

    def _finish(self, processes):
        for one in processes:
            one.finish()
        self._leaving = [one for one in (*self._leaving, *processes) if one.alive]

    def close(self) -> None:
        """The program ends."""
        self.give_back(self.taken(0))
        with self._guard:
            leaving, self._leaving = self._leaving, []
        for one in leaving:
            one.end(PATIENCE)


processes = CompilerProcesses()
