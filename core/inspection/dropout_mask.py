"""What a block of dropout switches off in the next step."""

import numpy as np
from msgspec import Struct

from core.engine.machine import Program
from core.engine.plan import Mode, Plan
from core.inspection.needs import Need

NOISY = Mode(noisy=True, keep=True)


class SwitchedOff(Struct, frozen=True):
    """The factors of one record, of the shape of the block: 0 where a value is switched off, 1 / (1 − rate) where it
    passes. `step` is the step that uses them."""

    factors: np.ndarray
    rate: float
    step: int

    @property
    def share(self) -> float:
        """The share of values that are off."""
        return float((self.factors == 0).mean())


class DropoutMask(Need, frozen=True):
    """The mask that the next step draws for the first record of its batch; None for a block without one."""

    node: str

    def read(self, inspector):
        trainer = inspector.trainer
        node = trainer.project.network.node(self.node)
        if node is None or not node.layer.drops:
            return None
        plan = inspector.once("noisy pass", lambda: _passed(inspector))
        kept = plan.scopes[self.node].memory("mask") if self.node in plan.scopes else None
        if kept is None:
            return None
        shape = trainer.check.shapes[self.node]
        factors = np.array(kept.array()).reshape(plan.rows, -1)[0]
        if factors.size == shape[-1]:
            factors = np.broadcast_to(factors, shape)  # whole channels
        elif factors.size != np.prod(shape, dtype=int):
            return None
        largest = float(factors.max())
        return SwitchedOff(factors.reshape(shape), 1 - 1 / largest if largest else 1.0, trainer.steps + 1)


def _passed(inspector) -> Plan:
    """A forward pass with everything that is left to chance, over as many records as a step has."""
    trainer = inspector.trainer
    rows = trainer.batch_size
    program = inspector.kept_program("noisy", lambda: Program(Plan(trainer.project, trainer.check, trainer.state_memory,
                                                                   NOISY, rows)))
    program.plan.feed(trainer.prepared.train.chosen(slice(0, rows)).inputs)
    program.run()
    return program.plan
