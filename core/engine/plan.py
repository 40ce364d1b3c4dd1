"""Compiles a network to a plan: layers record their kernels once, memory is laid out, the machine gets a table.

Four kinds of plan come from one network: training (backward, update; memory shared), evaluation (forward and loss),
inference (forward) and inspection (every tensor kept, nothing fused: what views and slow motion read).
"""

import numpy as np
from msgspec import Struct

from core.engine.lowering import Step, lowered
from core.engine.recorder import Recorder
from core.engine.scope import UNBOUNDED, LossScope, Scope
from core.engine.state import FIXED, State
from core.engine.weight_update import record_update
from core.kernels import batch as k
from core.kernels.losses import penalty
from core.kernels.runtime.tensor import Tensor
from core.project.network import Check
from core.project.spec import INPUT, Project


class Mode(Struct, frozen=True):
    """What a plan is for."""

    backward: bool = False
    update: bool = False
    loss: bool = False
    noisy: bool = False
    batch_statistics: bool = False
    keep: bool = False


TRAIN = Mode(backward=True, update=True, loss=True, noisy=True, batch_statistics=True)
GRADIENTS = Mode(backward=True, loss=True, batch_statistics=True)
EVALUATE = Mode(loss=True)
INFER = Mode()
INSPECT = Mode(keep=True)

READERS = 8
"""Instructions that may read a batch where it lies; where there are more, it is copied."""


