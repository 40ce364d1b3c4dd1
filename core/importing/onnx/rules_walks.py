"""Recurrent nodes, and what is made of what they give: the batch comes first, the last state is a row."""

import numpy as np

from core.importing.onnx.kinds import CURVES, TIME_FIRST
from core.importing.onnx.views import FileArray, SeenValue, is_nothing

LARGE = 2**31 - 1
WAYS = ("forward", "reverse")
BEHIND = (0, 2, 1, 3)
"""How PyTorch sees what reads both ways before it puts the two ways side by side: they come after the batch."""


def walked(form, kind, operands, outputs, facts, name) -> bool:
    """A recurrent node that reads one way, from the beginning: two of these are one that reads both ways, and one that
    reads from the end takes a series that is turned round."""
    way = facts.get("direction", WAYS[0])
    if way == "bidirectional" and all(isinstance(one, FileArray) and len(one.array) == 2 for one in operands[1:3]):
        _both_ways(form, kind, operands, outputs, facts, name)
    elif way == WAYS[1] and isinstance(operands[0], SeenValue):
        turned = form.fresh(f"{outputs[0]}.turned")
        form.add("Slice", (operands[0], *_from_the_end()), (turned,), {})
        form.turned.add(outputs[0])
        _one_way(form, kind, (form.seen[turned], *operands[1:]), outputs, facts | {"direction": WAYS[0]}, name)
    else:
        _one_way(form, kind, operands, outputs, facts, name)
    return True


def _from_the_end() -> tuple[FileArray, ...]:
    """What makes a Slice turn the first axis round."""
    return tuple(FileArray("", np.array([one])) for one in (-1, -LARGE, 0, -1))


def _both_ways(form, kind, operands, outputs, facts, name) -> None:
    """A node for each way; what is made of both is found by `side_by_side` and `picked`."""
    made = []
    for number, way in enumerate(WAYS):
        own = tuple(FileArray(f"{one.name}:{way}", one.array[number:number + 1])
                    if place in (1, 2, 3) and isinstance(one, FileArray) and len(one.array) == 2 else one
                    for place, one in enumerate(operands))
        curves = facts.get("activations", ())
        half = {"activations": curves[number * (len(curves) // 2):][:len(curves) // 2]} if curves else {}
        names = tuple(form.fresh(f"{one}.{way}") for one in outputs)
        walked(form, kind, own, names, facts | half | {"direction": way}, name)
        made.append(names)
    for both, ways in zip(outputs, zip(*made, strict=True), strict=True):
        form.ways[both] = ways
        form.seen[both] = SeenValue(both)


def side_by_side(form, operands, outputs, name) -> bool:
    """The answers of both ways, as PyTorch puts them into one row."""
    x, shape = operands[:2]
    if not (isinstance(x, SeenValue) and x.value in form.ways and x.order == BEHIND and shape.array.size == 3):
        return False
    seen = []
    for one in form.ways[x.value]:
        made = form.fresh(f"{one}.row")
        form.add("Squeeze", (SeenValue(one), FileArray("", np.array([1]))), (made,), {})
        seen.append(form.seen[made])
    form.add("Concat", tuple(seen), outputs, {"axis": -1}, name)
    return True


def _one_way(form, kind, operands, outputs, facts, name) -> None:
    """No lengths, no peepholes, one bias where two are added up."""
    own = [one if one is not None and not is_nothing(one) else None for one in (*operands, *[None] * 8)][:8]
    own[:3] = operands[:3]
    own[4] = None
    facts.setdefault("activations", CURVES[kind])
    if isinstance(own[3], FileArray) and not facts.get("linear_before_reset", 0):
        inputs, states = np.split(own[3].array, 2, axis=-1)
        own[3] = FileArray(own[3].name, np.concatenate([inputs + states, 0 * states], -1))
    outputs = (*outputs, *(form.fresh(f"{outputs[0]}.{place}") for place in range(len(outputs), 3)))
    form.states |= dict.fromkeys(outputs[1:], facts.get("hidden_size", 0))
    form.walks[outputs[0]] = outputs[1]
    form.plain(kind, tuple(own), outputs, facts, name)


def squeezed(form, kind, operands, outputs, facts, name) -> bool:
    """An axis of one number taken out. What a recurrent node gave has the batch first from then on."""
    if "axes" in facts:
        operands = operands[0], FileArray("", np.array(facts.pop("axes")))
    x = operands[0]
    axes = operands[1].array.ravel().tolist() if len(operands) > 1 and isinstance(operands[1], FileArray) else None
    if isinstance(x, SeenValue) and x.value in form.states and axes == [0] and kind == "Squeeze":
        return _state(form, x.value, outputs, name)
    if isinstance(x, SeenValue) and x.value in form.walks and not x.order and axes == [1]:
        turned = x.value in form.turned
        made = form.fresh(f"{outputs[0]}.read" if turned else outputs[0])
        form.plain(kind, operands, (made,), facts, name)
        if turned:  # the answers stand in the order of time, not in that of reading
            form.add("Slice", (SeenValue(made, TIME_FIRST), *_from_the_end()), outputs, {})
        else:
            form.seen[outputs[0]] = SeenValue(made, TIME_FIRST)
            form.answers[made] = form.walks[x.value]
        return True
    form.plain(kind, operands, outputs, facts, name)
    return True


def picked(form, kind, operands, outputs, facts, name) -> bool:
    """One entry of what a recurrent node gave: its last state, as it is or as the last of its answers."""
    x, place = operands[:2]
    if not (isinstance(x, SeenValue) and isinstance(place, FileArray) and place.array.size == 1):
        return False
    at, axis = int(place.array.ravel()[0]), facts.get("axis", 0)
    if x.value in form.states and axis == 0 and at in (0, -1):
        return _state(form, x.value, outputs, name)
    several = form.ways.get(x.value, ())
    if not x.order and axis == 0 and -len(several) <= at < len(several) and several[at] in form.states:
        return _state(form, several[at], outputs, name)
    if x.value in form.answers and at == -1 and (x.order[axis] if x.order else axis) == 1:
        return _state(form, form.answers[x.value], outputs, name)
    return False


def stacked(form, operands, outputs) -> bool:
    """The last states of layers over each other in one value."""
    if not all(isinstance(one, SeenValue) and not one.order and (one.value in form.states or one.value in form.ways)
               for one in operands):
        return False
    form.ways[outputs[0]] = tuple(each for one in operands for each in form.ways.get(one.value, (one.value,)))
    form.seen[outputs[0]] = SeenValue(outputs[0])
    return True


def nothing(form, kind, operands, outputs, facts, name) -> bool:
    """Zeros in any shape: a state to begin with that need not be said."""
    value = facts.get("value", np.zeros(1)) if kind == "ConstantOfShape" else operands[0].array if isinstance(
        operands[0], FileArray) else None
    if value is None or np.any(value) or isinstance(operands[-1], FileArray):
        return False
    form.seen[outputs[0]] = FileArray("", np.zeros(1, np.float32))
    return True


def _state(form, value: str, outputs, name) -> bool:
    form.rows_of_states.add(outputs[0])
    form.plain("Reshape", (SeenValue(value), FileArray("", np.array((-1, form.states[value])))), outputs, {}, name)
    return True
