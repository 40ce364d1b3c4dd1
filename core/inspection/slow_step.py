"""One training step on one record, cut into instructions: what each computes, in symbols and in numbers.

Forward, loss, backward and update are what the recorded plans compute; the lines only say how. Nothing is changed.
"""

import numpy as np
from msgspec import Struct

from core.engine.machine import Program
from core.engine.plan import Mode, Plan
from core.engine.recorder import Recorder
from core.engine.state import UPDATED
from core.engine.weight_update import record_update
from core.inspection.explaining import Explainer
from core.inspection.needs import Need
from core.inspection.next_step import Updated
from core.inspection.slow_lines import (
    AskedTarget,
    error_lines,
    forward_lines,
    loss_lines,
    passed_lines,
    sample_lines,
    update_lines,
    weight_lines,
)
from core.optimizers.one_weight import Line

LOOK = Mode(backward=True, loss=True, keep=True)
"""Everything is kept; dropout is off and moving statistics stand, so that one record has an answer of its own."""
SAMPLE, SCALE, FORWARD, LOSS, ERROR, WEIGHTS, PASSED, UPDATE = (
    "sample", "scale", "forward", "loss", "error", "weights", "passed", "update")
"""Kinds of instructions, in their order."""
BACKWARD = (ERROR, WEIGHTS, PASSED)


class Instruction(Struct, frozen=True):
    """One instruction: its `kind`, the block whose it is ("" for none), the rule in symbols (TeX) and some of its
    numbers; `count` says how many there are in all. `activation` tells an activation from the layer before it."""

    kind: str
    node: str
    formula: str
    lines: tuple[Line, ...]
    count: int
    activation: bool = False


class SlowStep(Struct, frozen=True):
    """The instructions of one step, and all of its numbers.

    `values` by key of the plan ("id", "id:z"), `slopes` the gradients of the loss by them, `before`, `after` and
    `gradients` by name of the weight array. `loss` and `answer` are those before the step, `loss_after` and
    `answer_after` those of the same record after it. `records` is how many the gradients are a mean of.
    """

    instructions: tuple[Instruction, ...]
    values: dict[str, np.ndarray]
    slopes: dict[str, np.ndarray]
    before: dict[str, np.ndarray]
    gradients: dict[str, np.ndarray]
    after: dict[str, np.ndarray]
    loss: float
    loss_after: float
    answer: np.ndarray
    answer_after: np.ndarray
    rate: float
    records: int
    split: str
    index: int
    step: int


class SlowMotion(Need, frozen=True):
    """A step on one record of a split, or with `whole` on the batch of records in which it stands."""

    split: str
    index: int
    whole: bool = False

    def read(self, inspector):
        trainer = inspector.trainer
        samples = trainer.prepared.split(self.split)
        if not 0 <= self.index < len(samples) or not trainer.state_memory.gradients.size or trainer.stopped:
            return None
        return StepTaker(inspector, self).taken()


