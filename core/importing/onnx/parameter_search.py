"""Which layer, with which parameters, computes what some nodes of a file compute: tried, not looked up.

A layer says what it is in ONNX for given parameters. Those that change the form of it (a bias or none) are tried
beforehand; the others are set one after the other to the numbers that stand in the nodes, as long as fewer numbers
differ.
"""

from collections.abc import Iterator, Mapping
from itertools import combinations, product
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from core.declare.bounds import violations
from core.declare.parameters import Parameter, four, parameters
from core.importing.onnx.template import Comparer, NodeComparison, NodeMaker, Template, template
from core.importing.onnx.views import SeenValue
from core.ops.tensor_type import TensorType
from core.text.errors import ShapeError

TRAINING_ALONE = ("_initializer", "_regularizer", "_constraint", "trainable", "dropout")
"""Endings of parameters that change no answer."""
FORMS, PASSES, MOST_TRIED = 512, 3, 64
AMPLE = {"time": 64, "height": 64, "width": 64, "channel": 12, "feature": 12}
"""Sizes that any layer takes, for looking at the form alone."""
ODD = (ShapeError, LookupError, ValueError, TypeError, ArithmeticError)
"""What a layer may raise that is asked with parameters that cannot be."""
LARGEST = 2**20
"""A parameter that is a whole number; larger ones in nodes mean an end that nothing reaches."""
_FORMS: dict[tuple, list[tuple[Any, Template]]] = {}


class Fit(Struct, frozen=True):
    """A layer or an activation that computes what was asked for; `root` says which of its outputs."""

    op: Any
    root: int
    found: NodeComparison
    template: Template


def forms(cls: type, axes: tuple[tuple[str, ...], ...]) -> list[tuple[Any, Template]]:
    """Every form that members of a class take for inputs with these axes, each with one of its members."""
    key = cls, axes
    if key not in _FORMS:
        known: dict[str, tuple[Any, Template]] = {}
        for op in _members(cls):
            made = _form(op, axes)
            if made is not None:
                known.setdefault(made.skeleton(), (op, made))
        _FORMS[key] = list(known.values())
    return _FORMS[key]


def _form(op, axes: tuple[tuple[str, ...], ...]) -> Template | None:
    """The form of an op for inputs with these axes. Where axes of different kinds of two inputs have to be of one size,
    all are."""
    sizes = tuple(tuple(AMPLE[axis] for axis in one) for one in axes)
    alike = tuple((AMPLE["feature"],) * len(one) for one in axes)
    for shapes in (sizes, alike) if len(axes) > 1 else (sizes,):
        try:
            return template(op, shapes)
        except ODD:
            continue
    return None


def _members(cls: type) -> Iterator[Any]:
    """Members whose switches and choices are set in every way."""
    base = cls()
    places = [(path, options) for path, parameter in _places(base)
              if (options := _options(parameter)) is not None]
    for count, choice in enumerate(product(*(options for _, options in places))):
        if count >= FORMS:
            return
        op = base
        for (path, _), value in zip(places, choice, strict=True):
            op = put(op, path, value)
        yield op


def _options(parameter: Parameter) -> tuple | None:
    """All ways in which a parameter can be set that may change the form, the usual one first."""
    if parameter.kind == "switch":
        return (parameter.default, not parameter.default)
    if parameter.kind == "choice":
        return (parameter.default, *(one for one in parameter.choices if one != parameter.default))
    lowest = int(parameter.low or 0)
    if parameter.kind == "pair" and lowest < 0:  # axes of two inputs, counted from the last
        ends = range(-1, lowest - 1, -1)
        return (*ends, *((one, other) for one in ends for other in ends if one != other))
    if parameter.kind == "part" and parameter.family.name == "recurrent layer":
        inner = [one for member in parameter.family.values() for one in _members(member)]
        return tuple(inner)
    return None


def _places(op) -> Iterator[tuple[tuple[str, ...], Parameter]]:
    """The parameters of an op that may change an answer, those of its parts not among them."""
    for parameter in parameters(type(op)):
        if not parameter.name.endswith(TRAINING_ALONE):
            yield (parameter.name,), parameter


def _deep(op) -> Iterator[tuple[tuple[str, ...], Parameter]]:
    """The same with those of its parts."""
    for path, parameter in _places(op):
        yield path, parameter
        inner = getattr(op, parameter.name)
        if parameter.kind == "part" and inner is not None:
            for rest, more in _deep(inner):
                yield (*path, *rest), more


def put(op, path: tuple[str, ...], value):
    """The op with one parameter, perhaps of a part of it, set."""
    name, *rest = path
    return replace(op, **{name: put(getattr(op, name), tuple(rest), value) if rest else value})


def fitted(start, ports: Mapping[str, str], types: tuple[TensorType, ...], makers: dict[str, NodeMaker],
           value: str) -> Fit | None:
    """The op of this form, with parameters of which all numbers agree with the nodes that make `value`; None where
    there are none. `ports` says what x1, x2, … are called in the file."""
    search = _Search(ports, types, makers, value)
    for root in range(search.roots(start)):
        found = search.best(start, root)
        if found is not None:
            return found
    return None


