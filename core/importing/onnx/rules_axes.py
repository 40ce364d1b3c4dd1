"""Nodes that go along axes: computed on the value as it lies, seen with its axes in an order afterwards."""

from typing import Any

import numpy as np

from core.importing.onnx.kinds import ON_AXIS, WHOLE_PICTURE
from core.importing.onnx.rules_walks import stacked
from core.importing.onnx.views import FileArray, SeenValue, back, channels_first, is_nothing


def reduced(form, kind, operands, outputs, facts, name) -> bool:
    """A figure over some axes, which stand among the operands in later sets of operators."""
    x, *more = operands
    if more and isinstance(more[0], FileArray):
        facts["axes"] = tuple(more[0].array.ravel().tolist())
    keeps = facts.get("keepdims", 1)
    axes = tuple(facts.get("axes", ()))
    if isinstance(x, SeenValue) and x.order:
        rank = len(x.order)
        places = {axis % rank for axis in axes}
        left = [x.order[place] for place in range(rank) if place not in places]
        axes = tuple(sorted(x.order[place] for place in places))
        made = form.fresh(outputs[0])
        order = x.order if keeps else tuple(sorted(left).index(one) for one in left)
        form.seen[outputs[0]] = SeenValue(made, () if order == tuple(range(len(order))) else order)
        x, outputs = SeenValue(x.value), (made,)
    form.plain(kind, (x,), outputs, facts | {"axes": axes, "keepdims": keeps}, name)
    return True


def over_places(form, kind, operands, outputs, facts, name) -> bool:
    """A figure over all places of a picture."""
    x = operands[0]
    if not (isinstance(x, SeenValue) and x.order):
        return False
    form.add(WHOLE_PICTURE[kind], (x,), outputs, {"axes": tuple(range(2, len(x.order))), "keepdims": 1}, name)
    return True


def on_axis(form, kind, operands, outputs, facts, name) -> bool:
    """What goes along one axis."""
    orders = {one.order for one in operands if isinstance(one, SeenValue)}
    axis = facts.get("axis", ON_AXIS[kind])
    if kind == "Concat" and axis == 0 and stacked(form, operands, outputs):
        return True
    order = orders.pop() if len(orders) == 1 and axis is not None else ()
    if axis == 1 and all(isinstance(one, SeenValue) and one.value in form.rows_of_states for one in operands):
        axis = -1
    if order:
        made = form.fresh(outputs[0])
        form.seen[outputs[0]] = SeenValue(made, order)
        operands, outputs = tuple(SeenValue(one.value) for one in operands), (made,)
        axis = order[axis % len(order)]
        axis = -1 if axis == len(order) - 1 else axis
    form.plain(kind, operands, outputs, facts | {"axis": axis}, name)
    return True


def padded(form, kind, operands, outputs, facts, name) -> bool:
    """Zeros around a value, or a piece cut out of it; the order of axes is turned with it."""
    x, *more = operands
    if kind == "Slice" and is_nothing(x):  # a piece of nothing is nothing
        form.seen[outputs[0]] = x
        return True
    if not (isinstance(x, SeenValue) and x.order and all(isinstance(one, FileArray | None) for one in more)):
        return False
    order, made = x.order, form.fresh(outputs[0])
    if kind == "Pad" and more and more[0].array.size == 2 * len(order):
        sides = more[0].array.reshape(2, -1)[:, list(back(order))]
        more = [FileArray("", sides.ravel()), *more[1:]]
    elif kind == "Slice" and len(more) > 2 and more[2] is not None:
        more[2] = FileArray("", np.array([order[axis] for axis in more[2].array.ravel().tolist()]))
    else:
        return False
    form.seen[outputs[0]] = SeenValue(made, order)
    form.plain(kind, (SeenValue(x.value), *more), (made,), facts, name)
    return True


def with_places(form, kind, operands, outputs, facts, name) -> bool:
    """A convolution or its kin: what comes in and goes out has its channels last."""
    x, *more = operands
    facts = _windows(kind, facts, more)
    if not (isinstance(x, SeenValue) and x.order == channels_first(len(x.order))):
        form.plain(kind, operands, outputs, facts, name)
        return True
    made = form.fresh(outputs[0])
    form.seen[outputs[0]] = SeenValue(made, x.order)
    form.plain(kind, (x, *more), (made,), facts, name)
    return True


def _windows(kind: str, facts: dict[str, Any], more) -> dict[str, Any]:
    """The attributes of a window with all that was left out."""
    if kind == "BatchNormalization":
        return facts
    if "kernel_shape" not in facts and more and isinstance(more[0], FileArray):
        facts["kernel_shape"] = more[0].array.shape[2:]
    places = len(facts.get("kernel_shape", ()))
    for key in ("strides", "dilations"):
        facts.setdefault(key, (1,) * places)
    facts.setdefault("pads", (0,) * 2 * places)
    if kind == "ConvTranspose":
        facts.setdefault("output_padding", (0,) * places)
    if kind == "AveragePool" and not any(facts["pads"]):
        facts["count_include_pad"] = 0
    return {key: tuple(value) if isinstance(value, list) else value for key, value in facts.items()}