class StepTaker:
    """Takes the step, and puts everything back."""

    def __init__(self, inspector, need: SlowMotion):
        self.inspector, self.trainer, self.need = inspector, inspector.trainer, need
        self.memory = self.trainer.state_memory

    def taken(self) -> SlowStep:
        memory, need = self.memory, self.need
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        sample = self.inspector.sample(need.split, need.index)
        try:
            plan = self._passed(need.index, need.index + 1)
            values = {key: tensor.array()[0].copy() for key, tensor in plan.values.items()}
            slopes = {key: tensor.array()[0].copy() for key, tensor in plan.slopes.items()}
            loss, records, asked = memory.cell("loss"), 1, self._asked(plan)
            if need.whole:
                batch = min(self.trainer.batch_size, len(self.trainer.prepared.split(need.split)))
                first = min(need.index // batch * batch, len(self.trainer.prepared.split(need.split)) - batch)
                memory.block[:] = kept
                self._passed(first, first + batch)
                records = batch
            found = {name: memory.gradient(name).copy() for name in memory.entries}
            before = {name: memory.weight(name).copy() for name in memory.entries}
            one = self._update(kept)
            after = {name: memory.weight(name).copy() for name in memory.entries}
            self._passed(need.index, need.index + 1)
            loss_after = memory.cell("loss")
            again = self._again()
        finally:
            memory.block[:] = kept
            memory.gradients.array()[:] = gradients
        values |= sample.outputs
        answer = next(iter(sample.answers.values()))
        parts = StepParts(self.trainer, sample, values, slopes, before, found, one, records)
        parts.asked = asked
        return SlowStep(tuple(parts.instructions(loss)), values, slopes, before, found, after, loss, loss_after, answer,
                        next(iter(again.answers.values())), one.rates[""], records, need.split, need.index,
                        self.trainer.steps + 1)

    def looked(self) -> tuple["StepParts", Updated, float]:
        """What the lines are made of, the update, and the loss of the record alone."""
        memory, need = self.memory, self.need
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        sample = self.inspector.sample(need.split, need.index)
        try:
            plan = self._passed(need.index, need.index + 1)
            values = {key: tensor.array()[0].copy() for key, tensor in plan.values.items()} | sample.outputs
            slopes = {key: tensor.array()[0].copy() for key, tensor in plan.slopes.items()}
            loss = memory.cell("loss")
            found = {name: memory.gradient(name).copy() for name in memory.entries}
            before = {name: memory.weight(name).copy() for name in memory.entries}
            updated = self._update(kept)
        finally:
            memory.block[:] = kept
            memory.gradients.array()[:] = gradients
        return StepParts(self.trainer, sample, values, slopes, before, found, updated, 1), updated, loss

    def _passed(self, first: int, last: int) -> Plan:
        """Forward and backward over some records, with the present weights."""
        trainer, rows = self.trainer, last - first
        program = self.inspector.kept_program(("slow", rows), lambda: Program(Plan(
            trainer.project, trainer.check, self.memory, LOOK, rows)))
        samples = trainer.prepared.split(self.need.split).chosen(slice(first, last))
        program.plan.feed(samples.inputs)
        count = len(trainer.prepared.split(self.need.split))
        program.plan.aim_at([None if target is None else target[first * len(target) // count:
                                                                last * len(target) // count]
                             for target in trainer.targets[self.need.split]])
        self.memory.gradients.array()[:] = 0
        program.run()
        return program.plan

    def _asked(self, plan: Plan) -> AskedTarget | None:
        """What is asked of the record that has just passed."""
        trainer, need = self.trainer, self.need
        found = trainer.judged_targets(need.split) if trainer.judged_port is not None else None
        if found is None:
            return None
        each = len(found) // len(trainer.prepared.split(need.split))
        counted = plan.judging.asked.get(trainer.aims.index(trainer.main_aim))
        priced = any(entry.weight.regularizer is not None for entry in self.memory.entries.values())
        return AskedTarget(found[need.index * each:(need.index + 1) * each], trainer.project.training.class_weight,
                     None if counted is None else counted.array() != 0, priced or len(trainer.aims) > 1)

    def _again(self):
        """The same record with the weights that are there now."""
        self.inspector.refresh()
        found = self.inspector.sample(self.need.split, self.need.index)
        self.inspector.refresh()
        return found

    def _update(self, kept: np.ndarray) -> Updated:
        """Clipping, schedule, optimiser and limits on the gradients that lie there, as the training plan has them."""
        trainer, memory = self.trainer, self.memory
        block = memory.block
        losses = memory.cell("loss")
        block[:] = kept
        memory.set_cell("loss", losses)
        recorder = Recorder()
        recorded = Recorded(recorder, memory, trainer)
        record_update(recorded, trainer.samples)
        recorder.allocate(recorder.arrange(share=False))
        recorded.instructions, recorded.nodes = tuple(recorder.instructions), tuple(recorder.nodes)
        Program(recorded).run()
        return Updated(trainer, kept, block.copy(), memory.gradients.array().copy())


class Recorded:
    """The part of a plan that an update is recorded on and a program runs."""

    def __init__(self, recorder: Recorder, memory, trainer):
        self.recorder, self.state, self.project, self.check = recorder, memory, trainer.project, trainer.check
        self.rows = trainer.batch_size
        self.instructions: tuple = ()
        self.nodes: tuple = ()


class StepParts:
    """Puts the instructions together."""

    def __init__(self, trainer, sample, values, slopes, before, gradients, one, records):
        self.trainer, self.sample, self.values, self.slopes = trainer, sample, values, slopes
        self.before, self.gradients, self.one, self.records = before, gradients, one, records
        self.asked: AskedTarget | None = None
        """What the loss is asked of the record, where the data ask anything."""

    def instructions(self, loss: float):
        """All of them, in their order."""
        trainer = self.trainer
        yield Instruction(SAMPLE, "", "x", *sample_lines(self.sample))
        for port in trainer.description.inputs:
            if trainer.prepared.scalings.get(port.name) is not None:
                explainer = Explainer(trainer, self.sample, port.name)
                lines = forward_lines(explainer, 0, port.name)
                yield Instruction(SCALE, port.name, r"x' = (x - \mu) \cdot f", *lines)
        blocks = [(name, Explainer(trainer, self.sample, name)) for name in trainer.check.order]
        for name, explainer in blocks:
            for place, step in enumerate(explainer.told):
                lines = forward_lines(explainer, place, step.target)
                yield Instruction(FORWARD, name, step.op.formula or "y = f(x)", *lines, step.is_activation)
        aim = trainer.main_aim
        yield Instruction(LOSS, aim.output, aim.loss.formula, *loss_lines(aim, self.sample, loss, self.asked))
        for name, explainer in reversed(blocks):
            above = None
            for step in reversed(explainer.told):
                yield from self._back(name, step, above)
                above = step
        yield Instruction(UPDATE, "", r"w \leftarrow w - \eta \, \frac{\partial L}{\partial w}",
                          *update_lines(self.one, self.gradients))

    def _back(self, name: str, step, above):
        if step.target not in self.slopes:
            return
        rule = r"\frac{\partial L}{\partial y}" if above is None else (
            r"\frac{\partial L}{\partial z} = \frac{\partial L}{\partial a} \cdot f'(z)")
        yield Instruction(ERROR, name, rule, *error_lines(self, step, above), step.is_activation)
        if step.is_activation:
            return
        names = [entry.name for entry in self.trainer.state_memory.entries.values()
                 if entry.node == step.owner and entry.region == UPDATED]
        if names:
            yield Instruction(WEIGHTS, name, r"\frac{\partial L}{\partial w} = \sum \frac{\partial L}{\partial z} "
                              r"\cdot \frac{\partial z}{\partial w}", *weight_lines(self, step, names))
        for source in step.sources:
            if source in self.slopes and source not in self.sample.inputs:
                yield Instruction(PASSED, name, r"\frac{\partial L}{\partial x} = \sum w \cdot "
                                  r"\frac{\partial L}{\partial z}", *passed_lines(self, step, source))

    def without_bias(self, step):
        """The weights of a step by name, with nothing added to the sum."""
        def weight(name: str) -> np.ndarray | None:
            found = self.before.get(f"{step.owner}.{name}")
            return np.zeros_like(found) if found is not None and name == "bias" else found
        return weight
