"""Finds out where a number went wrong, in a learner's words."""

import numpy as np

from core.machine import Program


def cures(project, node: str = "") -> str:
    """What to try, in one sentence with this project's own numbers. `node`: the block where it happened."""
    training = project.training
    words = [f"a learning rate of {training.optimizer.learning_rate / 10:g} in place of "
             f"{training.optimizer.learning_rate:g}"]
    words.append("clipping the gradients by their norm" if training.clipping is None else "a tighter limit in clipping")
    block = project.network.node(node)
    start = getattr(block.layer, "kernel_initializer", None) if block else None
    if start is None:
        words.append("another start of the weights")
    elif start.shown_name() != block.layer.activation.start:
        words.append(f"{block.layer.activation.start} in place of {start.shown_name()} as the start of {node}")
    return f"Try {', '.join(words[:-1])} or {words[-1]}."


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
                            f"step are kept. {cures(project, where)}")
                return sentence, where if project.network.node(where) else ""
    return ("Training stopped: the loss is no longer a finite number; the weights of the last good step are kept. "
            f"{cures(project)}"), ""
