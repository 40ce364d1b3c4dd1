"""Which trained weights are kept when a network is edited, block by block."""

import math

from msgspec import Struct

from core.project.network import Check, owned
from core.project.spec import Project
from core.text.messages import counted, say


class KeptWeights(Struct, frozen=True):
    """What an edit does to trained weights: `nodes` says "kept" or "new" of every block of the new network that has
    weights, `names` lists the arrays that stay ("dense1.kernel")."""

    nodes: dict[str, str]
    names: tuple[str, ...]

    @property
    def new(self) -> tuple[str, ...]:
        """The blocks that start again."""
        return tuple(node for node, outcome in self.nodes.items() if outcome == "new")

    @property
    def sentence(self) -> str:
        """What a person reads after the edit."""
        if not self.nodes:
            return ""
        if not self.names:
            return say("All weights start anew.")
        if not self.new:
            return say("The network changed; all trained weights are kept.")
        return counted(len(self.new), "The trained weights are kept; {blocks} starts anew.",
                       "The trained weights are kept; {blocks} start anew.", blocks=", ".join(self.new))


def kept(old: Project, before: Check, new: Project, after: Check) -> KeptWeights:
    """What stays of `old`'s weights in `new`; `before` and `after` are what `check` says of the two.

    A block keeps its weights as a whole or not at all: where it is of the same kind under the same id, and each of its
    arrays has the shape that it had. Pure and fast, also for networks that cannot run.
    """
    had = _arrays(old, before)
    outcomes: dict[str, str] = {}
    names: list[str] = []
    for node, (kind, shapes) in _arrays(new, after).items():
        stays = had.get(node) == (kind, shapes)
        outcomes[node] = "kept" if stays else "new"
        names += [f"{node}.{name}" for name in shapes] if stays else []
    return KeptWeights(outcomes, tuple(names))


def _arrays(project: Project, found: Check) -> dict[str, tuple[type, dict]]:
    """(class of the layer, shape of each array) of every block that has weights and whose shapes are known."""
    nodes = {node.id: node for node in project.network.nodes}
    arrays = {}
    for name in found.order:
        inputs = [found.types[source] for source in nodes[name].inputs if source in found.types]
        if name not in found.types or len(inputs) < len(nodes[name].inputs) or nodes[name].shares:
            continue
        layer = nodes[name].layer
        shapes = {key: weight.shape for key, weight in owned(layer, inputs).items() if math.prod(weight.shape)}
        if shapes:
            arrays[name] = (type(layer), shapes)
    return arrays


def carry_over(old, new) -> KeptWeights:
    """Put what stays of one trainer's weights into another.

    The optimiser's memory starts empty, together with its count of steps: half a memory with a whole count would make
    the first steps of new blocks several times too long.
    """
    found = kept(old.project, old.check, new.project, new.check)
    weights = old.weights()
    new.set_weights({name: weights[name] for name in found.names})
    return found


def all_kept(trainer) -> tuple[tuple[str, str], ...]:
    """What became of every block with weights where none was lost: (block, "kept")."""
    owners = {entry.node for entry in trainer.state_memory.entries.values()}
    return tuple((node, "kept") for node in trainer.check.parameters if node in owners)
