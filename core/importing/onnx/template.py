"""The tree of a declaration in the canonical form, and its comparison with nodes of a file."""

import math
from typing import Any

import numpy as np
from msgspec import Struct, field

from core.declare.onnx_lines import Output
from core.declare.stored import Stored
from core.declare.torch_lines import Call, Name
from core.importing.onnx.canonical import Canonical
from core.importing.onnx.views import CanonicalNode, FileArray, SeenValue

EITHER_WAY = frozenset(("Add", "Mul", "Sum"))
"""What does not mind the order of two operands."""
SHAPES = ("Reshape", "Expand")
"""Where -1 and 0 stand for what is left."""
CLOSE = 1e-6
AMPLE = 2**16
"""Numbers of an array that may be looked at though the file has fewer."""


class Template(Struct, frozen=True):
    """A layer or an activation as canonical nodes: what it answers (and its further outputs) by the nodes that make
    them. What comes in is called x1, x2, …"""

    roots: tuple[SeenValue, ...]
    makers: dict[str, tuple[CanonicalNode, int]]

    @property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of all its nodes, sorted."""
        return tuple(sorted(node.kind for node in {id(node): node for node, _ in self.makers.values()}.values()))

    def skeleton(self, root: SeenValue | None = None) -> str:
        """What it looks like without its numbers."""
        return " | ".join(self._shape_of(one) for one in self.roots) if root is None else self._shape_of(root)

    def _shape_of(self, one: Any) -> str:
        if isinstance(one, Stored):
            return f"{one.name}:{len(one.steps)}"
        if isinstance(one, FileArray):
            return "#"
        if one is None:
            return "-"
        if one.value not in self.makers:
            return f"{one.value}{one.order}"
        node, number = self.makers[one.value]
        return f"{node.kind}.{number}{one.order}({', '.join(map(self._shape_of, node.operands))})"


def template(op, shapes: tuple[tuple[int, ...], ...]) -> Template | None:
    """Of an op for inputs of these shapes; None where it is nothing of its own."""
    trees = op.in_onnx(*shapes)
    made = _TreeLayout()
    roots = tuple(made.laid(tree) for tree in (trees if isinstance(trees, tuple) else (trees,)))
    if any(not isinstance(root, SeenValue) or root.value.startswith("x") for root in roots):
        return None
    makers = {name: (node, number) for node in made.canonical.nodes for number, name in enumerate(node.outputs)}
    return Template(roots, _used(roots, makers))


def _used(roots: tuple[SeenValue, ...], makers) -> dict[str, tuple[CanonicalNode, int]]:
    """The makers that are of use."""
    found, waiting = {}, [root.value for root in roots]
    while waiting:
        value = waiting.pop()
        if value in makers and value not in found:
            found[value] = makers[value]
            waiting += [one.value for one in makers[value][0].operands if isinstance(one, SeenValue)]
    return found


class _TreeLayout:
    """A tree laid out as nodes."""

    def __init__(self):
        self.canonical = Canonical()
        self._count = 0
        self._known: dict[int, tuple[str, ...]] = {}
        self._held: list[Call] = []

    def laid(self, tree) -> Any:
        """The operand that a part of a tree is."""
        if isinstance(tree, Name):
            return SeenValue(tree.text)
        if isinstance(tree, Output):
            return self.canonical.seen[self._call(tree.of)[tree.number]]
        if isinstance(tree, Call):
            return self.canonical.seen[self._call(tree)[0]]
        if tree is None or isinstance(tree, Stored):
            return tree
        whole = isinstance(tree, tuple)
        kind = np.int64 if whole else np.float32
        return FileArray("", tree if isinstance(tree, np.ndarray) else np.array(tree, kind))

    def _call(self, tree: Call) -> tuple[str, ...]:
        if id(tree) not in self._known:
            operands = tuple(self.laid(one) for one in tree.ordered)
            self._count += 1
            names = tuple(f"n{self._count}.{number}" for number in range(3))
            self._held.append(tree)
            self._known[id(tree)] = names
            self.canonical.add(tree.function.text, operands, names, dict(tree.named))
        return self._known[id(tree)]


class NodeComparison(Struct):
    """What was found beside each other: arrays of the block and of the file, and how many numbers differ. `numbers` are
    those of the file, of which parameters may be made; `rows` are tuples of them."""

    pairs: list[tuple[Stored, FileArray]] = field(default_factory=list)
    bound: dict[str, str] = field(default_factory=dict)
    faults: int = 0
    numbers: set[int] = field(default_factory=set)
    reals: set[float] = field(default_factory=set)
    rows: set[tuple[int, ...]] = field(default_factory=set)
    words: set[str] = field(default_factory=set)


class NodeMaker(Struct, frozen=True):
    """Who makes a value of the file: the node, and which of its outputs the value is."""

    node: CanonicalNode
    number: int


class Comparer:
    """Compares one template with nodes of a file. `makers` are those of the file that may be looked at; `shapes` are
    those of the block's arrays, by their names."""

    def __init__(self, mine: Template, makers: dict[str, NodeMaker], shapes, ports: dict[str, str]):
        self.mine, self.makers, self.shapes, self.ports = mine, makers, shapes, ports
        self.found = NodeComparison()
        self._known: dict[str, str] = {}

    def same(self, root: SeenValue, value: SeenValue) -> bool:
        """Whether the part of the template below `root` has the form of what makes a value of the file; numbers that
        differ are counted as faults."""
        return self._operand(root, value, "")

    def _operand(self, mine, theirs, kind: str) -> bool:
        if isinstance(mine, Stored):
            return isinstance(theirs, FileArray) and self._stored(mine, theirs)
        if isinstance(mine, FileArray):
            return isinstance(theirs, FileArray) and self._constant(mine, theirs, kind)
        if mine is None or theirs is None:
            return mine is theirs
        if not isinstance(theirs, SeenValue) or mine.order != theirs.order:
            return False
        if mine.value not in self.mine.makers:
            return self.ports.get(mine.value) == theirs.value
        if mine.value in self._known:
            return self._known[mine.value] == theirs.value
        maker = self.makers.get(theirs.value)
        if maker is None:
            return False
        node, number = self.mine.makers[mine.value]
        if node.kind != maker.node.kind or number != maker.number:
            return False
        self._known[mine.value] = theirs.value
        if not self._operands(node, maker.node):
            del self._known[mine.value]
            return False
        self._attributes(node.attributes, maker.node.attributes)
        return True

    def _operands(self, mine: CanonicalNode, theirs: CanonicalNode) -> bool:
        if len(mine.operands) != len(theirs.operands):
            return False
        ways = [theirs.operands]
        if mine.kind in EITHER_WAY and len(theirs.operands) == 2:
            ways.append(theirs.operands[::-1])
        for way in ways:
            kept, known = _copied(self.found), dict(self._known)
            if all(self._operand(one, other, mine.kind) for one, other in zip(mine.operands, way, strict=True)):
                return True
            self.found, self._known = kept, known
        return False

    def _stored(self, mine: Stored, theirs: FileArray) -> bool:
        have = theirs.array.shape
        if theirs.array.dtype.kind != "f" or mine.name not in self.shapes:
            return False
        self.found.pairs.append((mine, theirs))
        self.found.numbers.update(have)
        if math.prod(self.shapes[mine.name]) > 4 * theirs.array.size + AMPLE:
            self.found.faults += 10
            return True
        try:
            want = mine.places(self.shapes[mine.name]).shape
        except (ValueError, IndexError):
            self.found.faults += 10
            return True
        if want != have and tuple(one for one in want if one != 1) != tuple(one for one in have if one != 1):
            self.found.faults += sum(a != b for a, b in zip(want, have, strict=False)) + abs(len(want) - len(have)) or 1
        return True

    def _constant(self, mine: FileArray, theirs: FileArray, kind: str) -> bool:
        a, b = mine.array, theirs.array
        if (a.dtype.kind in "iu") != (b.dtype.kind in "iu"):
            return False
        if a.dtype.kind in "iu":
            self._whole(tuple(a.ravel().tolist()), tuple(b.ravel().tolist()), kind)
        elif a.size == b.size:
            self.found.faults += int(np.sum(~np.isclose(a.ravel(), b.ravel(), CLOSE, 0)))
            if b.size == 1:
                self.found.reals.add(neat(float(b.ravel()[0])))
        else:
            self.found.faults += 1
            self.found.numbers.update(b.shape)
        return True

    def _whole(self, mine: tuple[int, ...], theirs: tuple[int, ...], kind: str) -> None:
        """Numbers that say where or how many; -1 and 0 stand for what is left."""
        self.found.numbers.update(theirs)
        self.found.rows.add(theirs)
        if len(mine) != len(theirs):
            self.found.faults += 1 + abs(len(mine) - len(theirs))
        else:
            loose = {0, -1} if kind in SHAPES else set()
            self.found.faults += sum(a != b and not ((a == -1 and loose) or b in loose)
                                     for a, b in zip(mine, theirs, strict=True))

    def _attributes(self, mine: dict[str, Any], theirs: dict[str, Any]) -> None:
        for key in mine.keys() | theirs.keys():
            a, b = mine.get(key), theirs.get(key)
            if a is None or b is None:
                self.found.faults += 3
                continue
            for one, other in zip(_several(a), _several(b), strict=False):
                self._number(one, other)
            self.found.faults += abs(len(_several(a)) - len(_several(b)))
            if isinstance(b, tuple) and all(isinstance(one, int) for one in b):
                self.found.rows.add(b)

    def _number(self, mine, theirs) -> None:
        if isinstance(mine, str) or isinstance(theirs, str):
            self.found.faults += mine != theirs
            self.found.words.add(str(theirs))
            return
        self.found.faults += not abs(mine - theirs) <= CLOSE * abs(theirs)
        if isinstance(theirs, int):
            self.found.numbers.add(theirs)
        else:
            self.found.reals.add(neat(theirs))


def neat(value: float) -> float:
    """A float32 as the shortest number that it is."""
    return float(str(np.float32(value)))


def _several(value) -> tuple:
    return value if isinstance(value, tuple) else (value,)


def _copied(found: NodeComparison) -> NodeComparison:
    return NodeComparison(list(found.pairs), dict(found.bound), found.faults, set(found.numbers), set(found.reals),
                      set(found.rows), set(found.words))
