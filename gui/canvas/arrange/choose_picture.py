"""Chooses each block's picture from axes and sizes alone (and, so that it does not flicker, from what it was).

    maps      height × width: a mosaic of maps         picture   an input of pictures
    units     few units over the plane: one map each   plane     many units over the plane: a mosaic
    decision  the output over the plane                lines     a picture laid out as one row
    bars      the answer, one bar a class              values    a row of named inputs
    strip     one cell a unit                          blank     shape unknown
    series    moments across, features down            cloud     points of the plane that are made
    text      tokens that come in                      asked     how likely the true token was, step by step
    gated     a recurrent block with gates
"""

from collections.abc import Container, Mapping
from typing import NamedTuple

from core.datasets.base import Description
from core.ops.tensor_type import PLANE, TensorType
from core.project.network import Check
from core.project.objectives import aims, asked
from core.project.spec import Network, Project, origin
from gui.canvas.arrange.score import ScoreLine
from gui.canvas.arrange.strips import has_gates, strips_of
from gui.drawing.geometry import WIDTH_LEAST, Wish

MANY, FEW = 256, 205
"""Connections above which units lose their pictures, and below which they get them back."""
TALLEST_STACK = 24
NAMED_VALUES = 12
ROOMY, WIDTH_ROOMY = 5, 112
"""Up to so many blocks the cards of unit pictures are wide enough for "16 units · ReLU"."""
MOST_BARS = 32
RATIOS = {"strip": 0.84, "lines": 0.65, "values": 0.84}
MOST_RATIOS = {"strip": 2.0, "lines": 1.0, "values": 2.0, "maps": 1.8, "bars": 1.5}
"""Units stand in as many columns as make them largest, bars get longer: these use what a row has left."""


class Choice(NamedTuple):
    """How a network is drawn: the picture and the wish of each block, links, and gaps with connections."""

    kinds: dict[str, str]
    wishes: tuple[Wish, ...]
    pairs: tuple[tuple[str, str], ...]
    joined: frozenset
    strips: tuple[ScoreLine, ...] = ()
    """What each block asks of a score; empty where the network is none over time."""


def choose(network: Network, project: Project, check: Check, description: Description | None,
           before: Mapping[str, str] | None = None, groups: Container[str] = ()) -> Choice:
    """Decide for the whole network of a project, as it is drawn. `before` is the last choice's `kinds`; `groups` are
    nodes that stand for several blocks, which no connections of single weights lead into."""
    before = before or {}
    order = display_order(network, check)
    pairs = tuple(dict.fromkeys((origin(source), id) for id in order if id in network.places
                                for source in network.node(id).inputs))
    plane = description is not None and description.over_plane
    wanted = asked(aims(project.network, project.training, description), description)
    most, answers, output = _most_connections(pairs, check), network.answers, network.output
    kinds = {}
    for id in order:
        type_ = check.types.get(id)
        if type_ is None:
            kinds[id] = "blank"
        elif plane and type_.is_row:
            kinds[id] = ("decision" if id == output else "plane" if id in groups
                         else _plane_kind(type_.shape[0], most.get(id, 0), before.get(id)))
        elif id in network.places:
            made = id in answers and id not in wanted and type_ == PLANE and description is not None and any(
                port.type == PLANE for port in description.inputs)
            kinds[id] = "cloud" if made else _kind(id, network, check, wanted.get(id))
        else:
            kinds[id] = _input_kind(type_)
    places = {id: index for index, id in enumerate(order)}
    stacks = {id for id, kind in kinds.items() if kind in ("units", "decision")}
    joined = frozenset((source, target) for source, target in pairs
                       if source in stacks and target in stacks and kinds[source] == "units" and target not in groups
                       and places[target] == places[source] + 1)
    least = WIDTH_LEAST if len(order) > ROOMY else WIDTH_ROOMY
    wishes = tuple(_wish(id, kinds[id], network, check, least) for id in order)
    strips = strips_of(kinds, network, check, description)
    if strips:
        kinds |= {id: "gated" for id in kinds if id not in groups and has_gates(id, network, check)}
        strips = strips_of(kinds, network, check, description)
    return Choice(kinds, wishes, pairs, joined, strips)


def display_order(network: Network, check: Check) -> tuple[str, ...]:
    """The canvas order, or the computing order where the two disagree. An input of the data stands before the first
    block that reads it, one that nothing reads in front of everything."""
    ports = network.ports(check.description)
    ids = [node.id for node in network.nodes]
    seen = {*ports, *network.sources}
    for node in network.nodes:
        if not seen.issuperset(map(origin, node.inputs)):
            # Those that cannot be computed come last.
            ids = [*(id for id in check.order if id in network.places), *ids]
            break
        seen.add(node.id)
    read = set(network.sources) if len(ports) > 1 else set()
    found: dict[str, None] = dict.fromkeys(port for port in ports if port not in read)
    for id in ids:
        found |= dict.fromkeys(port for port in ports if port in map(origin, network.node(id).inputs))
        found[id] = None
    return tuple(found)


def _input_kind(type_: TensorType) -> str:
    if type_.is_picture and type_.shape[-1] in (1, 3):
        return "picture"
    if type_.is_row:
        return "values" if type_.shape[0] <= NAMED_VALUES else "strip"
    return ("text" if type_.is_tokens else "series") if type_.in_time else "maps"


def _kind(id, network, check, asked_here) -> str:
    type_, sources = check.types[id], [check.types.get(source) for source in network.node(id).inputs]
    if type_.in_time and not type_.is_video:
        labels = asked_here is not None and asked_here.task.exclusive and id in network.answers
        return "asked" if labels and asked_here.type.in_time else "series"
    if not type_.is_row:
        return "maps"
    if id in network.answers and type_.shape[0] <= MOST_BARS:
        return "bars"
    return "lines" if sources and sources[0] is not None and not sources[0].is_row else "strip"


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
    join = id in network.places and network.node(id).layer.inputs[1] > 1
    return Wish(id, ratio=RATIOS.get(kind, 0.65 if join else 1.0), most=MOST_RATIOS.get(kind, 0.0))
