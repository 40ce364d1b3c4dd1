"""Where Layerlab's time goes: every instruction of a training plan by itself.

In sequence: the plan runs again and again, one instruction timed in each run, so that caches hold what they hold in
training. Alone: the native loop repeats the instruction, which resolves nanoseconds but finds its data in the cache.
"""

import time

import numpy as np

from tests.benchmarks.peers.layerlab import trainer
from tests.benchmarks.workloads import WORKLOADS, Case

BURST = 200e-6
"""Repetitions are timed in bursts, short enough that most of them run undisturbed on a busy machine."""
SHORT = 20e-6
"""Instructions below this are timed alone: calling one from Python takes about a microsecond."""


def measure(case: Case, seconds: float, threads: int = 1) -> list[dict]:
    """Seconds of every instruction of a training step (forward workloads: of `predict`'s plan), in plan order."""
    return _measured(*_program(case), seconds)


def of_trainer(trainer, seconds: float) -> list[dict]:
    """The same of a trainer that has taken steps."""
    machine, _ = trainer.machine()
    return _measured(machine.main, machine, seconds)


def _measured(program, machine, seconds: float) -> list[dict]:
    sequence = _in_sequence(program, seconds)
    alone = _alone(program, machine, seconds) if machine else [None] * len(sequence)
    found = []
    for index, (instruction, node) in enumerate(zip(program.plan.instructions, program.plan.nodes, strict=True)):
        quick = alone[index] is not None and sequence[index] < SHORT
        shapes = [list(argument.shape) for argument in instruction.arguments if hasattr(argument, "shape")]
        found.append({"kernel": instruction.kernel.key, "node": node, "shapes": shapes, "tiles": instruction.tiles,
                      "in_sequence": sequence[index], "alone": alone[index],
                      "seconds": alone[index] if quick else sequence[index]})
    return found


def dearest(rows: list[dict], count: int = 3) -> list[dict]:
    """The most expensive instructions with their share of the whole."""
    total = sum(row["seconds"] for row in rows)
    ordered = sorted(rows, key=lambda row: -row["seconds"])
    return [{**row, "share": row["seconds"] / total} for row in ordered[:count]]


def _program(case: Case):
    from core.engine.plan import INFER
    found = trainer(case, 1)
    if WORKLOADS[case.workload].forward_only:
        return found.program(INFER, found.evaluation.samples_at_once), None
    found.step(2)
    machine, _ = found.machine()
    return machine.main, machine


def _in_sequence(program, seconds: float) -> list[float]:
    count = len(program.rows)
    empty = _call_overhead()
    values = [[] for _ in range(count)]
    end = time.perf_counter() + seconds
    while time.perf_counter() < end or len(values[0]) < 3:
        for index in range(count):
            start = time.perf_counter()
            program.run_one(index)
            values[index].append(time.perf_counter() - start)
    return [max(0.0, float(np.median(row)) - empty) for row in values]


def _call_overhead() -> float:
    """What timing `run_one` costs when the instruction does next to nothing."""
    case = Case("W1", 10, "sgd")
    program, _ = _program(case)
    values = []
    for _ in range(300):
        start = time.perf_counter()
        program.run_one(len(program.rows) - 1)
        values.append(time.perf_counter() - start)
    return float(np.median(values))


def _alone(program, machine, seconds: float) -> list[float]:
    from core.kernels.runtime import control, loop
    state, table = machine.state, program.table
    cells = state.buffers["cells"].address
    place = np.zeros(1, np.int64)

    def repeat(rows, times):
        machine.control[[control.FAILED, control.PAUSE, control.END, control.FOLLOWERS]] = 0
        kept = state.block.copy()
        start = time.perf_counter()
        loop.lead(rows.ctypes.data, len(rows), rows.ctypes.data, len(rows), times, place.ctypes.data, 1, 2,
                  cells + 4 * state.cell_index("loss"), cells + 4 * state.cell_index("alarm"),
                  machine.control.ctypes.data)
        passed = (time.perf_counter() - start) / times
        state.block[:] = kept
        return passed

    empty = min(repeat(table[:0], 100_000) for _ in range(5))
    found = []
    for index in range(len(table)):
        rows = np.ascontiguousarray(table[index:index + 1])
        times = max(1, int(BURST / max(repeat(rows, 3), 1e-9)))
        bursts = max(3, int(seconds / len(table) / BURST))
        found.append(max(0.0, float(np.median([repeat(rows, times) for _ in range(bursts)])) - empty))
    return found
