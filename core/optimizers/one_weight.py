"""How an optimiser moves one weight in one step, line by line, in numbers that a reader can check by hand."""

from collections.abc import Mapping

from msgspec import Struct


class OneWeight(Struct, frozen=True):
    """What a step knows of one weight before it moves it.

    `gradient` is what the optimiser gets (clipped, with the penalties on weights), `slots` what it keeps for this
    weight by name, `numbers` its own numbers by the names of its parameters (`learning_rate` with schedule and the
    block's own factor) and of its memory as they are in this step. `step` counts this optimiser's steps from 1;
    `row` says that the array is a row, as biases are.
    """

    value: float
    gradient: float
    slots: Mapping[str, float]
    numbers: Mapping[str, float]
    step: int
    row: bool = False

    def __getitem__(self, name: str) -> float:
        return self.numbers[name]


class Line(Struct, frozen=True):
    """One line: `name` = `formula` (both TeX), `form` the same with a place for each of `values`, and the result."""

    name: str
    formula: str
    form: str
    values: tuple[float, ...]
    result: float
    slot: str = ""
    """The slot that this line writes, where it writes one."""


def averaged(name: str, beta: str, share: float, before: float, new: float, slot: str, squared: bool = False) -> Line:
    """A moving average: β · before + (1 − β) · new, or of the square of what is new."""
    symbol = "g^2" if squared else "g"
    result = share * before + (1 - share) * (new * new if squared else new)
    return Line(name, rf"{beta} {name} + (1 - {beta}) {symbol}", "{} · {} + {} · {}" + "²" * squared,
                (share, before, 1 - share, new), result, slot)


def stepped(value: float, rate: float, direction: float, formula: str) -> Line:
    """The last line: the weight itself, less the rate times the direction."""
    return Line("w", rf"w - \eta \, {formula}", "{} − {} · {}", (value, rate, direction), value - rate * direction)


def decayed(one: OneWeight, decay_all: bool) -> tuple[Line, ...]:
    """The line of decoupled weight decay, where this weight decays."""
    if one.row and not decay_all:
        return ()
    rate, share = one["learning_rate"], one["weight_decay"]
    return (Line("w", r"w (1 - \eta \lambda)", "{} · (1 − {} · {})", (one.value, rate, share),
                 one.value * (1 - rate * share)),)


def after_decay(one: OneWeight, lines: tuple[Line, ...]) -> float:
    """The weight from which the step goes on."""
    return lines[-1].result if lines else one.value
