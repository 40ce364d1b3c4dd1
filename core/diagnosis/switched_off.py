"""Which units a person has switched off or frozen: unchanging numbers there are no fault."""

from core.project import masks
from core.project.network import Check
from core.project.spec import Network, Node


def silent(network: Network, check: Check) -> frozenset[str]:
    """The blocks of which every unit is switched off."""
    return frozenset(node.id for node in network.nodes if len(check.shapes.get(node.id, ()))
                     and len(masks.units_off(network, node, check.shapes[node.id])) == check.shapes[node.id][-1])


def starved(network: Network, check: Check) -> frozenset[str]:
    """The blocks that get nothing but zeros and constants, since all before them are switched off."""
    off, found = silent(network, check), set()
    for id in check.order:
        node = network.node(id)
        if node is not None and node.inputs and all(source in off or source in found for source in node.inputs):
            found.add(id)
    return frozenset(found)


def still(network: Network, check: Check) -> frozenset[str]:
    """The blocks whose weights stand still by hand: frozen, with a rate of 0, or with every unit held."""
    return frozenset(node.id for node in network.nodes if check.parameters.get(node.id) and (
        frozen(node) or node.rate == 0 or held(node, check)))


def frozen(node: Node) -> bool:
    """Whether a block's own switch keeps its weights as they are."""
    return not node.layer.trainable


def held(node: Node, check: Check) -> bool:
    """Whether every unit of a block is held still."""
    return bool(node.held) and set(node.held) >= set(range(check.shapes[node.id][-1]))


def idle(network: Network, check: Check) -> frozenset[str]:
    """The blocks that cannot learn as things are switched: they get nothing, or nothing of them reaches the output."""
    off, found = silent(network, check), set()
    users: dict[str, list[str]] = {}
    for node in network.nodes:
        for source in node.inputs:
            users.setdefault(source, []).append(node.id)
    for id in reversed(check.order):
        if id in off or (id in users and all(user in found for user in users[id])):
            found.add(id)
    return frozenset(found) | starved(network, check)
