"""What an op has access to while it records: its tensors by role, and nothing of the plan around it."""

import math
import zlib

import numpy as np

from core.engine.lowering import Step
from core.engine.rules import Rule
from core.engine.state import CARRIED, FIXED, UPDATED, State, WeightEntry
from core.kernels import asked_rows
from core.kernels import batch as k
from core.kernels import masks as mask_kernels
from core.kernels.runtime.tensor import Tensor
from core.project.spec import Network

UNBOUNDED = float("-inf")


class Scope:
    """The tensors of one op in one plan. See `core.ops.op.Op` for the protocol."""

    def __init__(self, recorder, state: State, step: Step, mode, rows: int, workers: int = 1):
        self.recorder, self.state, self.mode, self.rows, self.workers = recorder, state, mode, rows, workers
        self.node, self.owner, self.op = step.node, step.owner, step.op
        self.training, self.noisy = mode.batch_statistics, mode.noisy
        self.xs: list[Tensor] = []
        self.y: Tensor | None = None
        self.dy: Tensor | None = None
        self.dxs: list[Tensor | None] = []
        self.masks: list[Tensor | None] = []
        """Which steps of each input count, (rows, steps) of 1 and 0; None where all do."""
        self.tokens: Tensor | None = None
        """The tokens, where `x` is the table that they choose from (`Op.reads_table`)."""
        self.given_on = False
        """Whether the table was given on in place of the rows that this op looks up: `dy` is its gradient."""
        self.more: list[Tensor] = []
        """Its further outputs, in the order of `Op.further`."""
        self.dmore: list[Tensor | None] = []
        """The gradients of these; None where nobody uses one."""
        self.ledger: GradientLedger | None = None
        self.floor = self.cut = UNBOUNDED
        self._kept: dict[str, Tensor] = {}

    @property
    def once(self) -> bool:
        """Whether one way back is the last that looks at what is kept: it may write its gradients there."""
        return self.mode.update and not self.mode.apart and len(self.state.rules) == 1

    @property
    def batch(self) -> int:
        """Samples that a step takes by the project; the last of an epoch may take fewer."""
        return self.state.training.batch_size

    @property
    def x(self) -> Tensor:
        """The only (or first) input."""
        return self.xs[0]

    @property
    def dx(self) -> Tensor | None:
        """Where the gradient of the first input goes, or None."""
        return self.dxs[0]

    @property
    def mask(self) -> Tensor | None:
        """Which steps of the first input count, or None where all do."""
        return self.masks[0] if self.masks else None

    def weight(self, name: str) -> Tensor:
        """A weight of this op; an empty row where the op has none of that name."""
        entry = self.state.entries.get(f"{self.owner}.{name}")
        if entry is None:
            return self.nothing
        return self.recorder.lasting(self.state.buffers[entry.region], entry.start, entry.weight.shape, entry.name)

    def gradient(self, name: str) -> Tensor | None:
        """Where a weight's gradient goes: None if the weight is frozen, an empty row if there is no such weight."""
        entry = self.state.entries.get(f"{self.owner}.{name}")
        return self.nothing if entry is None or self.ledger is None else self.ledger.place(entry)

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

    def memory(self, name: str) -> Tensor | None:
        """What was kept by a name, or None."""
        return self._kept.get(name)

    def halo(self, name: str, *shape: int) -> Tensor:
        """Memory that starts as zeros and belongs to this op for good: what is never written stays zero."""
        if name not in self._kept:
            self._kept[name] = self.recorder.new(f"{self.node}.{name}", shape, lasting=True)
        return self._kept[name]

    def carried(self, name: str) -> Tensor | None:
        """What this op handed on in the batch before, (rows, numbers), zeros where an epoch begins; None outside of
        training, and where it hands nothing on."""
        if not self.mode.update or f"{self.node}.{name}" not in self.state.carried:
            return None
        start, units = self.state.carried[f"{self.node}.{name}"]
        return self.recorder.lasting(self.state.buffers[CARRIED], start * self.batch, (self.rows, units),
                                     f"{self.node}.{name} carried")

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


