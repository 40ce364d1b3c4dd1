"""The layer Bidirectional."""

from msgspec.structs import replace

from core.declare.keras_lines import taking
from core.declare.onnx_lines import node, of_part, reversed_along
from core.declare.parameters import advanced, choice, part
from core.declare.registry import LAYERS, RECURRENT_LAYERS
from core.declare.torch_lines import LAST, Call, Loaded, call
from core.kernels import batch, series
from core.kernels import masking as masks
from core.kernels import merge as k
from core.layers import gru, simple_rnn  # noqa: F401  (a field takes those members alone that joined before it)
from core.layers.base import TRAINABLE, Layer
from core.layers.lstm import LSTM
from core.layers.part_scope import PartScope
from core.layers.series import need_series
from core.ops.account_view import AccountView
from core.ops.accounts.moved import Passed
from core.ops.accounts.recipe import Equation, Factor, Recipe
from core.ops.tensor_type import TensorType
from core.text.messages import say

WAYS = ("forward", "backward")
JOINS = ("concat", "sum", "ave", "mul")


@LAYERS.member
class Bidirectional(Layer):
    """Reads a series twice, from its beginning and from its end, so that every answer knows what comes behind it.

    Two recurrent layers of the same kind with weights of their own; the answers of the second one are turned round, so
    that those of one step meet.
    """

    short = "BothWays"
    title = "Both ways"
    formula = r"y_t = [h_t, g_t], \quad h_t = f(x_t, h_{t-1}), \quad g_t = f(x_t, g_{t+1})"
    group = "Follow series"
    icon = "recurrent"
    bends = True
    loops = True
    torch_axes = LAST
    layer: part(RECURRENT_LAYERS, "Layer", "what reads, once in each direction") = LSTM()
    merge_mode: choice(JOINS, "Join", "concat: side by side; sum, ave (their mean) or mul (their product), number by "
                       "number") = "concat"
    trainable: advanced(TRAINABLE) = True

    @property
    def inner(self) -> tuple:
        """The layer for each way."""
        return self.layer, replace(self.layer, go_backwards=not self.layer.go_backwards)

    def output_type(self, x):
        need_series(x, self)
        found: TensorType = self.layer.output_type(x)
        return found.with_last(2 * self.layer.units) if self.merge_mode == "concat" else found

    def weights(self, shape):
        found = {}
        for way, inner in zip(WAYS, self.inner, strict=True):
            for name, weight in inner.weights(shape).items():
                limit = inner.kernel_constraint if name == "kernel" else None
                found[f"{way}_{name}"] = replace(weight, constraint=limit)
        return found

    def carried(self):
        return {f"{way} {name}": units for way in WAYS for name, units in self.layer.carried().items()}

    def forward(self, scope):
        one, other = (self._answers(scope, way) for way in WAYS)
        for way, inner, y in zip(WAYS, self.inner, (one, other), strict=True):
            own = PartScope(scope, way, y)
            own.more = [own.scratch(name, scope.rows, inner.units) for name in inner.further]
            inner.run(own, _turned(way))
            self._silence(scope, y)
        if self.merge_mode == "concat":
            k.copy_columns(one.rows, scope.y.rows, 0, 0, self.layer.units)
            k.copy_columns(other.rows, scope.y.rows, 0, self.layer.units, self.layer.units)
        elif self.merge_mode == "mul":
            k.product(one.flat, other.flat, scope.y.flat)
        else:
            k.add(one.flat, other.flat, scope.y.flat)
            if self.merge_mode == "ave":
                k.scale(scope.y.flat, 0.5)

    def backward(self, scope):
        for number, (way, inner) in enumerate(zip(WAYS, self.inner, strict=True)):
            y = self._answers(scope, way)
            dx = scope.dx if number == 0 or scope.dx is None else scope.scratch("other gradient", *scope.dx.shape)
            own = PartScope(scope, way, y, self._slope(scope, number, y), dx)
            own.dmore = [None] * len(inner.further)
            inner.run_back(own, _turned(way))
            if number and dx is not None:
                batch.add_into(dx.flat, scope.dx.flat)

    def _silence(self, scope, values) -> None:
        """Answers at steps that do not count are zero, as in Keras: each way would repeat another one there."""
        if scope.mask is not None and self.layer.return_sequences:
            masks.scale_steps(values, scope.mask)

    def _answers(self, scope, way: str):
        """Where the answers of one way lie."""
        steps = scope.x.shape[1:2] if self.layer.return_sequences else ()
        return scope.kept(f"{way} answers", scope.rows, *steps, self.layer.units)

    def _slope(self, scope, number: int, y):
        """The gradient of the answers of one way."""
        found = scope.scratch("slope", *y.shape)
        if self.merge_mode == "concat":
            k.copy_columns(scope.dy.rows, found.rows, number * self.layer.units, 0, self.layer.units)
        elif self.merge_mode == "mul":
            k.product(scope.dy.flat, self._answers(scope, WAYS[1 - number]).flat, found.flat)
        else:
            k.copy(scope.dy.flat, found.flat)
            if self.merge_mode == "ave":
                k.scale(found.flat, 0.5)
        self._silence(scope, found)
        return found

    def account(self, sight):
        *step, unit = sight.place
        if step and not sight.counting[step[0]]:
            return Passed(0.0, None, why=say("This step is filler, so nothing is answered here."))
        if self.merge_mode == "concat":
            return self._account(sight, unit // self.layer.units, (*step, unit % self.layer.units))
        one, other = (self._account(sight, number, sight.place).total for number in range(2))
        names = say("read forward"), say("read backward")
        if self.merge_mode == "mul":
            return Recipe((Equation(say("output"), one * other, ((Factor(names[0], one), Factor(names[1], other)),)),))
        share = 0.5 if self.merge_mode == "ave" else 1.0
        half = (Factor("½", share),) if self.merge_mode == "ave" else ()
        terms = tuple((*half, Factor(name, value)) for name, value in zip(names, (one, other), strict=True))
        return Recipe((Equation(say("output"), share * (one + other), terms),))

    def _account(self, sight, number: int, place):
        """How one way makes a number of its own; the second counts its steps from the end."""
        if number and self.layer.return_sequences:
            place = (len(sight.x) - 1 - place[0], *place[1:])
        way = WAYS[number]
        return self.inner[number].account(AccountView(place, sight.xs, lambda name: sight.weight(f"{way}_{name}"),
                                                      sight.masks, sight.maps))

    def in_torch(self, *shapes):
        ways = [inner.in_torch(*shapes) for inner in self.inner]
        arrays = {f"ways.{number}.{name}": array.of_part(way) for number, (way, line) in enumerate(
            zip(WAYS, ways, strict=True)) for name, array in line.arrays.items()}
        return Loaded(call("BothWays", [line.of for line in ways], [inner.go_backwards for inner in self.inner],
                           self.merge_mode, self.layer.return_sequences), arrays) if shapes else None

    def in_keras(self, *shapes):
        lines = [inner.in_keras(*shapes).of for inner in self.inner]
        one, other = (Call(line.function, line.ordered, {**line.named, "return_state": False}) for line in lines)
        return taking(self, call("layers.Bidirectional", one, merge_mode=self.merge_mode, backward_layer=other), shapes)

    def in_onnx(self, *shapes):
        one, other = (of_part(inner.in_onnx(*shapes)[0], way) for way, inner in zip(WAYS, self.inner, strict=True))
        if self.layer.return_sequences:
            other = reversed_along(other, 1)
        if self.merge_mode == "concat":
            return node("Concat", one, other, axis=-1)
        if self.merge_mode == "mul":
            return node("Mul", one, other)
        return node("Mul", node("Add", one, other), 0.5 if self.merge_mode == "ave" else 1.0)

    def summary(self):
        return f"2 · {self.layer.summary()}"

    def count_formula(self, shape):
        return f"2 · ({self.layer.count_formula(shape)})"


def _turned(way: str) -> int:
    """Whether the answers of a way are turned round: those of the second, so that both stand in the order of time."""
    return series.KEEP if way == WAYS[0] else series.FIRST_LAST
