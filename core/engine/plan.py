"""Compiles a network to a plan: layers record their kernels once, memory is laid out, the machine gets a table.

Four kinds of plan come from one network: training (backward, update; memory shared), evaluation (forward and loss),
inference (forward) and inspection (every tensor kept, nothing fused: what views and slow motion read).
"""

import math
from collections.abc import Mapping, Sequence

import numpy as np
from msgspec import Struct

from core.engine.backward_pass import BackwardPass
from core.engine.judging import Judging
from core.engine.lowering import Step, lowered
from core.engine.one_pass import join_passes
from core.engine.recorder import Recorder
from core.engine.scope import Scope
from core.engine.state import FIXED, State
from core.engine.weight_update import record_update
from core.kernels import batch as k
from core.kernels.losses import penalty
from core.kernels.runtime.tensor import Tensor
from core.project.network import Check
from core.project.spec import Project


class Mode(Struct, frozen=True):
    """What a plan is for."""

    backward: bool = False
    update: bool = False
    loss: bool = False
    noisy: bool = False
    batch_statistics: bool = False
    keep: bool = False
    to_inputs: bool = False
    """The way back goes on to the inputs of the data. One without a loss begins with `Plan.seed`."""
    apart: bool = False
    """Every gradient is written before its weights move, also where one pass could do both."""


TRAIN = Mode(backward=True, update=True, loss=True, noisy=True, batch_statistics=True)
SEEN_STEP = Mode(backward=True, update=True, loss=True, noisy=True, batch_statistics=True, apart=True)
"""As `TRAIN`, for who looks at the gradients behind the step."""
GRADIENTS = Mode(backward=True, loss=True, batch_statistics=True)
EVALUATE = Mode(loss=True)
INFER = Mode()
INSPECT = Mode(keep=True)

READERS = 8
"""Instructions that may read a batch where it lies; where there are more, it is copied."""


