"""The nodes of an ONNX file in canonical form, and the pieces of it that may be one block."""

import math
import re
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from msgspec import Struct

from core.files.user_files import shown
from core.importing.onnx.canonical import Canonical
from core.importing.onnx.kinds import BY_NUMBER, WALKS, WHOLE_PICTURE, WITH_PLACES
from core.importing.onnx.model import OnnxModel, OnnxNode, OnnxPort
from core.importing.onnx.template import NodeMaker, Template
from core.importing.onnx.views import CanonicalNode, FileArray, Order, SeenValue, channels_first, composed
from core.ops.tensor_type import NUMBER, STEPS, TOKENS, TensorType, usual
from core.text.errors import SpecError
from core.text.messages import say, short

REACH = 48
"""Nodes that one block may be made of."""
LARGEST_SAMPLE = 2**28
LEGAL = re.compile(r"[^A-Za-z0-9_]")
THROUGH = BY_NUMBER | {"Identity", "Cast", "Dropout", "Pad", "Concat"}


class GraphPiece(Struct, frozen=True):
    """Nodes that make one value of others: `leaves` go in, in the order in which they are met."""

    value: str
    nodes: tuple[CanonicalNode, ...]
    leaves: tuple[str, ...]
    makers: dict[str, NodeMaker]

    def may_be(self, mine: Template) -> bool:
        """Whether a template may have its form: it has one of the outputs, of nodes of the same kinds."""
        kinds = tuple(sorted(node.kind for node in self.nodes))
        return kinds == mine.kinds or (len(mine.roots) > 1 and set(kinds) <= set(mine.kinds))


