"""Edits of a network: pure functions from one frozen network to the next.

Every result keeps three promises: ids are unique, links name nodes that exist, and nodes stand in an order in which
they can be computed, with the output last. An edit that makes no sense raises LayerlabError with the reason; the
same reasons are to be had beforehand from `link_refusal` and `move_refusal`, for a window that shows what is legal.
"""

from collections.abc import Container, Mapping, Sequence
from typing import Any

from msgspec.structs import replace

from core.declare.registry import LAYERS
from core.layers.base import shown
from core.ops.tensor_type import TensorType
from core.project import block_order
from core.project.removal import dissolved
from core.project.spec import INPUT, Network, Node, origin, too_many
from core.text.errors import LayerlabError, ShapeError
from core.text.messages import say

LONGEST_NUMBER = 19
"""Digits at the end of an id from which on they count as part of the name."""


def new_id(network: Network, layer: Any) -> str:
    """An id that no node has: the class name in small letters and a number, "dense3"."""
    return new_ids(network, [layer])[0]


def new_ids(network: Network, layers: Sequence[Any]) -> list[str]:
    """Ids for several new nodes, each one that no other has."""
    last: dict[str, int] = {}
    for id in network.places:
        stem = id.rstrip("0123456789")
        digits = id[len(stem):]
        if digits and len(digits) < LONGEST_NUMBER:
            last[stem] = max(last.get(stem, 0), int(digits))
    found: dict[str, None] = {}
    for layer in layers:
        stem = type(layer).__name__.lower()
        last[stem] = last.get(stem, 0) + 1
        while (made := f"{stem}{last[stem]}") in network.places or made in found:
            last[stem] += 1
        found[made] = None
    return list(found)


def consumers(network: Network, id: str) -> tuple[Node, ...]:
    """The nodes that take this one as an input, in the order of the canvas."""
    return network.users.get(id, ())


def insert_layer(network: Network, layer: Any, after: str | None = None, ports: Container[str] = ()) -> Network:
    """Put a new node after `after`, onto its link to the next block that uses it.

    `after` None means the end, "input" the front, or the name of one of the `ports` of the data. After a node that
    nothing uses, the new one just follows.
    """
    if after is None:
        after = network.nodes[-1].id if network.nodes else INPUT
    _known(network, after, ports)
    users = consumers(network, after)
    if users:
        return insert_on_link(network, layer, after, users[0].id)
    return _placed(network, Node(new_id(network, layer), layer, (after,)), after)


def insert_on_link(network: Network, layer: Any, source: str, target: str) -> Network:
    """Put a new node onto the link from `source` to `target`; other links of both stay as they are, but for those into
    the same group, which are drawn as one."""
    if source not in _layer(network, target).inputs:
        raise LayerlabError(say("There is no link from {source} to {target}.", source=source, target=target))
    made = Node(new_id(network, layer), layer, (source,))
    fed = drawn_with(network, target)
    nodes = tuple(_swapped(node, source, made.id, once=True) if node.id in fed else node for node in network.nodes)
    return _placed(replace(network, nodes=nodes), made, source)


def drawn_with(network: Network, id: str) -> frozenset[str]:
    """A block, and all of its group, where it is in one; none where there is no such block."""
    node = network.node(id)
    if node is None:
        return frozenset()
    return frozenset({id, *(other.id for other in network.nodes if node.group and other.group == node.group)})


def remove(network: Network, id: str) -> Network:
    """Take a node out; what it fed is fed by its first input. A join that is left with one input goes too."""
    _layer(network, id)
    return without(network, (id,))


def without(network: Network, ids: Container[str]) -> Network:
    """Take several nodes out as `remove` would one after the other."""
    return dissolved(network, network, ids)


def duplicate(network: Network, id: str) -> Network:
    """Put a copy right after a node; a copied join keeps the other inputs."""
    original = _layer(network, id)
    made = insert_layer(network, original.layer, id)
    copy = next(node for node in made.nodes if network.node(node.id) is None)
    return _with(made, copy.id, lambda node: replace(node, inputs=(id, *original.inputs[1:])))


def move_refusal(network: Network, id: str, after: str, target: str = "", ports: Container[str] = ()) -> str:
    """Why a node cannot be moved after `after` (onto its link to `target`); empty where it can."""
    if id in (after, target):
        return say("A block cannot stand behind itself.")
    node = _layer(network, id)
    _known(network, after, ports)
    behind = block_order.behind((after,), replace(network, nodes=tuple(n for n in network.nodes if n.id != id)).users)
    late = next((source for source in node.inputs[1:] if source in behind), "")
    return say("It joins {late}, which is only computed later.", late=late) if late else ""


def move(network: Network, id: str, after: str, target: str = "", ports: Container[str] = ()) -> Network:
    """Move a node after `after` ("input" for the front), onto its link to `target`, or else to the next block."""
    refusal = move_refusal(network, id, after, target, ports)
    if refusal:
        raise LayerlabError(refusal)
    node = _layer(network, id)
    before = node.inputs[0] if node.inputs else INPUT
    rest = tuple(_swapped(other, id, before) for other in network.nodes if other.id != id)
    without = replace(network, nodes=rest)
    users = [other.id for other in consumers(without, after)]
    if users:
        user = target if target in users else users[0]
        without = _with(without, user, lambda other: _swapped(other, after, id, once=True))
    moved = replace(node, inputs=_unique((after, *node.inputs[1:])))
    return dissolved(_placed(without, moved, after), network)


