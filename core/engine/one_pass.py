"""Joins the gradient of a large weight and its update to one pass over memory, where nobody else wants the gradient.

At small batches a step waits for memory, and of what it moves a fourth is the gradient: written, then read once by the
update. Whether somebody else wants it, as clipping by norm or a penalty does, is seen from what instructions touch.
"""

from bisect import bisect_right
from typing import Any

from core.engine.state import UPDATED, State, padded
from core.kernels import few_rows
from core.kernels.runtime import compiler
from core.kernels.runtime.one_pass import OnePass
from core.kernels.runtime.signature import Instruction
from core.kernels.runtime.tensor import Tensor

HEIGHTS = {few_rows.few_weight_gradient.key: few_rows.rows_of_tile,
           few_rows.strip_weight_gradient.key: few_rows.rows_of_strip}
"""Kernels that write the gradient of W (their third argument) from x and dy, and how many rows of W a tile of theirs
has, by its columns."""


def join_passes(recorder, state: State, workers: int) -> bool:
    """Join what can be joined among the instructions that `recorder` has taken down, and say whether anything was.
    `workers`: threads at most."""
    if any(instruction.kernel.key in HEIGHTS for instruction in recorder.instructions) and not compiler.interpreted():
        return Joining(recorder, state, workers).join()
    return False


class Joining:
    """One search through the instructions of a plan."""

    def __init__(self, recorder, state: State, workers: int):
        self.recorder, self.workers, self.instructions = recorder, workers, recorder.instructions
        self.weights, self.slopes = state.buffers[UPDATED], state.gradients
        self._starts = sorted(entry.start for entry in state.entries.values() if entry.region == UPDATED)
        self._touching: dict[int, list[int]] = {start: [] for start in self._starts}
        self._writing: dict[Any, list[int]] = {}
        for index, instruction in enumerate(self.instructions):
            for tensor in (*instruction.reads(), *instruction.writes()):
                if tensor.buffer in (self.weights, self.slopes) and tensor.size:
                    for start in self._covered(tensor):
                        self._touching[start].append(index)
            for tensor in instruction.writes():
                self._writing.setdefault(tensor.buffer, []).append(index)
        self._cuts: dict[int, list[tuple[int, int]]] = {}
        self._joined: dict[int, list[tuple[str, OnePass]]] = {}

    def _covered(self, tensor: Tensor) -> list[int]:
        """Where the arrays begin that a tensor covers at least in part."""
        first = bisect_right(self._starts, tensor.start) - 1
        return self._starts[max(0, first):bisect_right(self._starts, tensor.start + tensor.size - 1)]

    def join(self) -> bool:
        """Put the joined instructions where the update was; returns whether there are any."""
        gone = {index for index, instruction in enumerate(self.instructions)
                if instruction.kernel.key in HEIGHTS and self._join(index)}
        instructions, nodes = [], []
        for index, node in enumerate(self.recorder.nodes):
            made = self._joined.get(index, [])
            rest = [] if index in gone else self._rest(index)
            instructions += [*(one for _, one in made), *rest]
            nodes += [*(name for name, _ in made), *[node] * len(rest)]
        self.recorder.instructions, self.recorder.nodes = instructions, nodes
        return bool(gone)

    def _join(self, index: int) -> bool:
        gradient = self.instructions[index]
        slope = gradient.arguments[2].flat
        stages = self._stages(index, slope) if slope.buffer is self.slopes else []
        if not stages:
            return False
        parts = []
        for stage in stages:
            first = self._place(self.instructions[stage], slope)
            assert first is not None, "stages go over the whole array"
            self._cuts.setdefault(stage, []).append((first, slope.size))
            parts.append(_run(self.instructions[stage], first, slope.size, slope.name.removeprefix("∂ ")))
        height = HEIGHTS[gradient.kernel.key](gradient.arguments[2].shape[1])
        made = OnePass(gradient, parts, slope, height, self.workers, self.recorder.new)
        self._joined.setdefault(stages[-1], []).append((self.recorder.nodes[index], made))
        return True

    def _stages(self, index: int, slope: Tensor) -> list[int]:
        """The instructions up to the update that go over the same weights value by value; none where somebody else
        wants the gradient, or moves the weights, before the update is over."""
        found: list[int] = []
        inputs = [tensor.buffer for tensor in self.instructions[index].arguments[:2]]
        touching = dict.fromkeys(self._touching[slope.start])
        for later in (place for place in touching if place > index):
            instruction = self.instructions[later]
            reads = {tensor.buffer for tensor in instruction.reads() if self._meets(tensor, slope)}
            writes = {tensor.buffer for tensor in instruction.writes() if self._meets(tensor, slope)}
            matters = self.slopes in reads | writes or self.weights in writes
            if matters and self._place(instruction, slope) is not None:
                found.append(later)
                if self.slopes in reads and self.weights in writes:
                    changed = (place for buffer in inputs for place in self._writing.get(buffer, ()))
                    return [] if any(index < place < later for place in changed) else found
            elif matters or found:
                return []
        return []

    def _meets(self, tensor: Tensor, slope: Tensor) -> bool:
        return (tensor.buffer in (self.weights, self.slopes) and tensor.start < slope.start + slope.size
                and slope.start < tensor.start + tensor.size)

    def _place(self, instruction, slope: Tensor) -> int | None:
        """Where the array begins in the runs that an instruction goes over value by value; None if it does not."""
        for tensor in (*instruction.reads(), *instruction.writes()):
            if instruction.kernel.each and self._meets(tensor, slope):
                first = slope.start - tensor.start
                return first if first >= 0 and first + slope.size <= tensor.size else None
        return None

    def _rest(self, index: int) -> list:
        """What is left of an instruction, of which some runs were taken."""
        instruction, cuts = self.instructions[index], sorted(self._cuts.get(index, []))
        if not cuts:
            return [instruction]
        found, at = [], 0
        for first, size in [*cuts, (_longest(instruction), 0)]:
            if first > at:
                found.append(_run(instruction, at, first - at))
            at = first + padded(size)
        return found


def _longest(instruction) -> int:
    """How long the runs are that an instruction goes over."""
    return max(tensor.size for tensor in (*instruction.reads(), *instruction.writes()))


def _run(instruction, first: int, size: int, name: str = "") -> Instruction:
    """The same for a part of its runs alone; `name` is what the weights are called there."""
    whole = _longest(instruction)
    arguments = tuple(
        value.part(first, (size,), name if kind.role != "in" and name else "")
        if kind.rank and value.size == whole else value
        for value, kind in zip(instruction.arguments, instruction.kernel.kinds, strict=True))
    return Instruction(instruction.kernel, arguments, int(instruction.kernel.tiles(*arguments)))
