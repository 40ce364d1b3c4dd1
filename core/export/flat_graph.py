"""A trained network as a list of nodes of ONNX, from raw inputs to answers in the units of the data.

The trees of the declarations (`core.declare.onnx_lines`) are laid out flat here; the ONNX file and the program of
NumPy are both written from that list.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

from core.declare.onnx_lines import DOUBLE, FIRST, FLOAT, Output, node
from core.declare.stored import Stored
from core.declare.torch_lines import Call, Line, Name
from core.export.trained import Trained


class Kept(Line, frozen=True):
    """An array of the graph by its name."""

    name: str


class GraphNode(Struct, frozen=True):
    """One node: values (`Name`), arrays (`Kept`), numbers or tuples go in, or None for what is left out; names of
    values come out. `block` is the block of the network that it belongs to, "" for what lies around it."""

    kind: str
    inputs: tuple[Any, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]
    block: str = ""
    several: bool = False
    """Whether it has more outputs than are used here."""


class Graph(Struct, frozen=True):
    """Nodes in computing order and the arrays that they use. `answers` are the ids of the output blocks, which are
    the names of their values too."""

    nodes: tuple[GraphNode, ...]
    arrays: dict[str, np.ndarray]
    inputs: tuple[str, ...]
    answers: tuple[str, ...]


def flat(trained: Trained) -> Graph:
    """The graph of a trained network."""
    made = _Layout(trained)
    for name in trained.inputs:
        made.scale(name, trained.scalings.get(name))
    for step in trained.steps:
        made.begin(step.node)
        names = {f"x{number + 1}": made.values[source] for number, source in enumerate(step.sources)}
        weights = trained.weights_of(step.owner)
        trees = step.op.in_onnx(*trained.shapes_into(step))
        trees = trees if isinstance(trees, tuple) else (trees,)
        for target, tree in zip((step.target, *step.more), trees, strict=True):
            made.values[target] = made.laid(tree, names, step.owner, weights, made.wish(target))
    answers = trained.project.network.answers
    for id in answers:
        made.answer(id, trained.scaling_of(id))
    return Graph(_needed(made.nodes, answers), made.arrays, tuple(trained.inputs), answers)


class _Layout:
    """The list while it grows. `values` says which value stands for a block (or for a step of it)."""

    def __init__(self, trained: Trained):
        self.nodes: list[GraphNode] = []
        self.arrays: dict[str, np.ndarray] = {}
        self.values: dict[str, str] = {}
        self.block = ""
        self._stored: dict[tuple, str] = {}
        self._answers = set(trained.project.network.answers)
        self._scaled = {id for id in self._answers if trained.scaling_of(id) is not None}
        self._used = set(trained.inputs) | self._answers
        self._makers: dict[str, GraphNode] = {}
        self._several: dict[int, tuple[int, Call]] = {}
        """Where the nodes with several outputs stand, by the identity of their trees, which are held on to."""
        self._laid: dict[int, tuple[str, Call]] = {}
        """The values of the trees of this step, likewise: what is used twice is computed once."""

    def begin(self, block: str) -> None:
        """What is laid out from now on belongs to a step of this block."""
        self.block, self._laid = block, {}

    def wish(self, target: str) -> str:
        """The name for what a step makes."""
        if target in self._answers and target not in self._scaled and target not in self._makers:
            return target
        return self.free(target.replace(":", "_").replace(".", "_"))

    def free(self, name: str) -> str:
        """This name, or one like it that no value has yet."""
        found, number = name, 1
        while found in self._used:
            number += 1
            found = f"{name}_{number}"
        self._used.add(found)
        return found

    def laid(self, tree, names: Mapping[str, str], owner: str, weights, wish: str) -> str:
        """Lay out a tree; returns the name of its value."""
        if isinstance(tree, Name):
            return names[tree.text]
        if isinstance(tree, Output):
            return self._output(tree, names, owner, weights, wish)
        if id(tree) not in self._laid:
            self._laid[id(tree)] = self._node(tree, names, owner, weights, wish), tree
        return self._laid[id(tree)][0]

    def _node(self, tree: Call, names: Mapping[str, str], owner: str, weights, wish: str) -> str:
        """Lay out a tree that has not been; returns the name of its value."""
        kind, inputs = tree.function.text, tuple(self._operand(one, names, owner, weights) for one in tree.ordered)
        if undone := self._undone(kind, inputs, tree.named):
            return undone
        made = GraphNode(kind, inputs, (wish,), dict(tree.named), self.block)
        self.nodes.append(made)
        self._makers[wish] = made
        return wish

    def _output(self, tree: Output, names, owner, weights, wish: str) -> str:
        """One of several outputs of a node, which is laid out once."""
        if id(tree.of) not in self._several:
            self._node(tree.of, names, owner, weights, "")
            self.nodes[-1] = replace(self.nodes[-1], several=True)
            self._several[id(tree.of)] = len(self.nodes) - 1, tree.of
        place, _ = self._several[id(tree.of)]
        outputs = list(self.nodes[place].outputs) + [""] * (tree.number + 1 - len(self.nodes[place].outputs))
        outputs[tree.number] = outputs[tree.number] or wish
        self.nodes[place] = replace(self.nodes[place], outputs=tuple(outputs))
        return outputs[tree.number]

    def scale(self, name: str, fitted) -> None:
        """What the network gets for a raw input. The centre is taken off in double precision, as in training."""
        self.values[name] = name
        if fitted is not None:
            centred = node("Sub", node("Cast", FIRST, to=DOUBLE), self._number(f"{name}.centre", fitted.centre))
            scaled = node("Mul", centred, self._number(f"{name}.factor", fitted.factor))
            self.values[name] = self._around(node("Cast", scaled, to=FLOAT), name, self.free(f"{name}_scaled"))

    def answer(self, id: str, fitted) -> None:
        """The value of an output block in the units of the data, under the block's own name."""
        have = self.values[id]
        if fitted is not None:
            spread = node("Div", node("Cast", FIRST, to=DOUBLE), self._number(f"{id}.factor", fitted.factor))
            self._around(node("Add", spread, self._number(f"{id}.centre", fitted.centre)), have, id)
        elif have != id:
            self._around(node("Identity", FIRST), have, id)

    def _around(self, tree, value: str, wish: str) -> str:
        """Lay out a tree that belongs to no block."""
        self.begin("")
        return self.laid(tree, {FIRST.text: value}, wish, {}, wish)

    def _number(self, name: str, value) -> Kept:
        self.arrays[name] = np.asarray(value, np.float64)
        return Kept(name)

    def _operand(self, one, names, owner, weights):
        if isinstance(one, Stored):
            return self._array(owner, one, weights)
        if isinstance(one, np.ndarray):
            name = self.free(f"{self.block}.constant")
            self.arrays[name] = one
            return Kept(name)
        if isinstance(one, Call | Output | Name):
            return Name(self.laid(one, names, owner, weights, "" if isinstance(one, Name) else
                                  self.free(f"{self.block or owner}_1")))
        return one

    def _array(self, owner: str, stored: Stored, weights) -> Kept:
        """One array for each way in which a weight is used; blocks that share it share the array."""
        key = owner, stored.name, stored.steps
        if key not in self._stored:
            self._stored[key] = self.free(f"{owner}.{stored.name}")
            self.arrays[self._stored[key]] = stored.value(weights)
        return Kept(self._stored[key])

    def _undone(self, kind: str, inputs: tuple, attributes: dict) -> str:
        """Where axes are moved back at once: the name of what was moved. Else ""."""
        before = self._makers.get(inputs[0].text) if kind == "Transpose" else None
        if before is None or before.kind != "Transpose":
            return ""
        there, back = before.attributes["perm"], attributes["perm"]
        return before.inputs[0].text if all(there[at] == place for place, at in enumerate(back)) else ""


def _needed(nodes: list[GraphNode], answers: tuple[str, ...]) -> tuple[GraphNode, ...]:
    """The nodes without those whose values nobody uses."""
    wanted, found = set(answers), []
    for one in reversed(nodes):
        if wanted & set(one.outputs) - {""}:
            found.append(one)
            wanted |= {value.text for value in one.inputs if isinstance(value, Name)}
    return tuple(reversed(found))
