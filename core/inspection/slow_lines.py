"""The lines of the instructions of a step in slow motion: rules with numbers, the largest ones first of all."""

from typing import NamedTuple

import numpy as np
from msgspec.structs import replace

from core.ops.account_view import AccountView
from core.optimizers.one_weight import Line

MOST = 5
"""Lines of one instruction."""


def largest(values: np.ndarray, most: int = MOST) -> list[tuple[int, ...]]:
    """The places of the largest values, in their own order."""
    flat = np.nan_to_num(np.abs(values)).ravel()
    order = np.sort(np.argsort(-flat, kind="stable")[:most])
    return [tuple(map(int, np.unravel_index(place, values.shape))) for place in order]


def spelled(symbol: str, place: tuple[int, ...]) -> str:
    """A symbol with a place, counted from 1: z_{1,3}."""
    return f"{symbol}_{{{','.join(str(along + 1) for along in place)}}}" if place else symbol


def weight_symbol(name: str, index: tuple[int, ...]) -> str:
    """A number of a weight array: w of a kernel, b of anything else."""
    return spelled("w" if name.endswith("kernel") else "b", index)


def sample_lines(sample) -> tuple[tuple[Line, ...], int]:
    """The numbers of the record."""
    x = np.asarray(sample.x, np.float64)
    lines = tuple(Line(spelled("x", place), "", "{}", (float(x[place]),), float(x[place])) for place in largest(x))
    return lines, x.size


def forward_lines(explainer, number: int, key: str) -> tuple[tuple[Line, ...], int]:
    """How the largest values of a step come about; `number` is the place of the step in its block."""
    values = explainer.values(key) if explainer.steps else explainer.sample.outputs[explainer.node]
    lines = []
    for place in largest(values):
        account = explainer.account(place, number)
        form, numbers = account.arithmetic()
        lines.append(Line(spelled("y", place), "", form, numbers, float(values[place])))
    return tuple(lines), values.size


class AskedTarget(NamedTuple):
    """What a loss is asked of one record: its target as the loss gets it, the weights of the classes, which rows of the
    answer count (all where it is None), and whether the step's loss holds `more`: other losses, the price of weights.
    """

    target: np.ndarray
    weights: tuple[float, ...] = ()
    rows: np.ndarray | None = None
    more: bool = False

    def told(self, loss, answer: np.ndarray):
        """How the loss comes about for an answer, as `Loss.told` says it."""
        answers = answer.reshape(self.target.size if loss.labels else -1, answer.shape[-1])
        target = self.target.reshape(len(answers) if loss.labels else answers.shape)
        if self.rows is not None:
            answers, target = answers[self.rows], target[self.rows]
        return loss.told(answers, target, self.weights) if len(answers) else None

    def written(self, loss, answer: np.ndarray, result: float) -> tuple[str, tuple[float, ...]]:
        """The form of the loss and its numbers; the result alone where that does not lead to it."""
        told = self.told(loss, answer)
        if told is not None and close(result, told[2]):
            return told[0], told[1]
        if told is not None and self.more:
            return f"{told[0]} + {{}}", (*told[1], result - told[2])
        return "{}", (result,)


def loss_lines(aim, sample, loss: float, asked: AskedTarget | None) -> tuple[tuple[Line, ...], int]:
    """The loss of the answer; `asked` is None where the data ask nothing."""
    answer = sample.outputs[aim.output].astype(np.float64)
    true = sample.targets.get(aim.target)
    one_class = aim.loss.labels and isinstance(true, int) and answer.shape == (answer.size,)
    shown = [(true,)] if one_class else largest(answer, 3)
    symbol = "p" if aim.loss.pair and not aim.loss.from_logits else "y"
    lines = [Line(spelled(symbol, place), "", "{}", (float(answer[place]),), float(answer[place])) for place in shown]
    form, numbers = ("{}", (loss,)) if asked is None else asked.written(aim.loss, answer, loss)
    return (*lines, Line("L", "", form, numbers, loss)), 1


STRIDE = 1e-4


def error_lines(parts, step, above) -> tuple[tuple[Line, ...], int]:
    """How much the loss grows with each value that comes out of a step; after an activation (the step `above`) that
    is what its own output is blamed for, times the slope of its curve."""
    slopes = parts.slopes[step.target]
    return tuple(error_line(parts, step, above, place) for place in largest(slopes)), slopes.size


def error_line(parts, step, above, place: tuple[int, ...]) -> Line:
    """One of these lines."""
    symbol = r"\partial L / \partial " + ("z" if above is not None else "y")
    outer = parts.slopes.get(above.target) if above is not None else None
    total = float(parts.slopes[step.target][place])
    form = "{}"
    numbers: tuple[float, ...] = (total,)
    if outer is not None:
        z = parts.values[step.target][place] + np.array([-STRIDE, STRIDE], np.float64)
        low, high = above.op.curve(z)
        bend = float(high - low) / (2 * STRIDE)
        if close(float(outer[place]) * bend, total):
            form, numbers = "{} · {}", (float(outer[place]), bend)
    return Line(spelled(symbol, place), "", form, numbers, total)


class OneHot:
    """Weights of a layer of which a single number is one and all others are nothing: what comes out then is how much
    of that number goes into the output, for every layer that is linear in its weights."""

    def __init__(self, shapes: dict[str, tuple[int, ...]], name: str, index: tuple[int, ...]):
        self.found = {key: np.zeros(shape, np.float32) for key, shape in shapes.items()}
        self.found[name][index] = 1.0

    def __call__(self, name: str) -> np.ndarray | None:
        return self.found.get(name)


