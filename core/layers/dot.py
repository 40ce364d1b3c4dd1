"""The layer Dot."""

import numpy as np

from core.declare.onnx_lines import moved, node, port, shaped
from core.declare.parameters import both, pair, switch
from core.declare.registry import LAYERS
from core.declare.torch_lines import LAST, Method, call, joined
from core.kernels import sample_products as k
from core.layers.base import Layer, shown
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.ops.op import Shape
from core.ops.tensor_type import ROW, SERIES, TensorType
from core.text.errors import ShapeError
from core.text.messages import say

OUT = ROW, ROW, SERIES
"""What comes out where none, one or two axes are left."""


@LAYERS.member
class Dot(Layer):
    """Multiplies two inputs number by number and adds up: how well they fit each other.

    Between two rows it gives one number, between a series and a row one for each step, between two series one for each
    pair of steps. With lengths made one it is the cosine of the angle between them.
    """

    title = "Dot product"
    short = "Dot"
    formula = r"y_{ij} = \sum_k a_{ik} \, b_{jk}"
    group = "Shape and join"
    icon = "multiply"
    bends = True
    torch_axes = LAST
    inputs = (2, 2)
    axes: pair(-2, 2, "Axes", "along which axis of each input is added up: 1 the first, 2 the second, -1 the last; one "
               "number for both") = -1
    normalize: switch("Lengths one", "makes the length of each row one first, so that the direction alone "
                      "counts") = False

    def _along(self, *shapes) -> tuple[int, ...]:
        """The axis of each input that is added up, counted from its end: −1 is the last; 0 where there is none such."""
        found = (axis if axis <= 0 else axis - len(shape) - 1
                 for axis, shape in zip(both(self.axes), shapes, strict=True))
        return tuple(axis if -len(shape) <= axis < 0 else 0 for axis, shape in zip(found, shapes, strict=True))

    def output_type(self, *types):
        left = ()
        for one in types:
            if one.axes not in (ROW, SERIES) or one.is_tokens:
                raise ShapeError(say("Dot product needs rows of numbers, or one for each moment, but gets {shape}; put "
                                     "a Flatten or an Embedding before it", shape=shown(one.shape)))
        along = self._along(*(one.shape for one in types))
        for axis, one in zip(along, types, strict=True):
            if axis == 0:
                raise ShapeError(say("Dot product cannot add up along axes {axes} of {shape}; choose 1, 2 for the "
                                     "steps and features of a series, or -1 for the last",
                                     axes=" × ".join(map(str, both(self.axes))), shape=shown(one.shape)))
            left += _others(one.shape, axis)
        sizes = [one.shape[axis] for axis, one in zip(along, types, strict=True)]
        if sizes[0] != sizes[1]:
            raise ShapeError(say("Dot product adds up along {first} numbers of one input and {second} of the other; "
                                 "give the blocks before it as many, or choose other axes", first=sizes[0],
                                 second=sizes[1]))
        return TensorType(left or (1,), OUT[len(left)])

    def mask(self, scope):
        return None

    def _rows(self, scope, number: int):
        """An input as (samples, rows, what is added up), in memory that the backward pass finds again."""
        cube = _cube(scope.xs[number])
        if self._along(*(x.shape[1:] for x in scope.xs))[number] != -1:
            return scope.kept(f"turned {number}", cube.shape[0], cube.shape[2], cube.shape[1]), True
        return cube, False

    def _met(self, scope, number: int):
        """The same with lengths one."""
        cube, _ = self._rows(scope, number)
        return scope.kept(f"unit {number}", *cube.shape) if self.normalize else cube

    def forward(self, scope):
        for number, x in enumerate(scope.xs):
            cube, turned = self._rows(scope, number)
            if turned:
                k.turn_each(_cube(x), cube)
            if self.normalize:
                k.unit_rows(cube.rows, scope.kept(f"inverse {number}", cube.rows.shape[0]),
                            self._met(scope, number).rows)
        one, other = self._met(scope, 0), self._met(scope, 1)
        columns = scope.scratch("columns", other.shape[0], other.shape[2], other.shape[1])
        k.turn_each(other, columns)
        k.products(one, columns, scope.y.reshaped(one.shape[0], one.shape[1], other.shape[1]), 0)

    def backward(self, scope):
        met = [self._met(scope, number) for number in range(2)]
        dy = scope.dy.reshaped(met[0].shape[0], met[0].shape[1], met[1].shape[1])
        for number, dx in enumerate(scope.dxs):
            if dx is None:
                continue
            (cube, turned), plain = self._rows(scope, number), _cube(dx)
            rows = scope.scratch("row gradients", *cube.shape) if turned else plain
            slope = scope.scratch("slope", *cube.shape) if self.normalize else rows
            k.products(dy, met[1 - number], slope, number)
            if self.normalize:
                k.unit_rows_gradient(met[number].rows, scope.kept(f"inverse {number}", cube.rows.shape[0]),
                                     slope.rows, rows.rows)
            if turned:
                k.turn_each(rows, plain)

    def account(self, sight):
        along, place = self._along(*(x.shape for x in sight.xs)), list(sight.place)
        rows = []
        for axis, x in zip(along, sight.xs, strict=True):
            at = [place.pop(0) for _ in _others(x.shape, axis)]
            row = np.moveaxis(x.astype(np.float64), axis, -1)[tuple(at)]
            rows.append(row / np.sqrt(max((row**2).sum(), k.TINY)) if self.normalize else row)
        terms = tuple((Factor(f"a{number}", float(a)), Factor(f"b{number}", float(b)))
                      for number, (a, b) in enumerate(zip(*rows, strict=True), 1))
        return Recipe((Equation(say("output"), float(rows[0] @ rows[1]), terms),))

    def summary(self):
        return say("angle between them") if self.normalize else "a · b"

    def in_torch(self, *shapes):
        if not shapes:
            return call("torch.linalg.vecdot", *joined(shapes))
        used, letters, free = [], ["bk", "bk"], iter("ij")
        for number, (axis, shape, x) in enumerate(zip(self._along(*shapes), shapes, joined(shapes), strict=True)):
            letters[number] = "b" + "".join("k" if place == axis else next(free) for place in range(-len(shape), 0))
            used.append(call("nn.functional.normalize", x, dim=axis, eps=k.TINY**0.5) if self.normalize else x)
        left = "b" + "".join(letter for letter in "ij" if letter in "".join(letters))
        made = call("torch.einsum", f"{letters[0]},{letters[1]}->{left}", *used)
        return made if len(left) > 1 else Method(made, "unsqueeze", (1,))

    def in_onnx(self, *shapes):
        along, rows = self._along(*shapes), []
        for number, (axis, shape) in enumerate(zip(along, shapes, strict=True)):
            value = port(number)
            if not _others(shape, axis):
                value = shaped(value, -1, 1, shape[0])
            elif axis != -1:
                value = moved(value, (0, 2, 1))
            if self.normalize:
                square = node("Mul", node("ReduceMean", node("Mul", value, value), axes=(-1,), keepdims=1),
                              float(shape[axis]))
                value = node("Div", value, node("Sqrt", node("Max", square, k.TINY)))
            rows.append(value)
        return shaped(node("MatMul", rows[0], moved(rows[1], (0, 2, 1))), -1, *self.output_shape(*shapes))


def _cube(x):
    """A row for each sample as a series of one step, a series as it is."""
    return x.reshaped(x.shape[0], *(x.shape[1:-1] or (1,)), x.shape[-1])


def _others(shape: Shape, axis: int) -> Shape:
    """The axes besides one that is counted from the end."""
    return shape[:axis] + shape[len(shape) + axis + 1:]
