"""What each block of a network over time asks of a score. Pure arithmetic."""

import math
from collections.abc import Mapping

from core.datasets.base import Description
from core.project.network import Check
from core.project.spec import Network, origin
from gui.canvas.arrange.score import LETTER, WORD, ScoreLine

FEWEST = 4
"""Steps of the longest series from which on a network is drawn as a score."""
GATE, GATE_MOST, LOWEST = 13, 28, 40
"""Pixels of the line of a gate; of the states, which stand alone where the gates have no room."""
OVER_TIME = frozenset(("series", "text", "asked"))
ELSE = frozenset(("bars", "strip", "lines", "values", "blank", "gated"))
"""Pictures that may stand in a score beside those that have an axis of time."""


def strips_of(kinds: Mapping[str, str], network: Network, check: Check,
              description: Description | None) -> tuple[ScoreLine, ...]:
    """What each block asks, in the order of `kinds`; empty where there is no score: without blocks over time, or where
    a picture needs more room than a line of a score."""
    steps = [check.shapes[id][0] for id, kind in kinds.items() if kind in OVER_TIME]
    if len(kinds) < 2 or max(steps, default=0) < FEWEST or not set(kinds.values()) <= OVER_TIME | ELSE:
        return ()
    strides: dict[str, int] = {}
    return tuple(_strip(id, kind, network, check, description, strides) for id, kind in kinds.items())


def _strip(id: str, kind: str, network: Network, check: Check, description: Description | None,
           strides: dict[str, int]) -> ScoreLine:
    shape = check.shapes.get(id, ())
    strides[id] = stride = _stride(id, network, check, strides)
    if kind == "text":
        port = description.input(id) if description is not None else None
        names = port.tokens if port is not None else ()
        return ScoreLine(shape[0], stride, _width(names), 42, 42, 42)
    if kind == "asked":
        names = description.targets[0].classes if description is not None else ()
        return ScoreLine(shape[0], stride, _width(names), 46, 78, 150)
    if kind == "gated":
        return _gated(id, network, check, strides)
    if kind == "series":
        rows = math.prod(shape[1:])
        return ScoreLine(shape[0], stride, 0.0, 40, min(max(2 * rows, 40), 150), min(max(6 * rows, 110), 320))
    count = shape[0] if shape else 1
    if kind in ("bars", "values"):
        return ScoreLine(0, least=40, usual=min(max(15 * count, 40), 170), most=min(max(20 * count, 48), 240))
    return ScoreLine(0)


def has_gates(id: str, network: Network, check: Check) -> bool:
    """Whether a block is a recurrent one whose gates stand in a score below its states, over the steps it reads."""
    node = network.node(id)
    return node is not None and bool(node.layer.gate_words) and id in check.types and node.inputs[0] in check.types


def gate_lines(layer) -> int:
    """Lines below the states: the gates, and what goes on to the next step."""
    return len(layer.gate_words) + layer.states


def _gated(id: str, network: Network, check: Check, strides: dict[str, int]) -> ScoreLine:
    """The states in a strip, or those after the last step in lines, and the gates of a unit below."""
    node = network.node(id)
    gates = GATE * gate_lines(node.layer) + 4
    rows = node.layer.units if check.types[id].in_time else 16
    return ScoreLine(check.shapes[node.inputs[0]][0], strides[id], 0.0, LOWEST,
                     gates + min(max(rows, 76), 120),
                     GATE_MOST * gate_lines(node.layer) + 4 + min(max(4 * rows, 100), 240))


def _width(names) -> float:
    """The least width of a step with one of these names."""
    return LETTER if max(map(len, names), default=1) < 2 else WORD


def _stride(id: str, network: Network, check: Check, strides: dict[str, int]) -> int:
    """How many steps of the axis lie between two of this block: windows that leave steps out make fewer of them."""
    node = network.node(id)
    if node is None or id not in check.types:  # a block that cannot compute has no windows either
        return 1
    source = node.inputs[0]
    slides = node.layer.windows(*(check.types[name] for name in node.inputs))
    own = slides[0].stride if slides else 1
    return strides.get(origin(source), 1) * own
