"""Starting peers as processes and talking to them."""

import contextlib
import json
import os
import queue
import subprocess
import sys
import threading
from collections import deque
from pathlib import Path

CHECKOUT = Path(__file__).parents[2]
PATIENCE = 300
"""Seconds after which a peer that does not answer counts as failed."""
LAST_LINES = 20
"""Lines of a peer's error output that are kept."""


class PeerError(RuntimeError):
    """A peer that died or kept silent; the message says what it last wrote."""


def environment(threads: int, **more: str) -> dict[str, str]:
    """The variables of a process that shall use so many threads."""
    count = str(threads)
    return {**os.environ, "OMP_NUM_THREADS": count, "OPENBLAS_NUM_THREADS": count, "MKL_NUM_THREADS": count,
            "JAX_PLATFORMS": "cpu", "TF_CPP_MIN_LOG_LEVEL": "3", "PYTHONPATH": str(CHECKOUT), **more}


def processors() -> list[int]:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return sorted(os.sched_getaffinity(0))
    return list(range(os.cpu_count() or 1))


def start(arguments: list[str], threads: int, processor: int | None = None, variables: dict | None = None,
          **options) -> subprocess.Popen:
    """A Python process for so many threads, with some environment variables more; on one processor alone where one is
    named and the system can do that."""
    process = subprocess.Popen([sys.executable, *arguments], cwd=CHECKOUT, text=True,
                               env=environment(threads, **(variables or {})), **options)
    if processor is not None:
        pin(process, processor)
    return process


def pin(process: subprocess.Popen, processor: int) -> None:
    """Keep all threads of a process on one processor, where the system can do that (Linux)."""
    if not hasattr(os, "sched_setaffinity"):
        return
    for task in Path(f"/proc/{process.pid}/task").iterdir():
        with contextlib.suppress(OSError):  # A thread may just have ended.
            os.sched_setaffinity(int(task.name), {processor})


class Worker:
    """One peer's process, which runs `module` with the peer's name and the number of threads. With a `processor` it
    stays there: JAX takes as many threads as it finds processors when it starts, and has no other way to be held to
    one."""

    def __init__(self, name: str, threads: int, processor: int | None = None,
                 module: str = "tests.benchmarks.worker"):
        self.name, self.threads, self.processor, self.module = name, threads, processor, module
        self._start()

    def move(self, processor: int) -> None:
        """To another processor, unless it may use all."""
        if self.processor is not None and self.process.poll() is None:
            pin(self.process, processor)

    def _start(self) -> None:
        self.process = start(["-m", self.module, self.name, str(self.threads)], self.threads,
                             self.processor, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        self.answers: queue.SimpleQueue = queue.SimpleQueue()
        self.written: deque = deque(maxlen=LAST_LINES)
        self.listeners = [
            threading.Thread(target=_listen, args=(self.process.stdout, self.answers.put), daemon=True),
            threading.Thread(target=_listen, args=(self.process.stderr, self.written.append), daemon=True)]
        for listener in self.listeners:
            listener.start()

    def order(self, patience: float = PATIENCE, **what) -> dict:
        """Send an order and wait for its answer; PeerError where there is none (the next order starts it anew)."""
        self.send(**what)
        return self.answer(patience)

    def send(self, **what) -> None:
        """Send an order without waiting."""
        if self.process.poll() is not None:
            self.close()
            self._start()
        with contextlib.suppress(OSError):  # It died: answer() says so.
            print(json.dumps(what), file=self.process.stdin, flush=True)

    def answer(self, patience: float = PATIENCE) -> dict:
        """The answer to the last order."""
        try:
            text = self.answers.get(timeout=patience)
        except queue.Empty:
            self.close()
            raise PeerError(f"no answer within {patience:g} s") from None
        if not text:
            code = self.process.wait()
            raise PeerError(f"ended with {code}: {self._last_words()}")
        return json.loads(text)

    def _last_words(self) -> str:
        self.listeners[1].join(5)
        lines = [text.strip() for text in self.written if text.strip()]
        return lines[-1][:300] if lines else "it said nothing"

    def close(self) -> None:
        """End the process, whatever it is doing: it has nothing to save."""
        self.process.kill()
        self.process.wait()
        for listener in self.listeners:
            listener.join(5)
        for stream in (self.process.stdin, self.process.stdout, self.process.stderr):
            with contextlib.suppress(OSError):  # What was not yet sent to it cannot be.
                stream.close()


def _listen(stream, put) -> None:
    for text in stream:
        put(text)
    put("")