class Plan:
    """A recorded plan with its memory. `values` are the tensors by key: "input", node ids, "id:z" before activation.

    `readers` are the cells in which instructions hold the address of the batch, once there is a table of them.
    `nbytes` is the memory of the plan alone, without weights and data; without `allocate` it is only reckoned.
    """

    def __init__(self, project: Project, check: Check, state: State, mode: Mode, rows: int, source=None,
                 workers: int = 1, allocate: bool = True):
        self.project, self.check, self.state, self.mode, self.rows = project, check, state, mode, rows
        self.workers = workers
        self.recorder = Recorder()
        self.steps = lowered(project.network, check)
        self.values: dict[str, Tensor] = {}
        self.gradients: dict[str, Tensor] = {}
        self.target: Tensor | None = None
        self.readers = np.zeros(READERS, np.int64)
        self._scopes: dict[str, Scope] = {}
        self._owned: set[str] = set()
        self._cut: set[str] = set()
        self._reached: set[str] = set()
        self._record(source)
        self.nbytes = self.recorder.arrange(share=not mode.keep)
        self.block = self.recorder.allocate(self.nbytes) if allocate else None
        self.instructions = tuple(self.recorder.instructions)
        self.nodes = tuple(self.recorder.nodes)
        self.recorder.let_go()

    @property
    def output_key(self) -> str:
        """The key of the network's output."""
        return self.project.network.nodes[-1].id

    def _record(self, source) -> None:
        self.values[INPUT] = self.recorder.new(INPUT, (self.rows, *self.check.shapes[INPUT]), lasting=True)
        loss = self.project.training.loss
        if self.mode.loss:
            self._place_target(loss)
        if source is not None:
            source.record(self)
        final = self._forward(loss)
        self.final = self.values[final]
        if self.mode.loss:
            self._loss(loss, final)
        if self.mode.update:
            source.task.count_right(self.final, self.target, self.recorder.counters(self.state), loss, self.logits)
        if self.mode.backward:
            self._backward(final)
            self._penalties(gradients=True)
        elif self.mode.loss:
            self._penalties(gradients=False)
        if self.mode.update:
            record_update(self, source.epoch_samples)
        if source is not None:
            source.finish(self)

    def _place_target(self, loss) -> None:
        units = self.check.shapes[self.output_key]
        if loss.labels:
            count = self.rows * int(np.prod(units[:-1], dtype=np.int64))
            self.target = self.recorder.new("target", (count,), np.int32, lasting=True)
        else:
            outputs = int(np.prod(units, dtype=np.int64))
            self.target = self.recorder.new("target", (self.rows * outputs // units[-1], units[-1]), lasting=True)

    def _forward(self, loss) -> str:
        """Record all layers; returns the key of what the loss sees (before a paired activation)."""
        final = self.output_key
        for number, step in enumerate(self.steps):
            self.recorder.node = step.node
            if self.mode.loss and step.target == final and step.is_activation and type(step.op).__name__ == loss.pair:
                return step.sources[0]
            self._forward_step(step, self.steps[number + 1] if number + 1 < len(self.steps) else None)
        return final

    def _forward_step(self, step: Step, following: Step | None) -> None:
        scope = Scope(self.recorder, self.state, step.node, step.op, self.mode, self.rows, self.workers)
        self._scopes[step.target] = scope
        scope.xs = [self.values[source] for source in step.sources]
        shape = (self.rows, *step.shape)
        if step.op.view:
            self.values[step.target] = scope.y = scope.x.reshaped(*shape)
            return
        if self._floored(step):
            self.values[step.target] = scope.y = scope.x
            return
        if step.op.overwrites and not self.mode.keep and step.sources[0] in self._owned:
            scope.y = scope.x
        else:
            scope.y = self.recorder.new(step.target, shape)
            self._owned.add(step.target)
        if step.op.fuses_floor and following is not None and self._floored(following):
            scope.floor = following.op.floor
        self.values[step.target] = scope.y
        step.op.forward(scope)

    def _floored(self, step: Step) -> bool:
        """Whether this activation is done by the layer before it."""
        return (step.is_activation and step.op.floor is not None and not self.mode.keep and step.fusible
                and not (self.mode.loss and step.target == self.output_key
                         and type(step.op).__name__ == self.project.training.loss.pair))

    def _loss(self, loss, final: str) -> None:
        self.recorder.node = "loss"
        x = self.values[final]
        logits = final != self.output_key or loss.from_logits_declared()
        wanted = self.mode.backward and self._learns(final)
        dx = self.recorder.new(f"∂ {final}", x.shape) if wanted else None
        # Class weights act in training alone, as in Keras.
        weight = self.project.training.class_weight if self.mode.backward else ()
        loss.record(LossScope(self.recorder, self.state, x, self.target, dx, logits, weight))
        if dx is not None:
            self.gradients[final] = dx
        self.logits = logits

    def _learns(self, key: str) -> bool:
        """Whether anything that the optimiser moves stands behind this value."""
        return key in self._moved

    @property
    def _moved(self) -> set[str]:
        if not hasattr(self, "_moved_keys"):
            learning = {entry.node for entry in self.state.entries.values() if entry.region != FIXED}
            keys: set[str] = set()
            for step in self.steps:
                if step.node in learning or any(source in keys for source in step.sources):
                    keys.add(step.target)
            self._moved_keys = keys
        return self._moved_keys

    def _backward(self, final: str) -> None:
        started = False
        for step in reversed(self.steps):
            started = started or step.target == final
            if started and step.target in self.gradients:
                self.recorder.node = step.node
                self._backward_step(step)

    def _backward_step(self, step: Step) -> None:
        scope = self._scopes[step.target]
        dy = self.gradients[step.target]
        wanted = [self._learns(source) for source in step.sources]
        if step.op.view:
            if wanted[0]:
                self._collect(step.sources[0], dy.reshaped(*self.values[step.sources[0]].shape))
            return
        if step.target in self._cut:
            self._collect(step.sources[0], dy)
            return
        scope.dy, scope.cut = dy, self._cut_before(step)
        scope.dxs = [self._place_gradient(step, source, dy) if want else None
                     for source, want in zip(step.sources, wanted, strict=True)]
        step.op.backward(scope)
        self._reached.add(step.node)
        for source, dx in zip(step.sources, scope.dxs, strict=True):
            if dx is not None:
                self._collect(source, dx)

    def _cut_before(self, step: Step) -> float:
        """Below what a step leaves its gradient out because it stands for the activation before it, which then has
        nothing left to do."""
        if not step.op.cuts:
            return UNBOUNDED
        before = next((other for other in self.steps if other.target == step.sources[0]), None)
        users = sum(step.sources[0] in other.sources for other in self.steps)
        if before is None or users > 1 or before.target == self.output_key or not self._floored(before):
            return UNBOUNDED
        self._cut.add(before.target)
        return before.op.floor

    def _place_gradient(self, step: Step, source: str, dy: Tensor) -> Tensor:
        if step.op.overwrites and not self.mode.keep:
            return dy
        return self.recorder.new(f"∂ {source}", self.values[source].shape)

    def _collect(self, key: str, gradient: Tensor) -> None:
        """The gradient of a value that several blocks use is the sum of what each of them reports."""
        if key in self.gradients:
            k.add_into(gradient.flat, self.gradients[key].flat)
        else:
            self.gradients[key] = gradient

    def _penalties(self, gradients: bool) -> None:
        self.recorder.node = "loss"
        loss = self.recorder.cell(self.state, "loss")
        for entry in self.state.entries.values():
            # Only what is trained counts, as in Keras.
            if entry.weight.regularizer is None or entry.region == FIXED:
                continue
            buffer = self.state.buffers[entry.region]
            w = self.recorder.lasting(buffer, entry.start, entry.weight.shape, entry.name).flat
            if gradients:
                dw = self.recorder.lasting(self.state.gradients, entry.start, entry.weight.shape, entry.name).flat
                if entry.node not in self._reached:
                    # Nothing uses the block: nobody else writes its gradient, in which the penalty would pile up.
                    k.copy(self.recorder.new("zeros", dw.shape, lasting=True), dw)
            else:
                dw = self.recorder.new("nothing", (0,))
            penalty(w, self.recorder.cell(self.state, f"{entry.name}.l1"),
                    self.recorder.cell(self.state, f"{entry.name}.l2"), dw, loss)
