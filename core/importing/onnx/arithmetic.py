"""Nodes of a file computed with NumPy: what sizes are worked out from sizes, and what a part of a file answers.

Only what moves, adds up and multiplies numbers; a limit on how many numbers a node may make holds memory.
"""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Any

import numpy as np

from core.importing.onnx.views import CanonicalNode, FileArray, SeenValue

MOST_NUMBERS = 2**25
ODD = (LookupError, ValueError, TypeError, AttributeError, ArithmeticError, MemoryError)
"""How a node fails that asks for what cannot be."""
Arrays = list[Any]
Facts = Mapping[str, Any]


def computed(nodes: Iterable[CanonicalNode], given: Mapping[str, np.ndarray],
             rows: Mapping[str, SeenValue]) -> dict[str, np.ndarray]:
    """All values of nodes in computing order; those `given` are taken as they are. ValueError for a node of another
    kind. `rows` are values whose numbers were put into a row in another order than the node says."""
    values = dict(given)
    with np.errstate(all="ignore"):
        for node in nodes:
            if node.outputs[0] in values:
                continue
            views = (rows.get(node.outputs[0], node.operands[0]), *node.operands[1:])
            made = _made(node, [_seen(one, values) for one in views])
            values.update(zip(node.outputs, made, strict=False))
    return values


def seen(view: SeenValue, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """A value with its axes in order."""
    array = values[view.value]
    return array.transpose(view.order) if view.order else array


def _seen(one: Any, values: Mapping[str, np.ndarray]) -> np.ndarray | None:
    if isinstance(one, SeenValue):
        return seen(one, values)
    if isinstance(one, FileArray):
        return one.array.astype(np.float64) if one.array.dtype.kind == "f" else one.array
    return None


def _made(node: CanonicalNode, xs: Arrays) -> tuple[np.ndarray, ...]:
    kind = node.kind
    if kind in BY_NUMBER:
        _room(np.broadcast_shapes(*(one.shape for one in xs)))
        return (np.asarray(BY_NUMBER[kind](*xs)),)
    made = WHOLE.get(kind)
    if made is None:
        raise ValueError(kind)
    found = made(xs, node.attributes, len(node.outputs))
    return found if isinstance(found, tuple) else (found,)


def _room(shape: Iterable[int]) -> None:
    """Refuse what would be too large."""
    if math.prod(int(one) for one in shape) > MOST_NUMBERS:
        raise MemoryError


def _quotient(a, b):
    return a // b if a.dtype.kind in "iu" and b.dtype.kind in "iu" else a / b


def _product(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    a, b = xs
    _room((*np.broadcast_shapes(a.shape[:-2], b.shape[:-2]), a.shape[-2] if a.ndim > 1 else 1, b.shape[-1]))
    return a @ b


def _reshaped(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    x, sizes = xs
    return x.reshape([x.shape[place] if one == 0 else int(one) for place, one in enumerate(sizes.ravel())])


def _squeezed(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    axes = tuple(xs[1].ravel().tolist()) if len(xs) > 1 and xs[1] is not None else None
    return np.squeeze(xs[0], axes)


def _unsqueezed(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    return np.expand_dims(xs[0], tuple(xs[1].ravel().tolist()))


def _picked(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    x, places = xs
    axis = facts.get("axis", 0)
    _room((x.size // max(1, x.shape[axis]), places.size))
    return np.take(x, places, axis)


def _cut(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    x, starts, ends = xs[:3]
    axes = xs[3].ravel() if len(xs) > 3 and xs[3] is not None else np.arange(starts.size)
    steps = xs[4].ravel() if len(xs) > 4 else np.ones(starts.size, int)
    places = [slice(None)] * x.ndim
    for start, end, axis, step in zip(starts.ravel(), ends.ravel(), axes, steps, strict=True):
        low = int(end)
        places[int(axis)] = slice(int(start), None if step < 0 and low < -x.shape[int(axis)] else low, int(step))
    return x[tuple(places)]


def _split(xs: Arrays, facts: Facts, outputs: int) -> tuple[np.ndarray, ...]:
    axis = facts.get("axis", 0)
    sizes = xs[1].ravel() if len(xs) > 1 else facts.get("split")
    ends = outputs if sizes is None else np.cumsum(sizes)[:-1]
    return tuple(np.split(xs[0], ends, axis))


def _joined(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    _room((sum(one.size for one in xs),))
    return np.concatenate(xs, facts["axis"])


def _softmax(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    axis = facts.get("axis", -1)
    powers = np.exp(xs[0] - xs[0].max(axis, keepdims=True))
    return powers / powers.sum(axis, keepdims=True)


def _sizes(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    return np.array(xs[0].shape[facts.get("start", 0):facts.get("end", xs[0].ndim)], np.int64)


def _expanded(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    shape = np.broadcast_shapes(xs[0].shape, tuple(xs[1].ravel().tolist()))
    _room(shape)
    return np.broadcast_to(xs[0], shape)


def _filled(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    _room(xs[0].ravel())
    return np.full(tuple(xs[0].ravel().tolist()), np.asarray(facts.get("value", 0.0)).ravel()[0])


def _triangle(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    place = int(xs[1]) if len(xs) > 1 else 0
    return np.triu(xs[0], place) if facts.get("upper", 1) else np.tril(xs[0], place)


def _counted(xs: Arrays, facts: Facts, outputs: int) -> np.ndarray:
    start, end, step = (one.ravel()[0] for one in xs)
    _room((abs((end - start) // step) + 1,))
    return np.arange(start, end, step)


BY_NUMBER: dict[str, Callable[..., Any]] = {
    "Add": np.add, "Sub": np.subtract, "Mul": np.multiply, "Div": _quotient, "Pow": np.power, "Sqrt": np.sqrt,
    "Neg": np.negative, "Reciprocal": np.reciprocal, "Mod": np.mod, "Equal": np.equal, "Less": np.less,
    "Greater": np.greater, "LessOrEqual": np.less_equal, "GreaterOrEqual": np.greater_equal, "And": np.logical_and,
    "Or": np.logical_or, "Not": np.logical_not, "IsNaN": np.isnan, "Where": np.where, "Max": np.maximum,
    "Min": np.minimum}
WHOLE: dict[str, Callable[[Arrays, Facts, int], Any]] = {
    "MatMul": _product, "Reshape": _reshaped, "Squeeze": _squeezed, "Unsqueeze": _unsqueezed, "Gather": _picked,
    "Slice": _cut, "Split": _split, "Concat": _joined, "Softmax": _softmax, "Shape": _sizes, "Expand": _expanded,
    "ConstantOfShape": _filled, "Trilu": _triangle, "Range": _counted,
    "Transpose": lambda xs, facts, _: xs[0].transpose(facts.get("perm"))}
