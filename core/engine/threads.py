"""How many threads work on a plan, and the worker threads themselves."""

import os
import threading
from collections import deque
from collections.abc import Callable
from time import perf_counter

import numpy as np

from core.engine import priority
from core.kernels.runtime import loop

CHUNK_SECONDS = 0.02


def usual_threads() -> int:
    """Threads that train where nobody says otherwise: all but one, which is left to the window, or what the environment
    variable LAYERLAB_THREADS says (a whole number from 1 on; anything else counts as not said)."""
    wish = os.environ.get("LAYERLAB_THREADS", "")
    return int(wish) if wish.isdecimal() and int(wish) > 0 else max(1, (os.cpu_count() or 2) - 1)


class Team:
    """Decides from measured times how many threads work together: on a busy machine one may beat two.

    The bits do not depend on the choice, so it may change at any moment. What is not the favourite is looked at again
    and again: soon after a pause, in which others may have come or gone, and the more rarely the longer the favourite
    stays the same. Times are in seconds of `clock`.
    """

    SOON, RARELY = 4, 64
    """Chunks between two looks."""
    REMEMBERED = 3
    """Chunks of each size whose best counts: one that was disturbed says little."""
    PAUSE_SECONDS = 0.1
    CHANGED = 1.3
    """A favourite that takes so many times longer than it did is doubted."""

    def __init__(self, threads: int, divisible: bool, clock: Callable[[], float] = perf_counter):
        self.sizes = (1, threads) if threads > 1 and divisible else (1,)
        self._clock = clock
        self._last: dict[int, deque[float]] = {size: deque(maxlen=self.REMEMBERED) for size in self.sizes}
        self._tried: set[int] = set()
        self._interval = self._until_look = self.SOON
        self._ended, self._cold = clock(), True

    def size(self) -> int:
        """How many threads take the next chunk."""
        self._cold = self._clock() - self._ended > self.PAUSE_SECONDS
        unknown = [size for size in reversed(self.sizes) if not self._last[size]]
        if unknown:
            return unknown[0]
        favourite = self._favourite()
        if self._cold:
            self._until_look = 0
            return favourite
        self._until_look -= 1
        if self._until_look >= 0:
            return favourite
        self._interval = min(self.RARELY, 2 * self._interval)
        self._until_look = self._interval
        return next((size for size in self.sizes if size != favourite), favourite)

    def steps(self, left: int) -> int:
        """Steps of the next chunk: about 20 ms while there is a choice, so that it can be revised."""
        if len(self.sizes) == 1:
            return left
        a_step = min((seconds for last in self._last.values() for seconds in last), default=0.0)
        return min(left, max(1, int(CHUNK_SECONDS / a_step))) if a_step else min(left, 2)

    def took(self, size: int, seconds: float) -> None:
        """A step took so long with `size` threads. The first chunk of a size does not count, nor does the first after
        a pause: they wake threads and fetch memory."""
        self._ended = self._clock()
        if size in self._tried and not self._cold:
            self._learn(size, seconds)
        self._tried.add(size)

    def _learn(self, size: int, seconds: float) -> None:
        known, before = self._last[size], self._favourite()
        if known and size == before and seconds > self.CHANGED * min(known):
            self._interval = max(self.SOON, self._interval // 2)
            self._until_look = min(self._until_look, self._interval)
        known.append(seconds)
        if self._favourite() != before:
            self._interval = self._until_look = self.SOON

    def _favourite(self) -> int:
        return min(self.sizes, key=lambda size: min(self._last[size], default=0.0))


class Followers:
    """Threads that claim tiles beside the leader of one machine, called for every chunk.

    A thread that is not called again ends by itself after `PARKED_SECONDS`; until then it costs nothing to call it.
    It keeps the control cells alive, and touches a plan only by a tile that it has claimed, so nobody waits for it.
    """

    PARKED_SECONDS = 0.05

    def __init__(self, control: np.ndarray):
        self._control = control
        self._parked: dict[int, threading.Event] = {}
        self._lock = threading.Lock()

    def call(self, count: int) -> None:
        """Have `count` of them look for tiles until the chunk ends."""
        for number in range(1, count + 1):
            with self._lock:
                called = self._parked.get(number)
                if called:
                    called.set()
                    continue
                self._parked[number] = called = threading.Event()
            threading.Thread(target=self._serve, args=(number, called, priority.gives_way()),
                             name=f"follower {number}", daemon=True).start()

    def _serve(self, number: int, called: threading.Event, gives_way: bool) -> None:
        if gives_way:  # as who called it
            priority.give_way()
        while True:
            called.clear()
            loop.native().follow(self._control.ctypes.data, number)
            if called.wait(self.PARKED_SECONDS):
                continue
            with self._lock:
                if not called.is_set():
                    del self._parked[number]
                    return
