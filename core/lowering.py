"""From nodes to steps: a layer, then its activation where it has one."""

from typing import Any

from msgspec import Struct

from core.network import Check
from core.op import Shape
from core.spec import Network


class Step(Struct, frozen=True):
    """One op of the computation. `target` and `sources` are keys of values: node ids, "input", "id:z"."""

    node: str
    op: Any
    sources: tuple[str, ...]
    target: str
    shape: Shape
    is_activation: bool
    fusible: bool


def lowered(network: Network, check: Check) -> list[Step]:
    """Every step in computing order."""
    nodes = {node.id: node for node in network.nodes}
    steps = []
    for name in check.order:
        layer, shape = nodes[name].layer, check.shapes[name]
        activation = layer.activation_op
        target = name if activation is None else f"{name}:z"
        steps.append(Step(name, layer, nodes[name].inputs, target, shape, False, False))
        if activation is not None:
            steps.append(Step(name, activation, (target,), name, shape, True, layer.fuses_floor))
    return steps
