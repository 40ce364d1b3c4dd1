"""The Python face of the native loop: one plan (and its smaller twin for an epoch's last batch), run N times."""

import threading
from collections import deque
from time import perf_counter

import numpy as np

from core.kernels import compiler, control
from core.kernels import data as counting
from core.plan import Plan
from core.state import State

CHUNK_SECONDS = 0.02


class Program:
    """A plan as a table of addresses. `nodes` and `instructions` say what each row is."""

    def __init__(self, plan: Plan):
        self.plan = plan
        self.rows = [compiler.packed(instruction, lambda tensor: tensor.address) for instruction in plan.instructions]
        if compiler.interpreted():
            self.table = np.zeros((len(self.rows), 3), np.int64)
            return
        self.table = np.array(
            [(compiler.address(instruction.kernel), row.ctypes.data, instruction.tiles)
             for instruction, row in zip(plan.instructions, self.rows, strict=True)], np.int64).reshape(-1, 3)

    def run_one(self, index: int) -> None:
        """Run a single instruction."""
        instruction = self.plan.instructions[index]
        if compiler.interpreted():
            compiler.interpret(instruction, [a.array() if hasattr(a, "buffer") else a for a in instruction.arguments])
        else:
            compiler.ENTRY(int(self.table[index, 0]))(int(self.table[index, 1]), 0, instruction.tiles, 0)

    def run(self) -> None:
        """Run the whole plan once, on this thread."""
        if compiler.interpreted():
            for index in range(len(self.rows)):
                self.run_one(index)
            return
        from core.kernels import loop
        loop.once(self.table.ctypes.data, len(self.table))


class Team:
    """Decides from measured times how many threads work together: on a busy machine one may beat two.

    The bits do not depend on the choice, so it may change at any moment.
    """

    PROBE = 24
    """Chunks between two looks at what is not the favourite."""
    REMEMBERED = 3
    """Chunks of each size whose best counts: one that was disturbed says little."""

    def __init__(self, threads: int, divisible: bool):
        self.sizes = (1, threads) if threads > 1 and divisible else (1,)
        self._last: dict[int, deque[float]] = {size: deque(maxlen=self.REMEMBERED) for size in self.sizes}
        self._tried: set[int] = set()
        self._chunks = 0

    def size(self) -> int:
        """How many threads take the next chunk."""
        unknown = [size for size in reversed(self.sizes) if not self._last[size]]
        if unknown:
            return unknown[0]
        self._chunks += 1
        favourite = min(self.sizes, key=lambda size: min(self._last[size]))
        if self._chunks % self.PROBE == 0:
            return next((size for size in self.sizes if size != favourite), favourite)
        return favourite

    def steps(self, left: int, size: int) -> int:
        """Steps of the next chunk: about 20 ms while there is a choice, so that it can be revised."""
        if len(self.sizes) == 1:
            return left
        a_step = min((seconds for last in self._last.values() for seconds in last), default=0.0)
        return min(left, max(1, int(CHUNK_SECONDS / a_step))) if a_step else min(left, 2)

    def took(self, size: int, seconds: float) -> None:
        """A step took so long with `size` threads. The first chunk of a size does not count: it wakes threads and
        fetches memory."""
        if size in self._tried:
            self._last[size].append(seconds)
        self._tried.add(size)


class Machine:
    """Runs training programs; `threads` work together, the caller's among them."""

    def __init__(self, state: State, main: Program, tail: Program | None, batch: int, epoch_samples: int,
                 threads: int = 1):
        self.state, self.main, self.tail = state, main, tail or main
        self.batch, self.epoch_samples, self.threads = batch, epoch_samples, max(1, threads)
        self.control = np.zeros(control.CELLS, np.int64)
        self.team = Team(self.threads, any(i.tiles > 1 for i in main.plan.instructions))

    @property
    def failed(self) -> bool:
        """The last step left a loss or weight that is not a finite number."""
        return bool(self.control[control.FAILED])

    def pause(self) -> None:
        """End the running chunk after the present step. May be called from any thread."""
        self.control[control.PAUSE] = 1

    def close(self) -> None:
        """End the running chunk after the present instruction. May be called from any thread."""
        self.control[control.CLOSE] = 1

    def run(self, steps: int) -> int:
        """Up to `steps` steps without Python and without the GIL; returns how many were done."""
        self.control[[control.FAILED, control.PAUSE, control.END]] = 0
        if compiler.interpreted():
            return self._interpret(steps)
        done = 0
        while done < steps and not (self.failed or self.control[control.PAUSE] or self.control[control.CLOSE]):
            size = self.team.size()
            wanted = self.team.steps(steps - done, size)
            begin = perf_counter()
            ran = self._chunk(wanted, size)
            if ran:
                self.team.took(size, (perf_counter() - begin) / ran)
            done += ran
        return done

    def _chunk(self, steps: int, size: int) -> int:
        """One call of the native loop with `size` threads."""
        from core.kernels import loop
        cells = self.state.buffers["cells"].address
        base = self.control.ctypes.data
        self.control[control.FOLLOWERS], self.control[control.END] = size - 1, 0
        followers = [threading.Thread(target=loop.follow, args=(base, number), daemon=True)
                     for number in range(1, size)]
        for follower in followers:
            follower.start()
        try:
            return loop.lead(
                self.main.table.ctypes.data, len(self.main.table), self.tail.table.ctypes.data, len(self.tail.table),
                steps, self.state.buffers["counters"].address + 8 * counting.POSITION, self.batch, self.epoch_samples,
                cells + 4 * self.state.cell_index("loss"), cells + 4 * self.state.cell_index("alarm"), base)
        finally:
            self.control[control.END] = 1
            for follower in followers:
                follower.join()

    def _interpret(self, steps: int) -> int:
        done = 0
        while done < steps and not self.control[control.PAUSE] and not self.control[control.CLOSE]:
            whole = self.state.counters[counting.POSITION] + self.batch <= self.epoch_samples
            (self.main if whole else self.tail).run()
            done += 1
            if not np.isfinite(self.state.cell("loss")) or self.state.cell("alarm"):
                self.control[control.FAILED] = 1
                break
        return done