class OnnxGraph:
    """Nodes in computing order. `inputs` maps names of inputs here to values, `types` are those of a sample of each;
    `answers` are the views of what comes out."""

    def __init__(self, model: OnnxModel, path: str | Path):
        self.path = path
        self.notes: list[str] = []
        self.kinds = {node.kind for node in model.nodes}
        self.types: dict[str, TensorType] = {}
        self.inputs: dict[str, str] = {}
        canonical = Canonical()
        for name, array in model.arrays.items():
            canonical.seen[name] = FileArray(name, array)
        first = _channels_first(model)
        for port in model.inputs:
            self._input(port, first, canonical)
        for one in model.nodes:
            self._add(one, canonical)
        self.rows = canonical.rows
        self.samples = next((port.sizes[0] for port in model.inputs if port.sizes), None)
        """How many samples the file is written for; None where it takes any number."""
        self.left = {id(node): node for node in canonical.nodes}
        self.makers = {value: NodeMaker(node, number) for node in canonical.nodes
                       for number, value in enumerate(node.outputs) if value}
        self.answers = tuple(canonical.seen.get(port.name) for port in model.outputs)
        self._ends = {one.value for one in self.answers if isinstance(one, SeenValue)}
        self.drop_unused()
        self.users: dict[str, list[CanonicalNode]] = {}
        for node in self.left.values():
            for value in {one.value for one in node.operands if isinstance(one, SeenValue)}:
                self.users.setdefault(value, []).append(node)

    def _input(self, port: OnnxPort, first: set[str], canonical: Canonical) -> None:
        sizes = tuple(one for one in port.sizes[1:] if one is not None and one >= 1)
        if len(sizes) != len(port.sizes) - 1 or math.prod(sizes) > LARGEST_SAMPLE:
            raise SpecError(say("{path}: the sizes of the input {name} are not fixed; export it for samples of one "
                                "size.", path=shown(self.path), name=short(port.name)))
        name = LEGAL.sub("_", port.name)[:40] or "input"
        name = name if not name[0].isdigit() else f"input_{name}"
        while name in self.inputs:
            name += "_"
        if port.whole:
            self.types[name] = TensorType(sizes, STEPS if sizes else NUMBER, TOKENS)
        elif port.name in first:
            self.types[name] = usual((*sizes[1:], sizes[0]))
            canonical.seen[port.name] = SeenValue(port.name, channels_first(len(port.sizes)))
        else:
            self.types[name] = usual(sizes)
        canonical.seen.setdefault(port.name, SeenValue(port.name))
        self.inputs[name] = port.name

    def _add(self, node: OnnxNode, canonical: Canonical) -> None:
        missing = next((one for one in node.inputs if one and one not in canonical.seen), None)
        if missing is not None or not node.outputs:
            raise SpecError(say("{path}: the node {name} ({kind}) takes {value}, which nothing before it makes; export "
                                "the file again.", path=shown(self.path), name=short(node.name) or "?",
                                kind=short(node.kind), value=short(missing or "") or "?"))
        operands = tuple(canonical.seen[one] if one else None for one in node.inputs)
        try:
            canonical.add(node.kind, operands, tuple(one or f"{node.outputs[0]}?{place}" for place, one in enumerate(
                node.outputs)), node.attributes, node.name)
        except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError):
            raise SpecError(say("{path}: the node {name} ({kind}) is not written as ONNX asks; export the file again.",
                                path=shown(self.path), name=short(node.name) or "?", kind=short(node.kind))) from None

    def drop_unused(self) -> None:
        """Forget the nodes that nothing needs any more."""
        wanted = set(self._ends)
        for node in reversed(list(self.left.values())):
            if wanted & set(node.outputs):
                wanted |= {one.value for one in node.operands if isinstance(one, SeenValue)}
            else:
                del self.left[id(node)]

    def note(self, text: str) -> None:
        """Something that is otherwise here than in the file."""
        if text not in self.notes:
            self.notes.append(text)

    # ---- pieces

    def next(self) -> CanonicalNode | None:
        """The first node that is not part of a block yet."""
        return next(iter(self.left.values()), None)

    def take(self, piece: GraphPiece) -> None:
        """The nodes of a piece are part of a block now."""
        for node in piece.nodes:
            self.left.pop(id(node), None)

    def pieces(self, head: CanonicalNode, known) -> Iterator[GraphPiece]:
        """Pieces with this node that may be one block, the largest first; all that goes in is `known`."""
        reached, waiting = {id(head): head}, [head]
        while waiting and len(reached) < REACH:
            for value in waiting.pop(0).outputs:
                for user in self.users.get(value, ()):
                    if id(user) in self.left and id(user) not in reached:
                        reached[id(user)] = user
                        waiting.append(user)
        found = [piece for node in reached.values() for value in node.outputs if value in self.users or value in
                 self._ends if (piece := self._piece(value, known)) is not None
                 if any(node is head for node in piece.nodes)]
        yield from sorted(found, key=lambda piece: -len(piece.nodes))

    def give_order(self, value: str, order: Order) -> None:
        """From now on a value lies otherwise: it is what its users took for it, seen in this order."""
        if not order or order == tuple(range(len(order))):
            return
        for user in list(self.users.get(value, ())):
            self._exchange(user, tuple(SeenValue(value, composed(order, one.order)) if isinstance(
                one, SeenValue) and one.value == value else one for one in user.operands))
        self.answers = tuple(SeenValue(value, composed(order, one.order)) if isinstance(one, SeenValue)
                             and one.value == value else one for one in self.answers)

    def put_sizes(self, node: CanonicalNode, operands) -> None:
        """Give a node sizes that are known now."""
        x = operands[0]
        if node.kind == "Reshape" and isinstance(x, SeenValue) and x.order[:1] == (0,) and operands[1].array.size == 2:
            self.rows[node.outputs[0]] = x
            operands = (SeenValue(x.value), *operands[1:])
        self._exchange(node, operands)

    def piece_of(self, node: CanonicalNode) -> GraphPiece:
        """One node alone."""
        return GraphPiece(node.outputs[0], (node,), (), {})

    def _piece(self, value: str, known) -> GraphPiece | None:
        """All that makes a value and is not part of a block yet; None where others need what lies inside."""
        nodes: dict[int, CanonicalNode] = {}
        leaves: dict[str, None] = {}
        inside: set[str] = set()
        waiting = [value]
        while waiting:
            one = waiting.pop()
            if one in known:
                leaves[one] = None
                continue
            maker = self.makers.get(one)
            if maker is None or id(maker.node) not in self.left or len(nodes) > REACH:
                return None
            inside.add(one)
            if id(maker.node) not in nodes:
                nodes[id(maker.node)] = maker.node
                waiting += [view.value for view in reversed(maker.node.operands) if isinstance(view, SeenValue)]
        for one in inside - {value}:  # further outputs of recurrent nodes may be made of the same values
            if self.makers[one].node.kind in WALKS:
                continue
            if one in self._ends or any(id(user) not in nodes for user in self.users.get(one, ())):
                return None
        return GraphPiece(value, tuple(nodes.values()), tuple(leaves), self.makers)

    def behind(self, piece: GraphPiece) -> Iterator[GraphPiece]:
        """What is made of further outputs of the nodes of a piece: short rows of nodes."""
        for node in piece.nodes:
            for value in node.outputs:
                for user in self.users.get(value, ()):
                    if id(user) in self.left:
                        yield GraphPiece(user.outputs[0], (user,), (), self.makers)

    def needed_beside(self, value: str, piece: GraphPiece) -> bool:
        """Whether a value is an answer, or goes into other nodes than those of a piece."""
        inside = {id(node) for node in piece.nodes}
        return value in self._ends or any(id(user) not in inside and id(user) in self.left
                                          for user in self.users.get(value, ()))

    def is_answer(self, value: str) -> bool:
        """Whether a value comes out."""
        return value in self._ends

    def put_in_our_order(self, value: str, type_: TensorType) -> None:
        """Where numbers were put into a row in another order than ours: the products that take the row take ours."""
        seen = self.rows.get(value)
        if seen is None:
            return
        shape = type_.shape
        order = np.arange(int(np.prod(shape))).reshape(shape).transpose([axis - 1 for axis in seen.order[1:]]).ravel()
        if (order == np.arange(order.size)).all():
            return
        for user in list(self.users.get(value, ())):
            kernel = user.operands[1] if user.kind == "MatMul" else None
            if not isinstance(kernel, FileArray) or kernel.array.shape[0] != order.size:
                raise SpecError(say("{path}: the node {name} ({kind}) takes a picture as a row with the channels "
                                    "first; put a dense layer behind the row.", path=shown(self.path),
                                    name=short(user.name) or "?", kind=short(user.kind)))
            turned = np.empty_like(kernel.array)
            turned[order] = kernel.array
            self._exchange(user, (user.operands[0], FileArray(f"{kernel.name}:rows", turned)))

    def _exchange(self, node: CanonicalNode, operands) -> None:
        made = CanonicalNode(node.kind, node.name, operands, node.outputs, node.attributes)
        self.left = {id(made) if key == id(node) else key: made if key == id(node) else one
                     for key, one in self.left.items()}
        for number, value in enumerate(node.outputs):
            self.makers[value] = NodeMaker(made, number)
        for users in self.users.values():
            users[:] = [made if one is node else one for one in users]


def _channels_first(model: OnnxModel) -> set[str]:
    """Inputs whose channels come before the places: they go into a convolution or its kin as they are."""
    users: dict[str, list[OnnxNode]] = {}
    for node in model.nodes:
        for value in node.inputs:
            users.setdefault(value, []).append(node)
    found = set()
    for port in model.inputs:
        waiting, met = [port.name], set()
        while waiting and len(port.sizes) > 2:
            for node in users.get(waiting.pop(), ()):
                if node.kind in WITH_PLACES or node.kind in WHOLE_PICTURE:
                    found.add(port.name)
                elif node.kind in THROUGH and node.outputs and node.outputs[0] not in met:
                    met.add(node.outputs[0])
                    waiting.append(node.outputs[0])
    return found
