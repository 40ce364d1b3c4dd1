"""One way of writing for what ONNX can say in several: nodes of a file and trees of declarations both come through.

Axes are moved as late as can be: a value is seen through the order of its axes (`SeenValue`), and nodes that do not
mind it are computed on the value as it lies. Convolutions and poolings have their channels last then, as all here.
"""

from collections.abc import Callable
from typing import Any

from core.importing.onnx import rules_axes, rules_form, rules_walks
from core.importing.onnx.kinds import (
    ALIKE,
    BY_NUMBER,
    ON_AXIS,
    OVER_AXES,
    SCALARS,
    UNSAID,
    WALKS,
    WHOLE_PICTURE,
    WITH_PLACES,
)
from core.importing.onnx.views import CanonicalNode, FileArray, Order, SeenValue, back


class Canonical:
    """Nodes as they come in. `rows` holds the values whose numbers were put into a row in another order than ours:
    the view that they were put there from."""

    def __init__(self, fresh: Callable[[str], str] = lambda name: f"{name}'"):
        self.nodes: list[CanonicalNode] = []
        self.seen: dict[str, Any] = {}
        """What each name stands for: a view or a constant."""
        self.rows: dict[str, SeenValue] = {}
        self.walks: dict[str, str] = {}
        """First outputs of recurrent nodes, which have a moment for each place of their first axis, and their last
        states."""
        self.states: dict[str, int] = {}
        """Last states, and how many units they have."""
        self.ways: dict[str, tuple[str, ...]] = {}
        """Outputs of nodes that read both ways, as those of two nodes that read one way each; and several last states
        in one value, as those of each layer."""
        self.turned: set[str] = set()
        """First outputs of nodes that read from the end, in the order of reading."""
        self.rows_of_states: set[str] = set()
        """Last states as rows: a number for each unit and nothing else."""
        self.products: dict[str, tuple[Any, FileArray]] = {}
        """Products with one number."""
        self.shifted: set[str] = set()
        """Sums with one number."""
        self.answers: dict[str, str] = {}
        """What recurrent nodes answered with the batch first, and the state at the end of it."""
        self.fresh = fresh

    def add(self, kind: str, operands: tuple[Any, ...], outputs: tuple[str, ...], attributes: dict[str, Any],
            name: str = "") -> None:
        """One more node, all operands known."""
        facts = {key: value for key, value in attributes.items() if key not in UNSAID}
        rule = RULES.get(kind)
        if rule is None or not rule(self, kind, operands, outputs, facts, name):
            self.plain(kind, operands, outputs, facts, name)

    def plain(self, kind, operands, outputs, facts, name) -> None:
        """A node as it is, seen through its operands where these lie otherwise."""
        operands = _trimmed(operands)
        order = self._common(kind, operands)
        facts = SCALARS.get(kind, {}) | facts
        if order:
            operands = tuple(_laid(one, order) for one in operands)
            made = self.fresh(outputs[0])
            self.seen[outputs[0]] = SeenValue(made, order)
            outputs = made, *outputs[1:]
        for one in outputs:
            self.seen.setdefault(one, SeenValue(one))
        self.nodes.append(CanonicalNode(kind, name, operands, outputs, facts))

    def _common(self, kind: str, operands) -> Order:
        """The order in which all values of a node are seen that goes number by number; () where there is none."""
        orders = {one.order for one in operands if isinstance(one, SeenValue)}
        return orders.pop() if kind in BY_NUMBER and len(orders) == 1 else ()


RULES: dict[str, Callable[..., bool]] = {
    **dict.fromkeys(ALIKE, rules_form.alike), **dict.fromkeys(WITH_PLACES, rules_axes.with_places),
    **dict.fromkeys(ON_AXIS, rules_axes.on_axis), **dict.fromkeys(OVER_AXES, rules_axes.reduced),
    **dict.fromkeys(WHOLE_PICTURE, rules_axes.over_places), **dict.fromkeys(WALKS, rules_walks.walked),
    "Transpose": rules_form.transpose, "Constant": rules_form.constant, "Gemm": rules_form.gemm,
    "Flatten": rules_form.flatten, "Reshape": rules_form.reshape, "Squeeze": rules_walks.squeezed,
    "Unsqueeze": rules_walks.squeezed, "Pad": rules_axes.padded, "Slice": rules_axes.padded, "Sum": rules_form.summed,
    "Div": rules_form.quotient, "Mul": rules_form.product, "Add": rules_form.shifted,
    "Expand": rules_walks.nothing, "Gather": rules_walks.picked,
    "ConstantOfShape": rules_walks.nothing,
}


def _trimmed(operands) -> tuple:
    found = list(operands)
    while found and found[-1] is None:
        found.pop()
    return tuple(found)


def _laid(one, order: Order):
    """An operand for values that are taken as they lie."""
    if isinstance(one, SeenValue):
        return SeenValue(one.value)
    if isinstance(one, FileArray) and one.array.size > 1:
        whole = one.array.reshape((1,) * (len(order) - one.array.ndim) + one.array.shape)
        turned = whole.transpose(back(order))
        return FileArray(one.name, turned.reshape(turned.shape[next(
            (place for place, size in enumerate(turned.shape) if size > 1), 0):]))
    return one
