"""What an op has access to while it records: its tensors by role, and nothing of the plan around it."""

import math
import zlib

import numpy as np

from core.engine.state import FIXED, UPDATED, State
from core.kernels import masks as mask_kernels
from core.kernels.runtime.tensor import Tensor
from core.project.spec import Network

UNBOUNDED = float("-inf")


class Scope:
    """The tensors of one op in one plan. See `core.ops.op.Op` for the protocol."""

    def __init__(self, recorder, state: State, node: str, op, mode, rows: int, workers: int = 1):
        self.recorder, self.state, self.node, self.op, self.mode, self.rows = recorder, state, node, op, mode, rows
        self.workers = workers
        self.training, self.noisy = mode.batch_statistics, mode.noisy
        self.xs: list[Tensor] = []
        self.y: Tensor | None = None
        self.dy: Tensor | None = None
        self.dxs: list[Tensor | None] = []
        self.floor = self.cut = UNBOUNDED
        self._kept: dict[str, Tensor] = {}

    @property
    def x(self) -> Tensor:
        """The only (or first) input."""
        return self.xs[0]

    @property
    def dx(self) -> Tensor | None:
        """Where the gradient of the first input goes, or None."""
        return self.dxs[0]

    def weight(self, name: str) -> Tensor:
        """A weight of this op; an empty row where the op has none of that name."""
        entry = self.state.entries.get(f"{self.node}.{name}")
        if entry is None:
            return self.nothing
        return self.recorder.lasting(self.state.buffers[entry.region], entry.start, entry.weight.shape, entry.name)

    def gradient(self, name: str) -> Tensor | None:
        """Where a weight's gradient goes: None if the weight is frozen, an empty row if there is no such weight."""
        entry = self.state.entries.get(f"{self.node}.{name}")
        if entry is None:
            return self.nothing
        if entry.region == FIXED:
            return None
        return self.recorder.lasting(self.state.gradients, entry.start, entry.weight.shape, f"∂ {entry.name}")

    @property
    def nothing(self) -> Tensor:
        """An empty row."""
        return self.recorder.new("nothing", (0,))

    def scratch(self, name: str, *shape: int, dtype=np.float32) -> Tensor:
        """Memory for this op's forward or backward alone."""
        return self.recorder.new(f"{self.node}.{name}", shape, dtype)

    def private(self, name: str, size: int) -> Tensor:
        """Memory for each thread that may run a tile: (threads, size); a kernel uses the row of its worker."""
        return self.recorder.new(f"{self.node}.{name}", (self.workers, size))

    def kept(self, name: str, *shape: int, dtype=np.float32) -> Tensor:
        """Memory that the backward pass finds as the forward pass left it."""
        if name not in self._kept:
            self._kept[name] = self.recorder.new(f"{self.node}.{name}", shape, dtype)
        return self._kept[name]

    def halo(self, name: str, *shape: int) -> Tensor:
        """Memory that starts as zeros and belongs to this op for good: what is never written stays zero."""
        if name not in self._kept:
            self._kept[name] = self.recorder.new(f"{self.node}.{name}", shape, lasting=True)
        return self._kept[name]

    @property
    def counters(self) -> Tensor:
        """Step, epoch, position, samples, seed."""
        return self.recorder.counters(self.state)

    def stream(self, purpose: str) -> int:
        """The number of this op's own stream of random numbers."""
        return zlib.crc32(f"{self.node}.{purpose}".encode()) | 1 << 32

    def cell(self, name: str) -> Tensor:
        """A named number that may change between two steps."""
        return self.recorder.cell(self.state, name)


class LossScope:
    """What a loss records on."""

    def __init__(self, recorder, state: State, x: Tensor, target: Tensor, dx: Tensor | None, logits: bool,
                 class_weight: tuple[float, ...] = ()):
        self.recorder, self.state = recorder, state
        self.x, self.target, self.dx, self.logits = x, target, dx, logits
        self.class_weight = recorder.of("class weight", np.array(class_weight, np.float32))

    @property
    def loss(self) -> Tensor:
        """Where the batch's mean goes."""
        return self.recorder.cell(self.state, "loss")

    @property
    def dx_rows(self) -> Tensor:
        """The gradient as a matrix, empty where nobody wants it."""
        return self.recorder.new("nothing", (0, self.x.shape[-1])) if self.dx is None else self.dx.rows

    def scratch(self, name: str, *shape: int) -> Tensor:
        """Memory for this loss alone."""
        return self.recorder.new(f"loss.{name}", shape)

    def cell(self, name: str) -> Tensor:
        """A named number that may change between two steps."""
        return self.recorder.cell(self.state, name)


def spans(network: Network, state: State) -> list[tuple[int, int, float]]:
    """(first value, number of values, rate) of every run of weights that share a rate: one run for all, as a rule."""
    rates = {node.id: node.rate for node in network.nodes}
    starts: list[tuple[int, float]] = []
    for entry in sorted((e for e in state.entries.values() if e.region == UPDATED), key=lambda e: e.start):
        if not starts or starts[-1][1] != rates[entry.node]:
            starts.append((entry.start, rates[entry.node]))
    ends = [*(start for start, _ in starts[1:]), state.gradients.size]
    return [(start, end - start, rate) for (start, rate), end in zip(starts, ends, strict=False)]


class UpdateScope:
    """What an optimiser records on: a flat run of weights, all that learn unless blocks have rates of their own.

    `span` is the first value and their number; `rate` multiplies the learning rate.
    """

    def __init__(self, recorder, state: State, span: tuple[int, int], rate: float = 1.0):
        self.recorder, self.state, self.span, self.rate = recorder, state, span, rate
        self.weights = self._flat(state.buffers["weights"])
        self.gradients = self._flat(state.gradients)

    def _flat(self, buffer) -> Tensor:
        return self.recorder.lasting(buffer, self.span[0], self.span[1:], buffer.name)

    def slot(self, name: str) -> Tensor:
        """What the optimiser keeps under this name."""
        return self._flat(self.state.buffers[f"slot:{name}"])

    def arrays(self):
        """(entry, weight, gradient) of every array in this run, both flat."""
        first, size = self.span
        for entry in self.state.entries.values():
            if entry.region == UPDATED and first <= entry.start < first + size:
                shape = (math.prod(entry.weight.shape),)
                yield (entry, self.recorder.lasting(self.state.buffers[UPDATED], entry.start, shape, entry.name),
                       self.recorder.lasting(self.state.gradients, entry.start, shape, f"∂ {entry.name}"))

    @property
    def nothing(self) -> Tensor:
        """An empty row."""
        return self.recorder.new("nothing", (0,))

    def cell(self, name: str) -> Tensor:
        """A number parameter of the optimiser; the learning rate with the block's own factor."""
        if name == "learning_rate" and "rate" in self.state.memory:
            name = "rate"  # what the schedule makes of it
        cell = self.recorder.cell(self.state, name)
        if name not in ("learning_rate", "rate") or self.rate == 1:
            return cell
        own = self.scratch("own rate", 1)
        mask_kernels.own_rate(cell, self.rate, own)
        return own

    def scratch(self, name: str, *shape: int, dtype=np.float32) -> Tensor:
        """Memory for this update alone."""
        return self.recorder.new(f"update.{name}", shape, dtype)

    @property
    def counters(self) -> Tensor:
        """Step, epoch, position, samples, seed."""
        return self.recorder.counters(self.state)

    @property
    def alarm(self) -> Tensor:
        """Set to 1 where a weight is not finite any more."""
        return self.recorder.cell(self.state, "alarm")
