"""Lines of PyTorch as trees: a declaration makes one, the reference prints it, and the tests run the same tree.

A tree is made of calls and names, and of Python's own numbers, texts, tuples, lists and dictionaries. Free names
(`channels`, `parameters`, `x`) stand for what the line is used on.
"""

import math
from collections.abc import Callable, Iterator
from typing import Any, ClassVar

from msgspec import Struct


class Line(Struct, frozen=True):
    """Part of a line; arithmetic on it makes larger parts."""

    text: ClassVar[str] = ""
    """What it is called, where it is a name."""

    def __add__(self, other):
        return Sum(self, "+", other)

    def __radd__(self, other):
        return Sum(other, "+", self)

    def __sub__(self, other):
        return Sum(self, "-", other)

    def __rsub__(self, other):
        return Sum(other, "-", self)

    def __mul__(self, other):
        return Sum(self, "*", other)

    def __rmul__(self, other):
        return Sum(other, "*", self)

    def __truediv__(self, other):
        return Sum(self, "/", other)

    def __pow__(self, other):
        return Sum(self, "**", other)

    def __rpow__(self, other):
        return Sum(other, "**", self)


class Name(Line, frozen=True):
    """Something of torch ("nn.Linear", "torch.cat", "math.pi") or a free name."""

    text: str


class Call(Line, frozen=True):
    """A function called with arguments in order, and by name."""

    function: Line
    ordered: tuple[Any, ...] = ()
    named: dict[str, Any] = {}


class Method(Line, frozen=True):
    """A method of a value, called."""

    of: Any
    name: str
    ordered: tuple[Any, ...] = ()


class Sum(Line, frozen=True):
    """Arithmetic on two values: one of SIGNS."""

    left: Any
    sign: str
    right: Any


class Function(Line, frozen=True):
    """A function of one number."""

    argument: str
    value: Any


class Either(Line, frozen=True):
    """One value where something is below a bound, else another."""

    below: Any
    what: Any
    bound: Any
    other: Any


class Loaded(Line, frozen=True):
    """A module that takes arrays of the block: by the name that they have in it, `Stored` ones or arrays as they are.
    It is written as the module alone."""

    of: Call
    arrays: dict[str, Any] = {}


class Index(Line, frozen=True):
    """One entry of a value."""

    of: Any
    number: int


FIRST_AXIS, LAST, EITHER = "first", "last", "either"
"""Where a module of torch wants the channels or features: before the places, after them (as they are here), or
anywhere."""
SIGNS = {"+": 1, "-": 1, "*": 2, "/": 2, "**": 3}
"""Signs of arithmetic, the stronger ones with the higher number."""
X, CHANNELS, PARAMETERS, OPTIMIZER, WEIGHT = map(Name, ("x", "channels", "parameters", "optimizer", "weight"))


def call(name: str, *ordered, **named) -> Call:
    """A call of something of torch: `call("nn.Linear", 3, 4, bias=False)`."""
    return Call(Name(name), ordered, named)


def optim(name: str, *ordered, **named) -> Call:
    """An optimiser of torch."""
    return call(f"torch.optim.{name}", *ordered, **named)


def initialized(name: str, *ordered, **named) -> Call:
    """A rule of torch's nn.init for `weight`."""
    return call(f"nn.init.{name}", WEIGHT, *ordered, **named)


def rate_by(factor) -> Call:
    """A schedule that multiplies the rate by factor(epochs)."""
    return call("torch.optim.lr_scheduler.LambdaLR", OPTIMIZER, Function("e", factor(Name("e"))))


def chain(*calls: Call | Loaded | None, row: str = "nn.Sequential") -> Call | Loaded:
    """One module after the other; a single one stays itself."""
    found = tuple(one for one in calls if one is not None)
    return found[0] if len(found) == 1 else call(row, *found)


def loading(module: Call, layer, **arrays) -> Loaded:
    """A module with its arrays, "bias" only where the layer has one."""
    return Loaded(module, {name: array for name, array in arrays.items() if name != "bias" or layer.use_bias})


def channels_of(shapes) -> int | Name:
    """The channels of the first input (height, width, channels), or a name for them."""
    return shapes[0][-1] if shapes else CHANNELS


def joined(shapes) -> list[Name]:
    """The inputs of a join: x1, x2 and so on."""
    return [Name(f"x{number}") for number in range(1, max(len(shapes), 2) + 1)]


