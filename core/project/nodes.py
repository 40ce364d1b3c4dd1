"""Blocks and links: the network of a project as frozen values."""

from collections import Counter
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Struct
from msgspec.structs import force_setattr, replace

from core import layers  # noqa: F401  (fills the family)
from core.datasets.ports import INPUT, Description
from core.declare.parameters import number
from core.declare.registry import LAYERS
from core.text.messages import say

if TYPE_CHECKING:
    SomeLayer = Any
else:
    SomeLayer = LAYERS.union | None  # None until a block that shares has been given the layer of its owner
Off = tuple[Annotated[int, msgspec.Meta(ge=0)], ...] | Literal["all"]


class Node(Struct, frozen=True, forbid_unknown_fields=True):
    """One block: a layer and what feeds it, in port order: ids of nodes, of inputs of the data (`input` where there is
    one), or one output of a node with several ("lstm1.state").

    A block that `shares` the weights of another has the layer of that one, whatever is written beside it.

    `off` lists the units (filters, channels: places on the last axis) that are switched off by hand, or is "all".
    `held` lists those whose weights stay as they are while others learn.
    `rate` multiplies the learning rate for this block's weights; 0 holds them still. Blocks of one `group` are drawn
    as one card of that name; it changes nothing of what is computed.
    """

    id: str
    layer: SomeLayer = None
    inputs: tuple[str, ...] = (INPUT,)
    shares: str = ""
    off: Off = ()
    rate: number(0, 1000, "Own rate ×", "multiplies the learning rate for this block alone; 0 holds its weights still",
                 scale="log") = 1.0
    group: str = ""
    held: tuple[Annotated[int, msgspec.Meta(ge=0)], ...] = ()

    @property
    def owner(self) -> str:
        """The id of the block whose weights it computes with: its own, or that of the one it shares with."""
        return self.shares or self.id


def origin(source: str) -> str:
    """The id of the node, or of the input, that a link begins at: "lstm1" of "lstm1.state"."""
    return source.partition(".")[0]


class Network(Struct, frozen=True, dict=True, forbid_unknown_fields=True):
    """Nodes in the order of the canvas. `outputs` names those whose values are answers; without it, the last one's."""

    nodes: tuple[Node, ...] = ()
    outputs: tuple[str, ...] = ()

    def __post_init__(self):
        if any(node.shares or node.layer is None for node in self.nodes):
            force_setattr(self, "nodes", _with_layers(self.nodes))

    @property
    def answers(self) -> tuple[str, ...]:
        """The ids of all output nodes; none where there are no nodes."""
        return self.outputs or tuple(node.id for node in self.nodes[-1:])

    @property
    def output(self) -> str:
        """The id of the first output node, or "" where there are no nodes."""
        return self.answers[0] if self.nodes else ""

    @cached_property
    def sources(self) -> tuple[str, ...]:
        """What links begin at that is no node, in the order of the canvas: inputs of the data, where they exist."""
        return tuple(dict.fromkeys(source for node in self.nodes for source in map(origin, node.inputs)
                                   if source not in self.places))

    def ports(self, description: Description | None) -> tuple[str, ...]:
        """The inputs of the data by the names that links call them, at least one: those that are described, else those
        that links begin at."""
        known = tuple(port.name for port in description.inputs) if description else ()
        return known or self.sources or (INPUT,)

    def node(self, id: str) -> Node | None:
        """The node with this id, or None."""
        return self._by_id.get(id)

    def block(self, id: str) -> Node:
        """The node with this id, where one is known to be; KeyError where it is not."""
        return self._by_id[id]

    @cached_property
    def users(self) -> dict[str, tuple[Node, ...]]:
        """The nodes that take each one as an input, in the order of the canvas, by the id of the source."""
        found: dict[str, list[Node]] = {}
        for node in self.nodes:
            for source in dict.fromkeys(map(origin, node.inputs)):
                found.setdefault(source, []).append(node)
        return {source: tuple(nodes) for source, nodes in found.items()}

    @cached_property
    def sharers(self) -> dict[str, tuple[str, ...]]:
        """The nodes that compute with the weights of another, in the order of the canvas, by the id of the owner."""
        found: dict[str, list[str]] = {}
        for node in self.nodes:
            if node.shares:
                found.setdefault(node.shares, []).append(node.id)
        return {owner: tuple(ids) for owner, ids in found.items()}

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each id first stands among the nodes."""
        return {node.id: place for place, node in reversed([*enumerate(self.nodes)])}

    @cached_property
    def namesakes(self) -> dict[str, tuple[int, int]]:
        """How manieth of its kind each node is, from 0, and how many of that name there are."""
        names = [node.layer.shown_name() for node in self.nodes]
        count: Counter[str] = Counter(names)
        met: Counter[str] = Counter()
        found: dict[str, tuple[int, int]] = {}
        for node, name in zip(self.nodes, names, strict=True):
            found.setdefault(node.id, (met[name], count[name]))
            met[name] += 1
        return found

    @cached_property
    def _by_id(self) -> dict[str, Node]:
        return {id: self.nodes[place] for id, place in self.places.items()}


def _with_layers(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """The nodes, each of those that share with the layer of its owner. A layer that nobody names is refused."""
    owners = {node.id: node.layer for node in nodes if not node.shares}
    found: list[Node] = []
    for node in nodes:
        layer = owners.get(node.shares, node.layer) if node.shares else node.layer
        if layer is None:
            raise ValueError(say("block {id!r} has no layer, and shares that of no other block", id=node.id))
        found.append(node if layer is node.layer else replace(node, layer=layer))
    return tuple(found)
