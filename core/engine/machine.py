"""The Python interface of the native loop: runs one plan (and its smaller twin for an epoch's last batch) N times."""

from time import perf_counter
from typing import Any, Protocol

import numpy as np

from core.engine.plan import Plan
from core.engine.state import State
from core.engine.threads import Followers, Team
from core.kernels import batch as counting
from core.kernels.runtime import compiler, control, loop


class Instructions(Protocol):
    """What is run where there is no plan: a few instructions."""

    @property
    def instructions(self) -> tuple[Any, ...]:
        """In the order in which they are carried out."""


class Program:
    """A plan as a table of addresses. `nodes` and `instructions` say what each row is."""

    def __init__(self, plan: Plan | Instructions):
        self.plan: Any = plan
        self.rows = [instruction.packed(lambda tensor: tensor.address) for instruction in plan.instructions]
        self._once = None
        if compiler.interpreted():
            self.table = np.zeros((len(self.rows), 3), np.int64)
        else:
            self._once = loop.native().once
            self.table = np.array(
                [(compiler.address(instruction.kernel), row.ctypes.data, instruction.tiles)
                 for instruction, row in zip(plan.instructions, self.rows, strict=True)], np.int64).reshape(-1, 3)
        self.native = self.table.ctypes.data, len(self.table)

    def note_readers(self) -> None:
        """Tell the kernel that picks the batch who reads it, unless somebody reads only a part or writes into it."""
        batch, cells = self.plan.values[self.plan.inputs[0]], []
        for instruction, row in zip(self.plan.instructions, self.rows, strict=True):
            for value, kind, address in instruction.cells(row):
                if kind.rank and value.buffer is batch.buffer and kind.role != "out":
                    if value.start or kind.role != "in":
                        return
                    cells.append(address)
        if len(cells) <= len(self.plan.readers):
            self.plan.readers[:len(cells)] = cells

    def run_one(self, index: int) -> None:
        """Run a single instruction."""
        instruction = self.plan.instructions[index]
        if compiler.interpreted():
            compiler.interpret(instruction, [value.array() if kind.rank else value for value, kind in zip(
                instruction.arguments, instruction.kernel.kinds, strict=True)])
        else:
            compiler.ENTRY(int(self.table[index, 0]))(int(self.table[index, 1]), 0, instruction.tiles, 0)

    def run(self) -> None:
        """Run the whole plan once, on this thread."""
        if self._once is not None:
            self._once(*self.native)
            return
        for index in range(len(self.rows)):
            self.run_one(index)


class Machine:
    """Runs training programs; `threads` work together, the caller's among them."""

    def __init__(self, state: State, main: Program, tail: Program | None, batch: int, epoch_samples: int,
                 threads: int = 1):
        self.state, self.main, self.tail = state, main, tail or main
        if not compiler.interpreted():
            for program in {self.main, self.tail}:
                program.note_readers()
        self.batch, self.epoch_samples, self.threads = batch, epoch_samples, max(1, threads)
        self.control = np.zeros(control.CELLS, np.int64)
        self._cells = self.control.ctypes.data
        numbers = state.buffers["cells"].address
        self._loss, self._alarm = (numbers + 4 * state.cell_index(name) for name in ("loss", "alarm"))
        self._position = state.buffers["counters"].address + 8 * counting.POSITION
        self.team = Team(self.threads, any(i.tiles > 1 for i in main.plan.instructions))
        self.followers = Followers(self.control)

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
        self.control[[control.FAILED, control.PAUSE]] = 0
        if compiler.interpreted():
            return self._interpret(steps)
        done = 0
        while done < steps and not (self.failed or self.control[control.PAUSE] or self.control[control.CLOSE]):
            size = self.team.size()
            wanted = self.team.steps(steps - done)
            begin = perf_counter()
            ran = self._chunk(wanted, size)
            if ran:
                self.team.took(size, (perf_counter() - begin) / ran)
            done += ran
        return done

    def _chunk(self, steps: int, size: int) -> int:
        """One call of the native loop with `size` threads."""
        self.control[control.FOLLOWERS], self.control[control.END] = size - 1, 0
        self.followers.call(size - 1)
        try:
            return loop.native().lead(*self.main.native, *self.tail.native, steps, self._position, self.batch,
                                      self.epoch_samples, self._loss, self._alarm, self._cells)
        finally:
            self.control[control.END] = 1

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
