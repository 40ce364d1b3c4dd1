"""Units, filters and blocks that are switched off or frozen, and learning rates of single blocks: in the spec, live.

Neither changes what a network owns, so a trainer takes both over between two steps and keeps weights and optimiser.
What is off is written to zero after the activation, and so are the gradients that come back; nothing is recorded for a
network in which everything is on.
"""

from typing import ClassVar

import numpy as np
from msgspec.structs import replace

from core.declare.onnx_lines import FIRST, node
from core.declare.torch_lines import LAST, X, call
from core.kernels import masks as mask_kernels
from core.ops.accounts.moved import Passed
from core.ops.op import Op, Shape, Weight
from core.ops.weight_sheet import Sheet
from core.project.spec import Network, Node
from core.text.errors import LayerlabError
from core.text.messages import say


class SwitchOff(Op, frozen=True):
    """Lets every unit through but those that are switched off."""

    formula: ClassVar[str] = r"y_i = 0 \;\mathrm{for\ units\ that\ are\ off,\ else}\; x_i"
    torch_axes: ClassVar[str] = LAST
    units: tuple[int, ...] = ()

    def forward(self, scope):
        mask_kernels.switch_off(scope.x.rows, self._listed(scope), scope.y.rows)

    def backward(self, scope):
        if scope.dx is not None:
            mask_kernels.switch_off(scope.dy.rows, self._listed(scope), scope.dx.rows)

    def account(self, sight):
        off = sight.place[-1] in self.units
        return Passed(0.0 if off else sight.here, None if off else sight.place,
                      why=say("This unit is switched off by hand, so it gives 0.") if off else "")

    def in_torch(self, *shapes):
        return call("Mask", shapes[0][-1], list(self.units))

    def in_keras(self, *shapes):
        kept = [float(unit not in self.units) for unit in range(shapes[0][-1])]
        return call("ops.multiply", X, call("ops.convert_to_tensor", kept))

    def in_onnx(self, *shapes):
        mask = np.ones(shapes[0][-1], np.float32)
        mask[list(self.units)] = 0
        return node("Mul", FIRST, mask)

    def _listed(self, scope):
        return scope.recorder.of("units off", np.array(self.units, np.int32))


def units_off(network: Network, node: Node, shape: Shape) -> tuple[int, ...]:
    """The places on the last axis that are off. Never any of the output: a loss of no answer has no meaning."""
    if not node.off or node.id in network.answers or not shape:
        return ()
    if node.off == "all":
        return tuple(range(shape[-1]))
    return tuple(sorted({unit for unit in node.off if 0 <= unit < shape[-1]}))


def held_places(node: Node, weight: Weight, shape: Shape) -> np.ndarray:
    """Where in a flat weight array of a block the numbers of those units lie that are held still (int32).

    `shape` is the block's output; an array that has not a row for each unit has none.
    """
    sheet = Sheet.of(weight)
    units = [unit for unit in node.held if unit < sheet.extent[0]]
    if not units or sheet.extent[0] != shape[-1]:
        return np.zeros(0, np.int32)
    return sheet.places(units)


def bare(network: Network) -> Network:
    """The network with everything switched on, nothing held and no groups: what decides over its weights."""
    return replace(network, nodes=tuple(replace(node, off=(), held=(), rate=1.0, group="") for node in network.nodes))


def ungrouped(network: Network) -> Network:
    """The network without groups: what decides over everything that is computed."""
    return replace(network, nodes=tuple(replace(node, group="") for node in network.nodes))


def switched(network: Network, id: str, unit: int | None, on: bool) -> Network:
    """An edit: one unit of a block, or with None the whole block, off or on again."""
    def changed(node: Node) -> Node:
        if unit is None:
            return replace(node, off=() if on else "all")
        if unit < 0:
            raise LayerlabError(say("Units count from 0; {id} has no unit {unit}.", id=id, unit=unit))
        if node.off == "all":
            raise LayerlabError(say("{id} is switched off as a whole; switch it on first.", id=id))
        rest = set(node.off) - {unit}
        return replace(node, off=tuple(sorted(rest if on else rest | {unit})))
    return _with(network, id, changed)


def holding(network: Network, id: str, unit: int, held: bool) -> Network:
    """An edit: the weights of one unit of a block held still while others learn, or let go again."""
    if unit < 0:
        raise LayerlabError(say("Units count from 0; {id} has no unit {unit}.", id=id, unit=unit))
    return _with(network, id, lambda node: replace(node, held=tuple(sorted(
        {*node.held, unit} if held else {*node.held} - {unit}))))


def with_rate(network: Network, id: str, rate: float) -> Network:
    """An edit: a factor on the learning rate for one block."""
    return _with(network, id, lambda node: replace(node, rate=rate))


def _with(network: Network, id: str, change) -> Network:
    if network.node(id) is None:
        raise LayerlabError(say("There is no block {id}.", id=id))
    return replace(network, nodes=tuple(change(node) if node.id == id else node for node in network.nodes))


def problem(network: Network, node: Node, shape: Shape) -> str:
    """What is odd about the units that a block has off, with the fix, or "". `shape` is the block's output."""
    if not node.off:
        return ""
    if node.id in network.answers:
        return say("{id} is the output and stays on; switch off units of the blocks before it instead.", id=node.id)
    if node.off == "all":
        return ""
    lost = [unit for unit in node.off if unit >= shape[-1]]
    if not lost:
        return ""
    return say("Unit {unit} of {id} is switched off, but it has only {units}; nothing is lost, switch it on to "
               "forget it.", unit=lost[0] + 1, id=node.id, units=shape[-1])
