"""Finds out where a number first became infinite or undefined, in a learner's words."""

import numpy as np

from core.engine.machine import Program
from core.text.messages import Said, again, say

GRADIENT = "∂ "
"""How the names of gradients begin."""


def cures(project, node: str = "") -> str:
    """What to try, in one sentence with this project's own numbers. `node`: the block where it happened."""
    training = project.training
    words = [say("a learning rate of {smaller:g} in place of {present:g}",
                 smaller=training.optimizer.learning_rate / 10, present=training.optimizer.learning_rate)]
    words.append(say("clipping the gradients by their norm") if training.clipping is None
                 else say("a tighter limit in clipping"))
    block = project.network.node(node)
    start, activation = (block.layer.kernel_initializer, block.layer.activation) if block else (None, None)
    if start is None or activation is None:
        words.append(say("another start of the weights"))
    elif start.shown_name() != activation.start:
        words.append(say("{other} in place of {present} as the start of {node}", node=node,
                         other=say(activation.start), present=say(start.shown_name())))
    # Joined again whenever the sentence is said again, in the language of that moment.
    listed = Said(lambda: ", ".join(again(word) for word in words[:-1]))
    return say("Try {mends} or {last}.", mends=listed, last=words[-1])


def first_bad(program: Program, project) -> tuple[str, str]:
    """Step the plan once more, instruction by instruction, and name the first that leaves a non-finite number.

    Returns the sentence and the id of the block, or "" where it happened in none.
    """
    # What the bad step left behind must not be taken for news: some kernels write their output in parts.
    block = program.plan.block
    if block is not None:
        block[:] = 0
    back = False
    for index, instruction in enumerate(program.plan.instructions):
        program.run_one(index)
        back = back or any(tensor.name.startswith(GRADIENT) for tensor in instruction.writes())
        for tensor in instruction.writes():
            if tensor.dtype == np.float32 and tensor.size and not np.isfinite(tensor.array()).all():
                node = _block(program.plan.nodes[index], tensor.name, project)
                where = node or say("the network")
                sentence = say("Training stopped: {name} in {where} is no longer a finite number {when}; the weights "
                               "of the last good step are kept. {cures}", name=tensor.name, where=where,
                               when=_when(tensor.name, back), cures=cures(project, where))
                return sentence, node
    return say("Training stopped: the loss is no longer a finite number; the weights of the last good step are "
               "kept. {cures}", cures=cures(project)), _block("loss", "", project)


def _when(tensor: str, back: bool) -> str:
    """The part of a training step that writes a tensor of this name; `back`: gradients were written already."""
    if tensor.startswith(GRADIENT):
        return say("on the way back")
    return say("as the weights were moved") if back else say("on the way forward")


def _block(node: str, tensor: str, project) -> str:
    """The block where a number broke. Loss and optimiser are none: it is the output whose values the loss could not
    bear, or the block whose weights were moved; "" where more than one block may be meant."""
    if project.network.node(node):
        return node
    owner = tensor.split(".")[0].removeprefix(GRADIENT)
    if project.network.node(owner):
        return owner
    return project.network.output if node == "loss" else ""
