"""Recurrent nodes, and what is made of what they give: the batch comes first, the last state is a row."""

import numpy as np

from core.importing.onnx.kinds import CURVES, TIME_FIRST
from core.importing.onnx.views import FileArray, SeenValue, is_nothing


def walked(form, kind, operands, outputs, facts, name) -> bool:
    """A recurrent node: no lengths, no peepholes, one bias where two are added up."""
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
    return True


def squeezed(form, kind, operands, outputs, facts, name) -> bool:
    """An axis of one number taken out. What a recurrent node gave has the batch first from then on."""
    if "axes" in facts:
        operands = operands[0], FileArray("", np.array(facts.pop("axes")))
    x = operands[0]
    axes = operands[1].array.ravel().tolist() if len(operands) > 1 and isinstance(operands[1], FileArray) else None
    if isinstance(x, SeenValue) and x.value in form.states and axes == [0] and kind == "Squeeze":
        return _state(form, x.value, outputs, name)
    if isinstance(x, SeenValue) and x.value in form.walks and not x.order and axes == [1]:
        made = form.fresh(outputs[0])
        form.seen[outputs[0]] = SeenValue(made, TIME_FIRST)
        form.answers[made] = form.walks[x.value]
        form.plain(kind, operands, (made,), facts, name)
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
    if x.value in form.answers and at == -1 and (x.order[axis] if x.order else axis) == 1:
        return _state(form, form.answers[x.value], outputs, name)
    return False


def nothing(form, kind, operands, outputs, facts, name) -> bool:
    """Zeros in any shape: a state to begin with that need not be said."""
    value = facts.get("value", np.zeros(1)) if kind == "ConstantOfShape" else operands[0].array if isinstance(
        operands[0], FileArray) else None
    if value is None or np.any(value) or isinstance(operands[-1], FileArray):
        return False
    form.seen[outputs[0]] = FileArray("", np.zeros(1, np.float32))
    return True


def _state(form, value: str, outputs, name) -> bool:
    form.plain("Reshape", (SeenValue(value), FileArray("", np.array((-1, form.states[value])))), outputs, {}, name)
    return True
