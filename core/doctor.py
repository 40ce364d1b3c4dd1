"""Finds out where a number went wrong, in a learner's words."""

import numpy as np

from core.machine import Program

CURES = "Try a learning rate ten times smaller, or another start of the weights."


def first_bad(program: Program, project) -> tuple[str, str]:
    """Step the plan once more, instruction by instruction, and name the first that leaves a non-finite number.

    Returns the sentence and the id of the block, or "" where it happened in none.
    """
    # What the bad step left behind must not be taken for news: some kernels write their output in parts.
    program.plan.block[:] = 0
    for index, instruction in enumerate(program.plan.instructions):
        program.run_one(index)
        for tensor in instruction.writes():
            if tensor.dtype == np.float32 and tensor.size and not np.isfinite(tensor.array()).all():
                where = program.plan.nodes[index] or "the network"
                sentence = (f"Training stopped: {tensor.name} is no longer a finite number after "
                            f"{instruction.kernel.name.replace('_', ' ')} in {where}; the weights of the last good "
                            f"step are kept. {CURES}")
                return sentence, where if project.network.node(where) else ""
    return f"Training stopped: the loss is no longer a finite number; the last good weights are kept. {CURES}", ""
