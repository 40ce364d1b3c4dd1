"""Records kernel calls and lays out the memory that they use."""

import numpy as np

from core.engine.state import ALIGNMENT, State, aligned_block
from core.kernels.runtime.signature import Instruction
from core.kernels.runtime.tensor import Buffer, Tensor


class Recorder:
    """One plan in the making. `node` is whoever records at the moment."""

    def __init__(self):
        self.instructions: list[Instruction] = []
        self.nodes: list[str] = []
        self.node = ""
        self._buffers: list[Buffer] = []

    def add(self, instruction: Instruction) -> None:
        """Called by kernels that were given tensors."""
        for value in (*instruction.reads(), *instruction.writes()):
            if value.recorder is not self:
                raise ValueError(f"{instruction.kernel.key}: {value.name} belongs to another plan")
        self.instructions.append(instruction)
        self.nodes.append(self.node)

    def new(self, name: str, shape: tuple[int, ...], dtype=np.float32, lasting: bool = False) -> Tensor:
        """A tensor with memory of its own."""
        size = int(np.prod(shape, dtype=np.int64))
        buffer = Buffer(name, dtype, size, lasting)
        self._buffers.append(buffer)
        return Tensor(self, buffer, tuple(shape), 0, name)

    def lasting(self, buffer: Buffer, start: int, shape: tuple[int, ...], name: str) -> Tensor:
        """A tensor in memory that exists already."""
        return Tensor(self, buffer, shape, start, name)

    def of(self, name: str, array: np.ndarray) -> Tensor:
        """A tensor over an existing array, which must outlive the plan."""
        return Tensor(self, Buffer.of(name, array), array.shape, 0, name)

    def cell(self, state: State, name: str) -> Tensor:
        """A named number of the state."""
        return self.lasting(state.buffers["cells"], state.cell_index(name), (1,), name)

    def figure(self, state: State, name: str) -> Tensor:
        """A number of the state that is kept in double precision."""
        return self.lasting(state.buffers["figures"], state.figure_names.index(name), (1,), name)

    def counters(self, state: State) -> Tensor:
        """The counters of the state."""
        return self.lasting(state.buffers["counters"], 0, (state.buffers["counters"].size,), "counters")

    def arrange(self, share: bool) -> int:
        """Give every buffer its offset; with `share`, what is never alive together may overlap. Returns the bytes of
        the block that holds them all; nothing is allocated yet."""
        spans = self._spans()
        taken: list[tuple[int, int, Buffer]] = []
        top = 0
        for buffer in sorted(self._buffers, key=lambda b: -b.nbytes):
            first, last = spans.get(buffer, (0, -1))
            if buffer.lasting or not share:
                first, last = -1, len(self.instructions)
            rivals = sorted((start, end) for start, end, other in taken
                            if _overlap((first, last), self._lives(other, spans, share)))
            at = 0
            for start, end in rivals:
                if at + buffer.nbytes <= start:
                    break
                at = max(at, end)
            buffer.offset = at
            end = at + -(-buffer.nbytes // ALIGNMENT) * ALIGNMENT
            taken.append((at, end, buffer))
            top = max(top, end)
        return top

    def allocate(self, size: int) -> np.ndarray:
        """One block of memory for all that was arranged."""
        block = aligned_block(size)
        for buffer in self._buffers:
            buffer.block = block
        return block

    def let_go(self) -> None:
        """Forget what was taken down and tensors lead back to: in a circle, the memory of a plan would outlive it."""
        self.instructions, self.nodes, self._buffers = [], [], []

    def _lives(self, buffer: Buffer, spans, share: bool) -> tuple[int, int]:
        if buffer.lasting or not share:
            return -1, len(self.instructions)
        return spans.get(buffer, (0, -1))

    def _spans(self) -> dict[Buffer, tuple[int, int]]:
        """First and last instruction that touches each buffer."""
        spans: dict[Buffer, tuple[int, int]] = {}
        for index, instruction in enumerate(self.instructions):
            for tensor in (*instruction.reads(), *instruction.writes()):
                first, _ = spans.get(tensor.buffer, (index, index))
                spans[tensor.buffer] = (first, index)
        return spans


def _overlap(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] <= b[1] and b[0] <= a[1]
