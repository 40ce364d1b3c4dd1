"""What is left of a network where nodes were taken out: links, shared weights and outputs find another end."""

from collections.abc import Container, Mapping

from msgspec.structs import replace

from core.project.nodes import Network, Node, origin


def dissolved(network: Network, before: Network, gone: Container[str] = ()) -> Network:
    """Without the nodes `gone` and the joins that are left with too few inputs; what they fed is fed by their first
    input. One pass, since every node stands behind those that feed it; more where a circle breaks this order."""
    instead: dict[str, str] = {}
    nodes, front = network.nodes, before.ports(None)[0]
    while True:
        kept, count = [], len(instead)
        for node in nodes:
            node = _fed_instead(node, instead, front)
            old, fewest = before.node(node.id), node.layer.inputs[0]
            joins_one = old is not None and fewest > 1 and len(node.inputs) < fewest <= len(old.inputs)
            if node.id in gone or joins_one:
                instead[node.id] = next((source for source in node.inputs if source != node.id), front)
            else:
                kept.append(node)
        nodes = tuple(kept)
        if len(instead) == count:
            return network if nodes == network.nodes else _left(network, nodes, instead)


def _left(network: Network, nodes: tuple[Node, ...], instead: Mapping[str, str]) -> Network:
    """The network with these nodes alone. Of blocks that shared the weights of one that is gone the first owns them; an
    output that is gone is that of what fed it."""
    ids, kept = {node.id for node in nodes}, []
    heirs: dict[str, str] = {}
    for node in nodes:
        if node.shares and node.shares not in ids:
            heir = heirs.setdefault(node.shares, node.id)
            node = replace(node, shares="" if heir == node.id else heir)
        kept.append(node)
    outputs = tuple(dict.fromkeys(id for id in (_end(id, instead) for id in network.outputs) if id in ids))
    return replace(network, nodes=tuple(kept), outputs=outputs)


def _end(id: str, instead: Mapping[str, str]) -> str:
    seen: set[str] = set()
    while id in instead and id not in seen:
        seen.add(id)
        id = instead[id]
    return id


def _fed_instead(node: Node, instead: Mapping[str, str], front: str) -> Node:
    """The node with the first inputs of nodes that are gone in their place; with an input of the data, `front`, where
    these lead in a circle."""
    if not any(origin(source) in instead for source in node.inputs):
        return node
    inputs = []
    for source in node.inputs:
        seen, source = {node.id}, origin(source) if origin(source) in instead else source
        while source in instead and source not in seen:
            seen.add(source)
            source = instead[source]
        inputs.append(front if source in seen else source)
    return replace(node, inputs=tuple(dict.fromkeys(inputs)))