class _Search:
    def __init__(self, ports, types, makers, value: str):
        self.ports, self.types, self.makers, self.value = dict(ports), types, makers, value
        self.shapes = tuple(one.shape for one in types)

    def roots(self, start) -> int:
        """How many outputs an op of this form has."""
        return 1 + len(start.further)

    def best(self, start, root: int) -> Fit | None:
        op, found = start, self.compared(start, root)
        if found is None and self.possible(start):
            return None
        for _ in range(PASSES):
            if found is not None and not found.found.faults:
                break
            before = op
            for path, parameter in _deep(op):
                op, found = self.better(op, found, path, parameter, root)
                if found is not None and not found.found.faults:
                    break
            if op == before and found is not None:
                op, found = self.two_at_once(op, found, root)
            if op == before:
                return None
        return found if found is not None and not found.found.faults and self.makes_sense(op) else None

    def better(self, op, found, path, parameter, root: int):
        """The op with one parameter set so that fewer numbers differ."""
        for value in self.values(op, path, parameter, found):
            try:
                other = put(op, path, value)
                made = self.compared(other, root)
            except ODD:
                continue
            if made is not None and (found is None or made.found.faults < found.found.faults):
                op, found = other, made
        return op, found

    def two_at_once(self, op, found, root: int):
        """The op with two parameters set together, where none alone is of help: the size of a window and its stride."""
        for (path, parameter), (other, more) in combinations(list(_deep(op)), 2):
            values = self.values(op, path, parameter, found)[:MOST_TRIED]
            for value in values if len(self.values(op, other, more, found)) > 1 else ():
                try:
                    start = put(op, path, value)
                except ODD:
                    continue
                changed, made = self.better(start, found, other, more, root)
                if made is not found:
                    return changed, made
        return op, found

    def compared(self, op, root: int) -> Fit | None:
        """An op beside the nodes; None where even the form is another."""
        try:
            mine = template(op, self.shapes)
            if mine is None or root >= len(mine.roots):
                return None
            comparer = Comparer(mine, self.makers, {name: one.shape for name, one in op.weights(*self.shapes).items()},
                                self.ports)
            fits = comparer.same(mine.roots[root], SeenValue(self.value))
        except ODD:
            return None
        return Fit(op, root, comparer.found, mine) if fits else None

    def possible(self, op) -> bool:
        """Whether an op says what it is for these inputs at all."""
        try:
            return template(op, self.shapes) is not None
        except ODD:
            return False

    def makes_sense(self, op) -> bool:
        """Whether it takes what comes in."""
        try:
            op.output_type(*self.types)
        except ODD:
            return False
        return not violations(op)

    def values(self, op, path, parameter: Parameter, found: Fit | None) -> list:
        """What a parameter may be, judged by the numbers that stand in the nodes."""
        known = found.found if found is not None else NodeComparison()
        near = {abs(one) for one in known.numbers if abs(one) <= LARGEST} | ({1, 2, 3} if found is None else set())
        whole = sorted(near | {size for shape in self.shapes for size in shape})
        wide = sorted({*whole, *(a // b for a in whole for b in whole if b and a % b == 0)})
        made = VALUES.get(parameter.kind)
        return list(made(parameter, whole, wide, known, self.shapes))[:4096] if made else []


def _sides(parameter, whole, wide, known, shapes) -> Iterator:
    """Whole numbers for four sides: those of a row of zeros around a picture, or of a piece that is cut out of it."""
    sizes = shapes[0] if shapes else ()
    for row in known.rows:
        if len(row) == 8:
            yield (row[1], row[5]), (row[2], row[6])
    for start, end in product([row for row in known.rows if len(row) == 2], repeat=2):
        if len(sizes) == 3 and all(0 <= low < high <= size for low, high, size in zip(start, end, sizes, strict=False)):
            yield four(((start[0], sizes[0] - end[0]), (start[1], sizes[1] - end[1])))


def _shapes(parameter, whole, wide, known, shapes) -> Iterator[tuple[int, ...]]:
    """Shapes that stand in the nodes, the batch left out; what is left is worked out."""
    total = 1
    for size in shapes[0] if shapes else ():
        total *= size
    for row in known.rows:
        sizes = row[1:]
        rest = 1
        for one in sizes:
            rest *= one if one > 0 else 1
        if sizes and rest and total % rest == 0:
            yield tuple(one if one > 0 else total // rest for one in sizes)


def _pairs(parameter, whole, wide, known, shapes) -> Iterator:
    """One whole number, or two that stand beside each other."""
    yield from whole
    for row in known.rows:
        yield from (row[place:place + 2] for place in range(len(row) - 1))
        yield from (row[place:place + 3:2] for place in range(len(row) - 2))  # blocks of an expanded picture


VALUES = {
    "switch": lambda parameter, *_: (True, False), "choice": lambda parameter, *_: parameter.choices,
    "whole": lambda parameter, whole, wide, *_: wide,
    "whole_or_none": lambda parameter, whole, wide, *_: (None, *wide),
    "number": lambda parameter, whole, wide, known, _: sorted(known.reals | set(map(float, whole))),
    "pair": _pairs, "sides": _sides, "sizes": _shapes,
    "part": lambda parameter, *_: [member() for member in parameter.family.values()],
}
"""By the kind of a parameter: what it may be."""
