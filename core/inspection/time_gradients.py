"""How large the gradient is at each step of a series: what a recurrent block hears of the loss, back through time."""

import numpy as np
from msgspec import Struct

from core.engine.machine import Program
from core.engine.plan import Mode, Plan
from core.inspection.needs import Need

ROWS = 16
"""Training samples, evenly chosen, over which sizes are taken."""


class StepSizes(Struct, frozen=True):
    """For each step of the series that goes into a block: `gradient`, the root of the mean over some samples of
    |∂loss/∂x_t|², and `state`, the same of the state after it; both (steps,) float64 in the order of time. `backwards`
    says that the block reads from the end."""

    gradient: np.ndarray
    state: np.ndarray
    backwards: bool


class TimeGradients(Need, frozen=True):
    """The sizes at each step of a recurrent block; None where there is no such block, or nothing learns from it."""

    node: str

    def read(self, inspector):
        trainer = inspector.trainer
        node, samples = trainer.project.network.node(self.node), trainer.prepared.train
        if node is None or not node.layer.further:
            return None
        rows = min(ROWS, len(samples))
        tokens = any(port.type.is_tokens for port in trainer.description.inputs)
        mode = Mode(backward=True, loss=True, keep=True, to_inputs=not tokens)
        program = inspector.kept_program(("time gradients", rows), lambda: Program(Plan(
            trainer.project, trainer.check, trainer.state_memory, mode, rows)))
        chosen = np.unique(np.linspace(0, len(samples) - 1, rows).astype(np.int64))
        slope, states = program.plan.slopes.get(node.inputs[0]), program.plan.scopes[self.node].memory("states")
        if slope is None or states is None:
            return None
        memory = trainer.state_memory
        # A pass with gradients moves batch statistics and losses: they are put back.
        kept, gradients = memory.block.copy(), memory.gradients.array().copy()
        program.plan.feed(samples.chosen(chosen).inputs)
        program.plan.aim_at([None if one is None else one[chosen] for one in trainer.targets["train"]])
        program.run()
        memory.block[:] = kept
        memory.gradients.array()[:] = gradients
        order = slice(None, None, -1 if node.layer.go_backwards else 1)
        return StepSizes(_size(slope.array(), 0), _size(states.array()[1:], 1)[order], node.layer.go_backwards)


def _size(values: np.ndarray, samples: int) -> np.ndarray:
    """The root of the mean square length at each step, of values in which the samples lie along this axis."""
    return np.sqrt((values.astype(np.float64)**2).sum(2).mean(samples))
