"""A network from an ONNX file: from what goes in to what comes out, the nodes are found again in layers."""

import re
from itertools import permutations
from pathlib import Path

import numpy as np
from msgspec.structs import replace

from core.declare.registry import ACTIVATIONS, LAYERS
from core.files.user_files import shown
from core.importing.foreign_network import ForeignNetwork
from core.importing.onnx import model as files
from core.importing.onnx import written_otherwise
from core.importing.onnx.graph import OnnxGraph
from core.importing.onnx.parameter_search import Fit, fitted, forms
from core.importing.onnx.template import Comparer
from core.importing.onnx.views import CanonicalNode, SeenValue
from core.ops.tensor_type import TensorType
from core.project.nodes import Network, Node
from core.text.errors import SpecError
from core.text.messages import say, short

MOST_PORTS = 4
"""Inputs of a block that are tried in every order."""
LEGAL = re.compile(r"[A-Za-z_][A-Za-z0-9_]{0,40}")


def read(path: str | Path) -> ForeignNetwork:
    """The network of a file with its weights; SpecError with one sentence, which names the node, where it cannot be."""
    model = files.read(path)
    try:
        return network_of(model, path)
    except (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, RecursionError, MemoryError):
        # what is damaged so that it still is a message fails in many ways
        raise SpecError(files.damaged(path)) from None


def network_of(model: files.OnnxModel, path: str | Path) -> ForeignNetwork:
    """The network of a model; `path` names the file where something does not fit."""
    return _Walk(OnnxGraph(model, path), path).made()


