"""Groups of blocks drawn as one card: the network as the canvas sees it, with each group folded into one node.

The folded node has the id of the group's last block, whose output is the group's: its picture needs no search.
"""

from collections import Counter
from typing import NamedTuple

from msgspec.structs import replace

from core.layers.base import Layer
from core.project import fragments
from core.project.network import Check
from core.project.spec import Network, Node, origin
from gui.text.translation import counted, tr


class GroupLayer(Layer):
    """What stands in the place of a layer: the face of a group. It computes nothing, but has every fact of a layer."""

    view, icon, group = True, "layer", "Shape and join"
    name: str
    layers: tuple[Layer, ...]

    def shown_name(self) -> str:
        """The name of the group."""
        return self.name

    short_name = shown_name

    def summary(self) -> str:
        """How many blocks, and which."""
        count = Counter(tr(layer.shown_name()) for layer in self.layers)
        names = ", ".join(f"{number} {name}" if number > 1 else name for name, number in count.items())
        return counted(len(self.layers), "{n} block · {names}", "{n} blocks · {names}", names=names)

    def meaning(self) -> str:
        """For the hover card."""
        return "A group of blocks; right click expands it"

    def count_formula(self, *shapes) -> str:
        """A sum says nothing that the card does not."""
        return ""


class Folding(NamedTuple):
    """`network` and `check` as drawn; `members` of every folded node, by its id, in canvas order."""

    network: Network
    check: Check
    members: dict[str, tuple[str, ...]]
    seen: dict[str, str]

    def real_link(self, network: Network, source: str, target: str) -> tuple[str, str]:
        """The link of the network after one that is drawn: into a group it ends at one of its blocks."""
        for id in self.members.get(target, (target,)):
            node = network.node(id)
            for name in node.inputs if node is not None else ():
                if self.seen.get(origin(name), origin(name)) == source:
                    return name, id
        return source, target

    def whole(self, ids) -> tuple[str, ...]:
        """The blocks after ids that are drawn."""
        return tuple(member for id in ids for member in self.members.get(id, (id,)))


def folded(network: Network, check: Check) -> Folding:
    """Fold every group of a network."""
    groups = fragments.groups(network)
    if not groups:
        return Folding(network, check, {}, {})
    members = {ids[-1]: ids for ids in groups.values()}
    seen = {id: ids[-1] for ids in groups.values() for id in ids}
    nodes = {node.id: node for node in network.nodes}
    made = []
    for node in network.nodes:
        if seen.get(node.id, node.id) != node.id:
            continue
        ids = members.get(node.id, (node.id,))
        # A further output of a block within a group is drawn as one of the group.
        sources = dict.fromkeys(seen.get(origin(source), source) for id in ids for source in nodes[id].inputs)
        inputs = [source for source in sources if source != node.id]
        layer = GroupLayer(node.group, tuple(nodes[id].layer for id in ids)) if len(ids) > 1 else node.layer
        made.append(Node(node.id, layer, tuple(inputs), group=node.group))
    found = replace(
        check, order=tuple(id for id in check.order if seen.get(id, id) == id),
        parameters={id: sum(check.parameters.get(one, 0) for one in members.get(id, (id,)))
                    for id in check.parameters if seen.get(id, id) == id},
        problems=tuple(replace(problem, node=seen.get(problem.node, problem.node)) for problem in check.problems))
    outputs = tuple(dict.fromkeys(seen.get(id, id) for id in network.outputs))
    return Folding(Network(tuple(made), outputs), found, members, seen)
