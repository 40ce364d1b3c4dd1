"""One way of writing for products, sums, shapes and constants. A rule says whether it took the node."""

import numpy as np

from core.importing.onnx.rules_walks import side_by_side
from core.importing.onnx.views import FileArray, SeenValue, composed


def alike(form, kind, operands, outputs, facts, name) -> bool:
    """What changes nothing."""
    form.seen[outputs[0]] = operands[0]
    return True


def transpose(form, kind, operands, outputs, facts, name) -> bool:
    """Axes in another order."""
    order = tuple(facts.get("perm", ()))
    if isinstance(operands[0], FileArray):
        array = operands[0].array
        form.seen[outputs[0]] = FileArray(operands[0].name, array.transpose(order or None))
        return True
    if not order or not isinstance(operands[0], SeenValue) or sorted(order) != list(range(len(order))):
        return False
    if operands[0].order and len(operands[0].order) != len(order):
        return False
    form.seen[outputs[0]] = SeenValue(operands[0].value, composed(operands[0].order, order))
    return True


def constant(form, kind, operands, outputs, facts, name) -> bool:
    """An array that stands in a node."""
    found = next(iter(facts.values()), None)
    if found is None:
        return False
    form.seen[outputs[0]] = FileArray(outputs[0], np.asarray(found))
    return True


def gemm(form, kind, operands, outputs, facts, name) -> bool:
    """A product and a sum in one."""
    weight = operands[1]
    if facts.get("transA", 0) or facts.get("alpha", 1.0) != 1 or facts.get("beta", 1.0) != 1 or not isinstance(
            weight, FileArray):
        return False
    weight = FileArray(weight.name, weight.array.T) if facts.get("transB", 0) else weight
    if len(operands) < 3 or operands[2] is None:
        form.add("MatMul", (operands[0], weight), outputs, {}, name)
        return True
    between = form.fresh(outputs[0])
    form.add("MatMul", (operands[0], weight), (between,), {}, name)
    form.add("Add", (form.seen[between], operands[2]), outputs, {}, name)
    return True


def quotient(form, kind, operands, outputs, facts, name) -> bool:
    """A division by a constant is a product."""
    if not isinstance(operands[1], FileArray) or operands[1].array.dtype.kind != "f" or not operands[1].array.all():
        return False
    form.add("Mul", (operands[0], FileArray(operands[1].name, 1 / operands[1].array)), outputs, facts, name)
    return True


def product(form, kind, operands, outputs, facts, name) -> bool:
    """A product of three with a shifted value among them, as in GELU: what is one number stands last."""
    if len(operands) == 2:
        one, other = operands
        if isinstance(other, SeenValue) and isinstance(one, FileArray):
            one, other = other, one
        if isinstance(other, FileArray) and other.array.size == 1:
            form.products[outputs[0]] = one, other
            return False
        for first, second in ((one, other), (other, one)):
            inner = form.products.get(first.value) if isinstance(first, SeenValue) and not first.order else None
            if inner is not None and isinstance(second, SeenValue) and (
                    second.value in form.shifted or inner[0].value in form.shifted):
                between = form.fresh(outputs[0])
                ways = (inner[0], second) if second.value in form.shifted else (second, inner[0])
                form.add("Mul", ways, (between,), facts, name)
                form.add("Mul", (form.seen[between], inner[1]), outputs, facts, name)
                return True
    return False


def summed(form, kind, operands, outputs, facts, name) -> bool:
    """A sum of two is an addition."""
    if len(operands) == 1:
        return alike(form, kind, operands, outputs, facts, name)
    form.plain("Add" if len(operands) == 2 else kind, operands, outputs, facts, name)
    return True


def flatten(form, kind, operands, outputs, facts, name) -> bool:
    """All numbers in a row."""
    if facts.get("axis", 1) != 1:
        return False
    form.add("Reshape", (operands[0], FileArray("", np.array((-1, -1)))), outputs, {}, name)
    return True


def reshape(form, kind, operands, outputs, facts, name) -> bool:
    """Numbers in another shape; where they are put into a row from another order than ours, this is noted."""
    x, shape = operands[:2]
    if isinstance(x, FileArray) and isinstance(shape, FileArray) and (shape.array >= -1).all() and shape.array.all():
        form.seen[outputs[0]] = FileArray(x.name, x.array.reshape(shape.array))
        return True
    if isinstance(shape, FileArray) and side_by_side(form, operands, outputs, name):
        return True
    if isinstance(x, SeenValue) and x.order[:1] == (0,) and isinstance(shape, FileArray) and shape.array.size == 2:
        form.rows[outputs[0]] = x
        form.plain(kind, (SeenValue(x.value), shape), outputs, facts, name)
        return True
    return False


def shifted(form, kind, operands, outputs, facts, name) -> bool:
    """A sum with one number is remembered."""
    if any(isinstance(one, FileArray) and one.array.size == 1 for one in operands):
        form.shifted.add(outputs[0])
    return False
