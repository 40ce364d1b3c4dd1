"""Finds out where a number went wrong, in a learner's words."""

import numpy as np

from core.machine import Program

CURES = "Try a learning rate ten times smaller, or another start of the weights."


def first_bad(program: Program, project) -> str:
    """Step the plan once more, instruction by instruction, and name the first that leaves a non-finite number."""
    for index, instruction in enumerate(program.plan.instructions):
        program.run_one(index)
        for tensor in instruction.writes():
            if tensor.dtype == np.float32 and tensor.size and not np.isfinite(tensor.array()).all():
                where = program.plan.nodes[index] or "the network"
                return (f"Training stopped: {tensor.name} is no longer a finite number after "
                        f"{instruction.kernel.name.replace('_', ' ')} in {where}; the weights of the last good step "
                        f"are kept. {CURES}")
    return f"Training stopped: the loss is no longer a finite number; the last good weights are kept. {CURES}"