def one_or(pair: tuple[int, int]) -> int | tuple[int, int]:
    """Two numbers as one where they are equal."""
    return pair[0] if pair[0] == pair[1] else (pair[0], pair[1])


def border1d(before: int, after: int) -> Call | None:
    """Zeros around a series, taken away where a number is negative; None for none."""
    return call("nn.ZeroPad1d", (before, after)) if before or after else None


def border(rows: tuple[int, int], columns: tuple[int, int], sign: int = 1) -> Call | None:
    """Zeros around a picture (left, right, top, bottom in torch), taken away where `sign` is −1; None for none."""
    sides = tuple(sign * count for count in (*columns, *rows))
    if not any(sides):
        return None
    return call("nn.ZeroPad2d", sides[0] if len(set(sides)) == 1 else sides)


def put_in(line, values: dict[str, Any]):
    """The line with values in the place of its free names."""
    if isinstance(line, Name):
        return values.get(line.text, line)
    if isinstance(line, tuple | list):
        return type(line)(put_in(one, values) for one in line)
    if isinstance(line, dict):
        return {key: put_in(value, values) for key, value in line.items()}
    if not isinstance(line, Line) or isinstance(line, Loaded):
        return line
    return type(line)(*(put_in(getattr(line, field), values) for field in line.__struct_fields__))


def parts_of(line) -> list:
    """The modules of a row of them; a line alone is the only one."""
    row = isinstance(line, Call) and line.function == Name("nn.Sequential")
    return list(line.ordered) if row else [line]


def arrays_of(line) -> dict[str, Any]:
    """What the modules of a row take of the block, by the names that arrays have in them."""
    return {name: array for part in ([] if line is None else parts_of(line)) if isinstance(part, Loaded)
            for name, array in part.arrays.items()}


def called(line) -> Iterator[str]:
    """The names of everything that a line calls."""
    if isinstance(line, Loaded):
        yield from called(line.of)
    if isinstance(line, Call):
        yield printed(line.function)
        for one in (*line.ordered, *line.named.values()):
            yield from called(one)
    if isinstance(line, tuple | list):
        for one in line:
            yield from called(one)


def printed(line) -> str:
    """A line as Python writes it; "" for None."""
    return "" if line is None else PRINTERS.get(type(line), repr)(line)


def _arguments(ordered, named=None) -> str:
    return ", ".join([*map(_part, ordered), *(f"{name}={_part(value)}" for name, value in (named or {}).items())])


def _part(value) -> str:
    return "None" if value is None else printed(value)


def _method(line: Method) -> str:
    inner = f"({printed(line.of)})" if isinstance(line.of, Sum) else printed(line.of)
    return f"{inner}.{line.name}({_arguments(line.ordered)})"


def _sum(line: Sum) -> str:
    strength = SIGNS[line.sign]

    def side(value, right):
        weak = isinstance(value, Function | Either) or (isinstance(value, Sum) and (
            SIGNS[value.sign] < strength or (SIGNS[value.sign] == strength and (right != (line.sign == "**")))))
        signed = isinstance(value, int | float) and math.copysign(1, value) < 0
        return f"({printed(value)})" if weak or signed else printed(value)
    return f"{side(line.left, False)} {line.sign} {side(line.right, True)}"


def _number(value: float) -> str:
    return f"{value:.12g}" if "." in f"{value:.12g}" or "e" in f"{value:.12g}" else f"{value:.12g}.0"


PRINTERS: dict[type, Callable[[Any], str]] = {
    Loaded: lambda line: printed(line.of), Index: lambda line: f"{printed(line.of)}[{line.number}]",
    Name: lambda line: line.text, float: _number, Sum: _sum, Method: _method,
    Call: lambda line: f"{printed(line.function)}({_arguments(line.ordered, line.named)})",
    Function: lambda line: f"lambda {line.argument}: {printed(line.value)}",
    Either: lambda line: (f"{printed(line.below)} if {printed(line.what)} < {printed(line.bound)} else "
                          f"{printed(line.other)}"),
    tuple: lambda line: f"({_arguments(line)}{',' * (len(line) == 1)})",
    list: lambda line: f"[{_arguments(line)}]",
    dict: lambda line: "{" + ", ".join(f"{printed(k)}: {printed(v)}" for k, v in line.items()) + "}",
}
"""How each kind of part is written; kinds of other files add theirs."""
