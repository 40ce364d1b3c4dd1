"""The losses of a plan: where their targets lie, which values they look at, and what they add up to."""

from typing import NamedTuple
from weakref import proxy

import numpy as np

from core.engine.scope import LossScope
from core.kernels import asked_rows
from core.kernels import objectives as k
from core.kernels.runtime.tensor import Tensor
from core.project.objectives import Aim, aims, main_aim, port_of


class Judged(NamedTuple):
    """One loss of a plan: its aim, the key of the values it looks at, whether these are logits, and its target."""

    aim: Aim
    number: int
    key: str
    logits: bool
    target: Tensor


class Judging:
    """All losses of one plan. `judged` lists them in the order of the project's objectives."""

    def __init__(self, plan):
        self.plan = proxy(plan)  # which owns this
        self.aims = aims(plan.project.network, plan.project.training, plan.check.description)
        self.main = main_aim(self.aims)
        self._constants: list[np.ndarray] = []
        targets = [self._placed(number, aim) for number, aim in enumerate(self.aims)] if plan.mode.loss else []
        self.judged = [self._looking(number, aim, target)
                       for number, (aim, target) in enumerate(zip(self.aims, targets, strict=False))]
        self.keys = {one.key for one in self.judged}
        self.asked: dict[int, Tensor] = {}
        """How much each row counts, of the losses that do not ask of all rows, by their numbers."""
        self.counts: dict[int, Tensor] = {}
        """How many rows of these are asked for."""
        self.of_main = self.judged[self.aims.index(self.main)] if self.judged else None
        """The loss of which the figures speak; None in plans without losses."""

    def _placed(self, number: int, aim: Aim) -> Tensor:
        plan, units = self.plan, self.plan.check.shapes[aim.output]
        name = f"target{number}" if number else "target"
        if aim.loss.labels:
            return plan.recorder.new(name, (plan.rows * int(np.prod(units[:-1], dtype=np.int64)),), np.int32,
                                     lasting=True)
        shape = plan.rows * int(np.prod(units, dtype=np.int64)) // units[-1], units[-1]
        if aim.constant is None:
            return plan.recorder.new(name, shape, lasting=True)
        self._constants.append(np.full(shape, aim.constant, np.float32))
        return plan.recorder.of(name, self._constants[-1])

    def _looking(self, number: int, aim: Aim, target: Tensor) -> Judged:
        """A loss that pairs with the activation of its output looks at what comes before that."""
        last = next((step for step in self.plan.steps if step.target == aim.output), None)
        if last is not None and last.is_activation and type(last.op).__name__ == aim.loss.pair:
            return Judged(aim, number, last.sources[0], True, target)
        return Judged(aim, number, aim.output, aim.loss.from_logits, target)

    def unseen(self, key: str) -> bool:
        """Whether nobody looks at a value any more: an activation whose losses all take what comes before it."""
        mine = [one for one in self.judged if one.aim.output == key]
        return bool(mine) and all(one.key != key for one in mine) and not any(
            key in step.sources for step in self.plan.steps)

    def record(self) -> dict[int, dict[str, Tensor]]:
        """Record every loss, and their sum; returns, for each update, the gradients of the values they look at."""
        plan, cells = self.plan, self.plan.state.objectives
        found: dict[int, dict[str, Tensor]] = {}
        plan.recorder.node = "loss"
        for one in self.judged:
            x = plan.values[one.key]
            wanted = plan.mode.backward and plan.moves(one.aim.update, one.key)
            dx = plan.recorder.new(f"∂ {one.key}", x.shape) if wanted else None
            # Class weights act in training alone, as in Keras.
            weight = plan.project.training.class_weight if plan.mode.backward and one.aim is self.main else ()
            cell = cells[one.number] if cells else "loss"
            scope = LossScope(plan.recorder, plan.state, x, one.target, dx, one.logits, weight, cell)
            if self._few(one, x):
                scope.row_weight, scope.asked = self.asked[one.number], self.counts[one.number]
                one.aim.loss.record_asked(scope)
            else:
                one.aim.loss.record(scope)
            if cells:
                self._weigh(one, dx)
            if dx is not None:
                plan.collect(found.setdefault(one.aim.update, {}), one.key, dx)
        return found

    def _few(self, one: Judged, x: Tensor) -> bool:
        """Record which rows are asked for, where not all are: those that have a target and are no filler."""
        plan, rows = self.plan, x.rows.shape[0]
        port, mask = port_of(one.aim, plan.check.description), plan.masks.get(one.key)
        gaps = port is not None and port.gaps and one.aim.loss.labels
        if not gaps and (mask is None or mask.size != rows):
            return False
        # Read from outside after the pass, as the outputs are.
        weight = plan.recorder.new(f"asked {one.number}", (rows,), lasting=True)
        if gaps:
            asked_rows.labels_asked(one.target, weight)
        else:
            asked_rows.all_asked(weight)
        if mask is not None and mask.size == rows:
            asked_rows.leave_out(mask.flat, weight)
        self.asked[one.number] = weight
        self.counts[one.number] = plan.recorder.new(f"count of asked {one.number}", (1,), lasting=True)
        asked_rows.share_out(weight, self.counts[one.number])
        return True

    def _weigh(self, one: Judged, dx: Tensor | None) -> None:
        recorder, state = self.plan.recorder, self.plan.state
        weight = recorder.cell(state, f"objective{one.number}.weight")
        add = k.add_loss if one.number else k.first_loss
        add(recorder.cell(state, state.objectives[one.number]), weight, recorder.cell(state, "loss"))
        if dx is not None:
            k.weigh(weight, dx.flat)