class GradientLedger:
    """Where the gradients of weights go during one backward pass. The first block that reports on an array writes it;
    what further blocks with the same weights report is added up."""

    def __init__(self, recorder, state: State, update: int):
        self.recorder, self.state, self.update = recorder, state, update
        self._written: set[str] = set()
        self._open: dict[str, tuple[Tensor, Tensor | None]] = {}

    def place(self, entry: WeightEntry) -> Tensor | None:
        """Where the block that records now puts the gradient of an array; None where this update does not move it."""
        if entry.region == FIXED or entry.update != self.update:
            return None
        if entry.name not in self._open:
            whole = self.recorder.lasting(self.state.gradients, entry.start, entry.weight.shape, f"∂ {entry.name}")
            more = None
            if entry.name in self._written:
                more = self.recorder.new(f"∂ {entry.name} besides", entry.weight.shape)
            self._open[entry.name] = whole, more
        whole, more = self._open[entry.name]
        return whole if more is None else more

    def close(self) -> None:
        """The block has recorded: what stands beside is added to what stood there."""
        for whole, more in self._open.values():
            if more is not None:
                k.add_into(more.flat, whole.flat)
        self._written |= self._open.keys()
        self._open.clear()


class LossScope:
    """What a loss records on. `cell` names where the batch's mean goes; `row_weight` (rows,) is 0 for rows of which
    nothing is asked and has the mean 1, None where every row is asked for."""

    row_weight: Tensor | None = None
    asked: Tensor | None = None

    def __init__(self, recorder, state: State, x: Tensor, target: Tensor, dx: Tensor | None, logits: bool,
                 class_weight: tuple[float, ...] = (), cell: str = "loss"):
        self.recorder, self.state = recorder, state
        self.x, self.target, self.dx, self.logits = x, target, dx, logits
        self.class_weight = recorder.of("class weight", np.array(class_weight, np.float32))
        self._cell = cell

    @property
    def loss(self) -> Tensor:
        """Where the batch's mean goes."""
        return self.recorder.cell(self.state, self._cell)

    @property
    def dx_rows(self) -> Tensor:
        """The gradient as a matrix, empty where nobody wants it."""
        return self.recorder.new("nothing", (0, self.x.shape[-1])) if self.dx is None else self.dx.rows

    def scratch(self, name: str, *shape: int) -> Tensor:
        """Memory for this loss alone."""
        return self.recorder.new(f"loss.{name}", shape)

    def silence(self, output: float, target: float) -> None:
        """Put these in place of outputs and targets in rows of which nothing is asked."""
        x, t = self.x.rows, self.target
        self.x, self.target = self.scratch("asked outputs", *self.x.shape), self.scratch("asked targets", *t.shape)
        asked_rows.silence(self.row_weight, x, t, output, target, self.x.rows, self.target)

    def scale_to_asked(self) -> None:
        """From the mean over all rows to the one over those that are asked for."""
        asked_rows.scale_to_asked(self.asked, self.x.rows.shape[0], self.loss)
        if self.dx is not None:
            asked_rows.weigh_rows(self.row_weight, self.dx.rows)

    def cell(self, name: str) -> Tensor:
        """A named number that may change between two steps."""
        return self.recorder.cell(self.state, name)


def spans(network: Network, state: State, rule: Rule) -> list[tuple[int, int, float]]:
    """(first value, number of values, rate) of every run of a rule's weights that share a rate: one for all, mostly."""
    rates = {node.id: node.rate for node in network.nodes}
    starts: list[tuple[int, float]] = []
    moved = (e for e in state.entries.values() if e.region == UPDATED and e.update == rule.number)
    for entry in sorted(moved, key=lambda e: e.start):
        if not starts or starts[-1][1] != rates[entry.node]:
            starts.append((entry.start, rates[entry.node]))
    ends = [*(start for start, _ in starts[1:]), rule.start + rule.size]
    return [(start, end - start, rate) for (start, rate), end in zip(starts, ends, strict=False)]


class UpdateScope:
    """What an optimiser records on: a flat run of weights, all that learn unless blocks have rates of their own.

    `span` is the first value and their number; `rate` multiplies the learning rate of `rule`.
    """

    def __init__(self, recorder, state: State, rule: Rule, span: tuple[int, int], rate: float = 1.0):
        self.recorder, self.state, self.rule, self.span, self.rate = recorder, state, rule, span, rate
        self.weights = self._flat(state.buffers["weights"])
        self.gradients = self._flat(state.gradients)

    def _flat(self, buffer, before: int = 0) -> Tensor:
        return self.recorder.lasting(buffer, self.span[0] - before, self.span[1:], buffer.name)

    def slot(self, name: str) -> Tensor:
        """What the optimiser keeps under this name."""
        return self._flat(self.state.buffers[self.rule.slot(name)], self.rule.start)

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
        own_name = name if name.startswith("clipping.") else f"{self.rule.prefix}{name}"
        cell = self.recorder.cell(self.state, own_name)
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
