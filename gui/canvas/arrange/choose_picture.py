"""Chooses each block's picture from shapes alone (and, so that it does not flicker, from what it was).

    maps      rank 3: a mosaic of maps                 picture   the data block of pictures
    units     few units over the plane: one map each   plane     many units over the plane: a mosaic
    decision  the output over the plane                lines     a picture laid out as one row
    bars      the answer, one bar a class              values    a row of named inputs
    strip     one cell a unit                          blank     shape unknown
"""

from collections.abc import Container, Mapping
from typing import NamedTuple

from core.datasets.base import Description
from core.project.network import Check
from core.project.spec import INPUT, Network
from gui.drawing.geometry import WIDTH_LEAST, Wish

MANY, FEW = 256, 205
"""Connections above which units lose their pictures, and below which they get them back."""
TALLEST_STACK = 24
NAMED_VALUES = 12
ROOMY, WIDTH_ROOMY = 5, 112
"""Up to so many blocks the cards of unit pictures are wide enough for "16 units · ReLU"."""
MOST_BARS = 32
RATIOS = {"strip": 0.84, "lines": 0.65, "values": 0.84}


class Choice(NamedTuple):
    """How a network is drawn: the picture and the wish of each block, links, and gaps with connections."""

    kinds: dict[str, str]
    wishes: tuple[Wish, ...]
    pairs: tuple[tuple[str, str], ...]
    joined: frozenset


def choose(network: Network, check: Check, description: Description | None,
           before: Mapping[str, str] | None = None, groups: Container[str] = ()) -> Choice:
    """Decide for a whole network. `before` is the last choice's `kinds`; `groups` are nodes that stand for several
    blocks, which no connections of single weights lead into."""
    before = before or {}
    order = display_order(network, check)
    pairs = tuple(dict.fromkeys((source, id) for id in order if id != INPUT for source in network.node(id).inputs))
    last = network.output if network.nodes else ""
    plane = description is not None and description.input_shape == (2,)
    most = _most_connections(pairs, check)
    kinds = {}
    for id in order:
        shape = check.shapes.get(id)
        if shape is None:
            kinds[id] = "blank"
        elif plane and len(shape) == 1:
            kinds[id] = ("decision" if id == last else "plane" if id in groups
                         else _plane_kind(shape[0], most.get(id, 0), before.get(id)))
        else:
            kinds[id] = _kind(id, network, check, description, last)
    places = {id: index for index, id in enumerate(order)}
    stacks = {id for id, kind in kinds.items() if kind in ("units", "decision")}
    joined = frozenset((source, target) for source, target in pairs
                       if source in stacks and target in stacks and kinds[source] == "units" and target not in groups
                       and places[target] == places[source] + 1)
    least = WIDTH_LEAST if len(order) > ROOMY else WIDTH_ROOMY
    wishes = tuple(_wish(id, kinds[id], network, check, least) for id in order)
    return Choice(kinds, wishes, pairs, joined)


def display_order(network: Network, check: Check) -> tuple[str, ...]:
    """The data block first, then the canvas order, or the computing order where the two disagree."""
    ids = [node.id for node in network.nodes]
    seen = {INPUT}
    for node in network.nodes:
        if not seen.issuperset(node.inputs):
            # Those that cannot be computed come last.
            ids = [*(id for id in check.order if id in network.places), *ids]
            break
        seen.add(node.id)
    return tuple(dict.fromkeys((INPUT, *ids)))


def _kind(id, network, check, description, last) -> str:
    shape = check.shapes[id]
    if id == INPUT:
        if len(shape) == 3 and shape[-1] in (1, 3):
            return "picture"
        if len(shape) == 1:
            return "values" if shape[0] <= NAMED_VALUES else "strip"
        return "maps"
    if len(shape) != 1:
        return "maps"
    node = network.node(id)
    if id == last and shape[0] <= MOST_BARS:
        return "bars"
    sources = [check.shapes.get(source) for source in node.inputs]
    if sources and sources[0] is not None and len(sources[0]) > 1:
        return "lines"
    return "strip"


def _plane_kind(units: int, connections: int, before: str | None) -> str:
    """Unit pictures while there are few units and few connections on both sides; otherwise a mosaic."""
    return "units" if units <= TALLEST_STACK and connections <= (FEW if before == "plane" else MANY) else "plane"


def _most_connections(pairs, check: Check) -> dict[str, int]:
    """The most connections that any link of a block has."""
    found: dict[str, int] = {}
    for source, target in pairs:
        count = _connections(check, source, target)
        found[source] = max(count, found.get(source, 0))
        found[target] = max(count, found.get(target, 0))
    return found


def _connections(check: Check, source: str, target: str) -> int:
    """Curves between two stacks: one a weight, or one a unit where the target has no weights."""
    size, other = (check.shapes.get(id, (1,))[0] for id in (source, target))
    return size * other if check.parameters.get(target) else max(size, other)


def _wish(id, kind, network, check, least) -> Wish:
    shape = check.shapes.get(id, ())
    if kind == "units":
        return Wish(id, "stack", cells=shape[0], least=least)
    if kind == "decision":
        several = shape[0] > 1 and shape[0] <= TALLEST_STACK
        return Wish(id, "map", cells=shape[0] if several else 0, least=least)
    join = id != INPUT and network.node(id).layer.inputs[1] > 1
    return Wish(id, ratio=RATIOS.get(kind, 0.65 if join else 1.0))