def replace_layer(network: Network, id: str, layer: Any) -> Network:
    """Give a node another layer, and those that share its weights; links and ids stay."""
    owner = _layer(network, id).owner
    return _with(network, owner, lambda node: replace(node, layer=layer))


def link_refusal(network: Network, source: str, target: str, types: Mapping[str, TensorType] | None = None) -> str:
    """Why `source` cannot feed `target` as one more input; empty where it can. `types` is `Check.types`."""
    node = network.node(target)
    known = source in (INPUT, *network.sources) or origin(source) in network.places or source in (types or {})
    if node is None or not known:
        return say("A link runs from one block to another.")
    if source == target:
        return say("A block cannot feed itself.")
    if source in node.inputs:
        return say("These two are linked already.")
    if origin(source) in block_order.behind((target,), network.users):
        return say("This would lead back in a circle: links run forwards only.")
    try:
        _fit(node, source, types or {})
    except ShapeError as error:
        return str(error)
    return ""


def connect(network: Network, source: str, target: str, types: Mapping[str, TensorType] | None = None) -> Network:
    """Let `source` feed `target` too. A target that takes no further input gets an Add (where the shapes agree)
    or a Concatenate in front of it. `types` is `Check.types`."""
    refusal = link_refusal(network, source, target, types)
    if refusal:
        raise LayerlabError(refusal)
    node = _layer(network, target)
    join = _join(node, source, types or {})
    if join is None:
        return in_order(_with(network, target, lambda node: replace(node, inputs=(*node.inputs, source))))
    made = Node(new_id(network, join), join, (node.inputs[0], source))
    rewired = _with(network, target, lambda node: replace(node, inputs=(made.id, *node.inputs[1:])))
    place = rewired.places[target]
    return grown(rewired, place, (made,))


def disconnect(network: Network, source: str, target: str) -> Network:
    """Take one link away. A join that is left with one input goes too; the only input of a block stays."""
    node = _layer(network, target)
    if source not in node.inputs:
        raise LayerlabError(say("There is no link from {source} to {target}.", source=source, target=target))
    rest = tuple(name for name in node.inputs if name != source)
    if not rest:
        raise LayerlabError(say("This is the block's only input; delete the block instead."))
    return dissolved(_with(network, target, lambda node: replace(node, inputs=rest)), network)


def _known(network: Network, id: str, ports: Container[str] = ()) -> None:
    """Raise unless there is such a block, the data included."""
    if id != INPUT and id not in ports and id not in network.sources:
        _layer(network, id)


def _layer(network: Network, id: str) -> Node:
    """The node, or a refusal: the data block is no layer."""
    node = network.node(id)
    if node is None:
        raise LayerlabError(say("The data block is where the network begins; it stays where it is.") if id == INPUT
                            else say("There is no block {id}.", id=id))
    return node


def _with(network: Network, id: str, change) -> Network:
    return replace(network, nodes=tuple(change(node) if node.id == id else node for node in network.nodes))


def _unique(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _swapped(node: Node, old: str, new: str, once: bool = False) -> Node:
    """The node with `new` in the place of `old`; two links from one source to one node become one."""
    if old not in node.inputs:
        return node
    inputs = list(node.inputs)
    for index, name in enumerate(inputs):
        if name == old:
            inputs[index] = new
            if once:
                break
    return replace(node, inputs=_unique(tuple(inputs)))


def _placed(network: Network, node: Node, after: str) -> Network:
    return grown(network, network.places.get(after, -1) + 1, (node,))


def grown(network: Network, place: int, nodes: tuple[Node, ...]) -> Network:
    """The network with more nodes at a place of the canvas; LayerlabError where they would be too many."""
    if refusal := too_many(len(network.nodes) + len(nodes)):
        raise LayerlabError(refusal)
    return in_order(replace(network, nodes=(*network.nodes[:place], *nodes, *network.nodes[place:])))


def _join(target: Node, source: str, types: Mapping[str, TensorType]) -> Any:
    """The layer that must join `source` with what already feeds `target`, or None where it has a port free."""
    if len(target.inputs) < target.layer.inputs[1]:
        return None
    mine, other = (types.get(name) for name in (target.inputs[0], source))
    if mine is not None and other is not None and mine.axes != other.axes:
        raise ShapeError(say("{other} cannot be joined with {mine}; put a Flatten between them",
                             other=shown(other.shape), mine=shown(mine.shape)))
    return LAYERS["Add" if mine == other else "Concatenate"]()


def _fit(target: Node, source: str, types: Mapping[str, TensorType]) -> None:
    """Raise ShapeError where `target` could not compute with one more input; unknown types are let pass."""
    join = _join(target, source, types)
    mine, more = [types.get(name) for name in target.inputs], types.get(source)
    if more is None or None in mine:
        return
    if join is None:
        target.layer.output_type(*mine, more)
    else:
        target.layer.output_type(join.output_type(mine[0], more), *mine[1:])


def in_order(network: Network) -> Network:
    """Nodes in an order of computing that keeps the canvas order where it may. A circle is left as it is."""
    order, waiting = block_order.computed(network.nodes)
    return network if waiting else replace(network, nodes=tuple(order))