def factors(parts, step, name: str, index: tuple[int, ...]) -> list[tuple[tuple[int, ...], float, float]] | None:
    """(place, ∂L/∂z there, ∂z/∂w there) of every place of the output into which a weight goes, where the layer is
    linear in it; None where it is not."""
    slopes = parts.slopes[step.target]
    xs = [parts.values[source] for source in step.sources]
    node, _, key = name.rpartition(".")
    shapes = {one.removeprefix(f"{node}."): values.shape for one, values in parts.before.items()
              if one.startswith(f"{node}.")}
    weights, found, total = OneHot(shapes, key, index), [], 0.0
    for place in np.ndindex(*slopes.shape):
        slope = float(slopes[place])
        if slope == 0.0:
            continue
        factor = step.op.account(AccountView(place, xs, weights)).total
        if factor != 0.0:
            found.append((place, slope, factor))
            total += slope * factor
    return found if close(total, float(parts.gradients[name][index])) else None


def close(one: float, other: float) -> bool:
    """Whether two numbers are the same to the accuracy of float32 sums."""
    return abs(one - other) <= 2e-3 * max(abs(one), abs(other)) + 1e-6


MOST_PLACES = 1024
"""Places of an output that are gone through for one weight."""


def weight_lines(parts, step, names: list[str]) -> tuple[tuple[Line, ...], int]:
    """The gradients of the weights that are most to blame: Σ ∂L/∂z · ∂z/∂w over the places that a weight is used at."""
    count = sum(parts.gradients[name].size for name in names)
    lines: list[Line] = []
    each = max(1, MOST // len(names))
    first = max(each, MOST - each * (len(names) - 1))
    for name in sorted(names, key=lambda name: -parts.gradients[name].size)[:MOST]:
        for index in largest(parts.gradients[name], each if lines else first):
            lines.append(weight_line(parts, step, name, index))
    return tuple(lines[:MOST]), count


def weight_line(parts, step, name: str, index: tuple[int, ...]) -> Line:
    """The gradient of one weight as the sum over its places."""
    gradient = float(parts.gradients[name][index])
    symbol = rf"\partial L / \partial {weight_symbol(name, index)}"
    small = parts.slopes[step.target].size <= MOST_PLACES and parts.records == 1
    terms = factors(parts, step, name, index) if small else None
    if not terms:
        return Line(symbol, "", "{}", (gradient,), gradient)
    return Line(symbol, "", *summed([(slope, factor) for _, slope, factor in terms], gradient), gradient)


def summed(products: list[tuple[float, float]], total: float, most: int = 3) -> tuple[str, tuple[float, ...]]:
    """A sum of products on one line: the largest ones, and all others in one number."""
    order = sorted(range(len(products)), key=lambda place: -abs(products[place][0] * products[place][1]))[:most]
    order.sort()
    form = " + ".join(["{} · {}"] * len(order))
    numbers = [number for place in order for number in products[place]]
    if len(order) < len(products):
        form, numbers = f"{form} + {{}}", [*numbers, total - sum(products[place][0] * products[place][1]
                                                                 for place in order)]
    return form, tuple(numbers)


def passed_lines(parts, step, source: str) -> tuple[tuple[Line, ...], int]:
    """What is passed back to the values that came in: Σ over what each of them goes into."""
    slopes, lines = parts.slopes[source], []
    for place in largest(slopes):
        total = float(slopes[place])
        terms = ways_on(parts, step, source, place)
        rule = summed(terms, total) if terms and close(sum(a * b for a, b in terms), total) else ("{}", (total,))
        lines.append(Line(spelled(r"\partial L / \partial x", place), "", *rule, total))
    return tuple(lines), slopes.size


def ways_on(parts, step, source: str, place: tuple[int, ...]) -> list[tuple[float, float]]:
    """(weight, ∂L/∂z) of everything that a value goes into, for layers that are linear in what comes in."""
    slopes = parts.slopes[step.target]
    if slopes.size > MOST_PLACES:
        return []
    xs = [np.zeros_like(parts.values[one]) for one in step.sources]
    xs[step.sources.index(source)][place] = 1.0
    found = []
    for at in np.ndindex(*slopes.shape):
        slope = float(slopes[at])
        if slope == 0.0:
            continue
        account = step.op.account(AccountView(at, xs, parts.without_bias(step)))
        if account.total != 0.0:
            found.append((account.total, slope))
    return found


def update_lines(updated, gradients: dict[str, np.ndarray]) -> tuple[tuple[Line, ...], int]:
    """How the optimiser moves the weights with the largest gradients: all lines of the first, of others the last."""
    ranked = []
    for entry in updated.moved:
        gradient = gradients[entry.name]
        ranked += [(abs(float(gradient[index])), entry, index) for index in largest(gradient, 2)]
    ranked.sort(key=lambda one: -one[0])
    lines: list[Line] = []
    for _, entry, index in ranked[:MOST]:
        *ways, last = updated.told(entry, index)
        lines += [*(() if lines else ways), replace(last, name=weight_symbol(entry.name, index))]
    return tuple(lines), sum(gradients[entry.name].size for entry in updated.moved)
