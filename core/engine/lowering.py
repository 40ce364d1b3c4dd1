"""From nodes to steps: a layer, then its activation where it has one."""

from typing import Any

from msgspec import Struct

from core.ops.op import Shape
from core.project.masks import SwitchOff, units_off
from core.project.network import Check
from core.project.spec import Network


class Step(Struct, frozen=True):
    """One op of the computation. `target` and `sources` are keys of values: node ids, "input", "id:z" before the
    activation, "id:on" before units are switched off by hand, "id.state" for a further output of that name.

    `owner` is the node whose weights it computes with; `in_time` says that each moment has values of its own; `more`
    are the shapes of its further outputs by key.
    """

    node: str
    op: Any
    sources: tuple[str, ...]
    target: str
    shape: Shape
    is_activation: bool
    fusible: bool
    owner: str
    in_time: bool
    more: dict[str, Shape] = {}


def lowered(network: Network, check: Check) -> list[Step]:
    """Every step in computing order."""
    nodes = {node.id: node for node in network.nodes}
    steps = []
    for name in check.order:
        layer, shape = nodes[name].layer, check.shapes[name]
        activation, off = layer.activation_op, units_off(network, nodes[name], shape)
        final = f"{name}:on" if off else name
        target = final if activation is None else f"{name}:z"
        owner, in_time = nodes[name].owner, check.types[name].moments != ()
        more = {f"{name}.{key}": check.shapes[f"{name}.{key}"] for key in layer.further}
        steps.append(Step(name, layer, nodes[name].inputs, target, shape, False, False, owner, in_time,
                          more))
        if activation is not None:
            steps.append(Step(name, activation, (target,), final, shape, True, layer.fuses_floor, owner, in_time))
        if off:
            steps.append(Step(name, SwitchOff(off), (final,), name, shape, False, False, owner, in_time))
    return steps