class _Walk:
    """Blocks as they are found. `blocks` says which block (or input) a value of the file is."""

    def __init__(self, graph: OnnxGraph, path):
        self.graph, self.path = graph, path
        self.blocks: dict[str, str] = {value: name for name, value in graph.inputs.items()}
        self.types: dict[str, TensorType] = dict(graph.types)
        self.nodes: dict[str, Node] = {}
        self.weights: dict[str, np.ndarray] = {}
        self.arrays: dict[str, tuple] = {}
        """Of each block, which arrays of the file it computes with."""

    def made(self) -> ForeignNetwork:
        while (head := self.graph.next()) is not None:
            if not (written_otherwise.attention(self, head) or self.layer(head) or any(
                    found(self, head) for found in written_otherwise.OTHERS)):
                self.refuse(head)
        answers = tuple(self.answer(view) for view in self.graph.answers)
        nodes = self.shared(tuple(self.nodes.values()), answers)
        last = (nodes[-1].id,) if nodes else ()
        network = Network(nodes, () if answers == last else answers)
        inputs = {name: self.graph.types[name] for name in self.graph.inputs}
        kept = {node.id for node in nodes if not node.shares}
        weights = {name: array for name, array in self.weights.items() if name.partition(".")[0] in kept}
        return ForeignNetwork(network, inputs, weights, tuple(self.graph.notes))

    def refuse(self, head: CanonicalNode) -> None:
        raise SpecError(say("{path}: nothing here computes what the node {name} ({kind}) does; leave it out, or build "
                            "it of other layers, and export again.", path=shown(self.path), kind=short(head.kind),
                            name=short(head.name) or short(head.outputs[0])))

    def answer(self, view) -> str:
        """The block of an answer."""
        if not isinstance(view, SeenValue) or self.blocks.get(view.value) not in self.nodes:
            raise SpecError(say("{path}: an answer of the network is computed by no block; export it with layers "
                                "between its inputs and its answers.", path=shown(self.path)))
        if view.order:
            self.graph.note(say("An answer has its channels last here."))
        return self.blocks[view.value]

    # ---- blocks

    def layer(self, head: CanonicalNode) -> bool:
        """Find a layer or an activation that computes as many of the next nodes as can be."""
        for piece in self.graph.pieces(head, self.blocks):
            for fit, sources, bends in self.fits(piece):
                self.graph.take(piece)
                if not (bends and self.bend(piece, fit, sources[0])):
                    self.join(head, piece, fit, sources, bends)
                return True
        return False

    def fits(self, piece):
        """What computes a piece of the graph, of which blocks, and whether it is an activation."""
        for ports in self.orders(piece):
            sources = [self.blocks[value] for value in ports]
            types = tuple(self.types[source] for source in sources)
            named = {f"x{place + 1}": value for place, value in enumerate(ports)}
            for family in (ACTIVATIONS, LAYERS) if len(ports) == 1 else (LAYERS,):
                for cls in family.values():
                    for op, mine in forms(cls, tuple(one.axes for one in types)):
                        if piece.may_be(mine):
                            fit = fitted(op, named, types, piece.makers, piece.value)
                            if fit is not None:
                                yield fit, tuple(sources), family is ACTIVATIONS

    def orders(self, piece):
        """Orders in which the values that go into a piece may be the inputs of a layer. One value may be several."""
        leaves = piece.leaves
        twice = tuple(one.value for one in piece.nodes[0].operands if isinstance(one, SeenValue))
        if len(twice) > len(leaves) and set(twice) == set(leaves):
            yield twice
        if len(leaves) <= MOST_PORTS:
            yield from permutations(leaves)
        else:
            yield leaves

    def bend(self, piece, fit: Fit, block: str) -> bool:
        """Make an activation that of the block before it, where it can go there."""
        before = self.nodes.get(block)
        changed = None if before is None or before.off or not self.alone(block, piece) else self.activated(
            before, fit.op)
        if changed is None:
            return False
        self.nodes[block] = changed
        self.keep(block, fit, (self.types[block].shape,))
        self.arrays[block] = (*self.arrays[block], *_arrays(fit))
        self.call(piece.value, block, self.types[block])
        return True

    def join(self, head, piece, fit: Fit, sources: tuple[str, ...], bends: bool) -> None:
        """Put what was found into the network as a block."""
        layer = LAYERS["Activation"](activation=fit.op) if bends else fit.op
        id = self.free(head, layer)
        types = tuple(self.types[source] for source in sources)
        self.nodes[id] = Node(id, layer, sources)
        self.arrays[id] = _arrays(fit)
        self.keep(id, fit, tuple(one.shape for one in types))
        made = (layer.output_type(*types), *layer.more_outputs(*types).values())
        names = (id, *(f"{id}.{name}" for name in layer.further))
        for name, type_ in zip(names, made, strict=True):
            self.types[name] = type_
        self.call(piece.value, names[fit.root], made[fit.root])
        self.further(piece, fit, names, sources)
        self.graph.put_in_our_order(piece.value, types[0])

    def further(self, piece, fit: Fit, names, sources) -> None:
        """Find the further outputs of a layer among the nodes after it."""
        if len(names) == 1:
            return
        ports = {f"x{place + 1}": next(value for value, block in self.blocks.items() if block == source)
                 for place, source in enumerate(sources)}
        shapes = {name: one.shape for name, one in fit.op.weights(*(self.types[one].shape for one in sources)).items()}
        free = [place for place in range(len(names)) if place != fit.root]
        for more in self.graph.behind(piece):
            for place in free:
                comparer = Comparer(fit.template, more.makers, shapes, ports)
                if comparer.same(fit.template.roots[place], SeenValue(more.value)) and not comparer.found.faults:
                    self.graph.take(more)
                    self.call(more.value, names[place], self.types[names[place]])
                    free.remove(place)
                    break

    def activated(self, node: Node, op) -> Node | None:
        """The block with an activation; None where it has one, or cannot have any."""
        if node.layer.activation_op is not None or "activation" not in node.layer.__struct_fields__:
            return None
        changed = replace(node, layer=replace(node.layer, activation=op))
        return changed if changed.layer.activation_op == op else None

    def alone(self, block: str, piece) -> bool:
        """Whether nothing but this piece needs what a block has made so far."""
        value = next(value for value, name in self.blocks.items() if name == block)
        return not self.graph.needed_beside(value, piece)

    def call(self, value: str, block: str, type_: TensorType) -> None:
        """From now on a value of the file is that of a block."""
        for other in [other for other, name in self.blocks.items() if name == block]:
            del self.blocks[other]
        self.blocks[value] = block
        self.types[block] = type_

    def keep(self, id: str, fit: Fit, shapes) -> None:
        """Keep the arrays of a block."""
        sizes = {name: one.shape for name, one in fit.op.weights(*shapes).items()}
        for name, size in sizes.items():
            self.weights[f"{id}.{name}"] = np.zeros(size, np.float32)
        for stored, constant in fit.found.pairs:
            whole = stored.undone(constant.array, sizes[stored.name])
            have = self.weights[f"{id}.{stored.name}"]
            rows = {what for what, _ in stored.steps}
            self.weights[f"{id}.{stored.name}"] = have + whole if "row" in rows else whole

    # ---- names

    def free(self, head: CanonicalNode, layer) -> str:
        """A name for a block: that of its node where it is one, else that of its kind, numbered."""
        words = [word for word in re.split(r"[/.:]+", head.name) if LEGAL.fullmatch(word)]
        words = [word for word in words if word != "model" and not word.startswith("node_")
                 and word.rstrip("_0123456789") not in self.graph.kinds]
        wish = words[-1] if words else ""
        if wish and wish not in self.nodes and wish not in self.graph.inputs:
            return wish
        stem = type(layer).__name__.lower()
        number = 1
        while f"{stem}{number}" in self.nodes or f"{stem}{number}" in self.graph.inputs:
            number += 1
        return f"{stem}{number}"

    def shared(self, nodes: tuple[Node, ...], answers) -> tuple[Node, ...]:
        """Blocks that compute with the same arrays of the file share their weights."""
        owners: dict[tuple, Node] = {}
        found = []
        for node in nodes:
            key = self.arrays[node.id], type(node.layer).__name__
            owner = owners.get(key) if self.arrays[node.id] and all(one[-1] for one in self.arrays[node.id]) else None
            if owner is not None and owner.layer == node.layer:
                found.append(replace(node, shares=owner.id))
            else:
                owners.setdefault(key, node)
                found.append(node)
        return tuple(found)


def _arrays(fit: Fit) -> tuple:
    """Which arrays of the file an op computes with, and how."""
    return tuple((stored.name, stored.steps, constant.name) for stored, constant in fit.found.pairs)