class Plan:
    """A recorded plan with its memory. `values` are the tensors by key: inputs of the data, node ids, "id:z" before an
    activation, "id.state" for further outputs.

    `readers` are the cells in which instructions hold the address of the batch, once there is a table of them.
    `nbytes` is the memory of the plan alone, without weights and data; without `allocate` it is only computed.
    """

    def __init__(self, project: Project, check: Check, state: State, mode: Mode, rows: int, source=None,
                 workers: int = 1, allocate: bool = True):
        self.project, self.check, self.state, self.mode, self.rows = project, check, state, mode, rows
        assert check.description is not None, "a sound project has data"
        self.description = check.description
        self.workers = workers
        self.recorder = Recorder()
        self.steps = lowered(project.network, check)
        self.values: dict[str, Tensor] = {}
        self.readers = np.zeros(READERS, np.int64)
        self.scopes: dict[str, Scope] = {}
        self._arrays: dict[Tensor, np.ndarray] = {}
        self.tokens: dict[str, Tensor] = {}
        """The tokens of values that are the table which they choose from, in place of its rows."""
        self.masks: dict[str, Tensor] = {}
        """Which steps count, of the values whose steps do not all."""
        self.slopes: dict[str, Tensor] = {}
        """The gradients of values by key, where the plan has a way back and keeps everything."""
        self.joined = False
        """Whether some gradients are nowhere written, since one pass makes and uses them."""
        self._owned: set[str] = set()
        self._moved: dict[int, set[str]] = {}
        self._record(source)
        self.nbytes = self.recorder.arrange(share=not mode.keep)
        self.block = self.recorder.allocate(self.nbytes) if allocate else None
        self.instructions = tuple(self.recorder.instructions)
        self.nodes = tuple(self.recorder.nodes)
        self.recorder.let_go()

    @property
    def output_key(self) -> str:
        """The key of the network's first output."""
        return self.project.network.output

    @property
    def inputs(self) -> tuple[str, ...]:
        """The names of the inputs of the data."""
        return tuple(port.name for port in self.description.inputs)

    @property
    def targets(self) -> tuple[Tensor, ...]:
        """Where the targets lie, one tensor for each loss."""
        return tuple(one.target for one in self.judging.judged)

    @property
    def final(self) -> Tensor:
        """The values that the main loss looks at."""
        return self.values[self.judging.of_main.key]

    @property
    def logits(self) -> bool:
        """Whether these are values before the activation that belongs to the loss."""
        return self.judging.of_main.logits

    def feed(self, inputs: Mapping[str, np.ndarray]) -> None:
        """Put samples (rows, *shape) into the inputs of the data, by their names."""
        for name, array in inputs.items():
            self._at(self.values[name])[...] = array

    def _at(self, tensor: Tensor) -> np.ndarray:
        """The array of a tensor, made once: a small network is measured as often as a small array is made."""
        if tensor not in self._arrays:
            self._arrays[tensor] = tensor.array()
        return self._arrays[tensor]

    def answers(self) -> np.ndarray:
        """What `final` holds, copied, a row for each answer."""
        values = self._at(self.final)
        return values.reshape(-1, values.shape[-1]).copy()

    def aim_at(self, targets: Sequence[np.ndarray | None]) -> None:
        """Put targets, one array for each loss as `targets_for` makes them, where the losses look."""
        for one, array in zip(self.judging.judged, targets, strict=True):
            if array is not None:
                self._at(one.target)[...] = array.reshape(one.target.shape)

    def _record(self, source) -> None:
        for port in self.description.inputs:
            dtype = np.int32 if port.type.is_tokens else np.float32
            self.values[port.name] = self.recorder.new(port.name, (self.rows, *port.type.shape), dtype, lasting=True)
        self.judging = Judging(self)
        if source is not None:
            source.record(self)
        self._forward()
        gradients = self.judging.record() if self.mode.loss else self._seeded() if self.mode.backward else {}
        if self.mode.update:
            source.count_right(self)
        if self.mode.backward:
            self._backward(gradients)
        elif self.mode.loss:
            self._penalties(None)
        if self.mode.update:
            record_update(self, source.epoch_samples)
            if not self.mode.apart:
                self.joined = join_passes(self.recorder, self.state, self.workers)
        if source is not None:
            source.finish(self)

    def _seeded(self) -> dict[int, dict[str, Tensor]]:
        """The gradient that a way back without a loss begins with: somebody writes it into `seed`. It is that of the
        values before the last activation, which saturates, where there is one."""
        before = f"{self.output_key}:z"
        self.seed_key = before if before in self.values else self.output_key
        self.seed = self.recorder.new("seed", self.values[self.seed_key].shape, lasting=True)
        return {0: {self.seed_key: self.seed}}

    def _forward(self) -> None:
        """Record all layers but an activation that every loss looks behind."""
        for number, step in enumerate(self.steps):
            self.recorder.node = step.node
            if not self.judging.unseen(step.target):
                self._forward_step(step, self.steps[number + 1] if number + 1 < len(self.steps) else None)
        if not self.mode.backward:
            # What is read from outside afterwards must outlive the steps after it.
            for key in self.judging.keys.union(self.project.network.answers) & self.values.keys():
                self.values[key].buffer.lasting = True

    def _forward_step(self, step: Step, following: Step | None) -> None:
        scope = Scope(self.recorder, self.state, step, self.mode, self.rows, self.workers)
        self.scopes[step.target] = scope
        scope.xs = [self.values[source] for source in step.sources]
        scope.masks = [self.masks.get(source) for source in step.sources]
        scope.tokens = self.tokens.get(step.sources[0])
        shape = (self.rows, *step.shape)
        if step.op.looks_up and self._gives_table(step):
            self.values[step.target] = scope.y = step.op.table(scope)
            self.tokens[step.target], scope.given_on = scope.x, True
            self._pass_mask(step, scope)
            return
        if step.op.view:
            self.values[step.target] = scope.y = scope.x.reshaped(*shape)
            return
        if self.floored(step):
            self.values[step.target] = scope.y = scope.x
            self._pass_mask(step, scope)
            return
        if self._in_place(step):
            scope.y = scope.x
        else:
            scope.y = self.recorder.new(step.target, shape)
            self._owned.add(step.target)
        for key, size in step.more.items():
            self.values[key] = self.recorder.new(key, (self.rows, *size))
            scope.more.append(self.values[key])
        if step.op.fuses_floor and following is not None and self.floored(following):
            scope.floor = following.op.floor
        self.values[step.target] = scope.y
        step.op.forward(scope)
        self._pass_mask(step, scope)

    def _pass_mask(self, step: Step, scope: Scope) -> None:
        """Which steps of what came out count."""
        mask = step.op.mask(scope) if step.in_time else None
        if mask is not None:
            self.masks[step.target] = mask

    def _gives_table(self, step: Step) -> bool:
        """Whether the only one who reads these rows of a table is given the table: in training, where the tokens of a
        batch are more than the rows of the table."""
        readers = [other for other in self.steps if step.target in other.sources]
        return (self.mode.backward and not self.mode.keep and not self.mode.to_inputs and len(readers) == 1
                and readers[0].sources.index(step.target) == 0 and readers[0].op.reads_table()
                and step.target not in self.judging.keys
                and self.state.training.batch_size * math.prod(self.values[step.sources[0]].shape[1:])
                > step.op.vocabulary)

    def _in_place(self, step: Step) -> bool:
        """Whether the output may take the place of the input, at which nobody looks again."""
        return (step.op.overwrites and not self.mode.keep and step.sources[0] in self._owned
                and step.sources[0] not in self.judging.keys)

    def floored(self, step: Step) -> bool:
        """Whether this activation is done by the layer before it."""
        return (step.is_activation and step.op.floor is not None and not self.mode.keep and step.fusible
                and step.sources[0] not in self.judging.keys)

    def moves(self, update: int, key: str) -> bool:
        """Whether anything that an update moves stands behind this value."""
        if self.mode.to_inputs:
            return self.values[key].dtype != np.int32
        if update not in self._moved:
            learning = {entry.node for entry in self.state.entries.values()
                        if entry.region != FIXED and entry.update == update}
            keys: set[str] = set()
            for step in self.steps:
                if step.owner in learning or any(source in keys for source in step.sources):
                    keys |= {step.target, *step.more}
            self._moved[update] = keys
        return key in self._moved[update]

    def _backward(self, gradients: dict[int, dict[str, Tensor]]) -> None:
        """Every update's way back, all from the same weights: none has moved them yet."""
        passes = [BackwardPass(self, update, found) for update, found in sorted(gradients.items())]
        for one in passes:
            one.record()
            self.slopes |= one.gradients
        self._penalties({(owner, one.update) for one in passes for owner in one.reached})

    def collect(self, gradients: dict[str, Tensor], key: str, gradient: Tensor) -> None:
        """The gradient of a value that several blocks use is the sum of what each of them reports."""
        if key in gradients:
            k.add_into(gradient.flat, gradients[key].flat)
        else:
            gradients[key] = gradient

    def _penalties(self, reached: set[tuple[str, int]] | None) -> None:
        """Add what large weights cost to the loss, and to their gradients where a way back has `reached` them."""
        self.recorder.node = "loss"
        loss = self.recorder.cell(self.state, "loss")
        for entry in self.state.entries.values():
            # Only what is trained counts, as in Keras.
            if entry.weight.regularizer is None or entry.region == FIXED:
                continue
            buffer = self.state.buffers[entry.region]
            w = self.recorder.lasting(buffer, entry.start, entry.weight.shape, entry.name).flat
            if reached is not None:
                dw = self.recorder.lasting(self.state.gradients, entry.start, entry.weight.shape, entry.name).flat
                if (entry.node, entry.update) not in reached:
                    # Nothing uses the block: nobody else writes its gradient, in which the penalty would pile up.
                    k.copy(self.recorder.new("zeros", dw.shape, lasting=True), dw)
            else:
                dw = self.recorder.new("nothing", (0,))
            penalty(w, self.recorder.cell(self.state, f"{entry.name}.l1"),
                    self.recorder.cell(self.state, f"{entry.name}.l2"), dw, loss)
