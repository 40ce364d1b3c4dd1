"""Runs the lines of PyTorch that the reference prints: the same trees, without a detour over text."""

import math
import operator
import runpy

import numpy as np
import torch

from core.declare.torch_lines import Call, Either, Function, Index, Line, Loaded, Method, Name, Sum
from core.text.resources import resource

PARTS = runpy.run_path(str(resource("export/torch_parts.py")))
"""What exported programs bring along, where torch has nothing of its own."""
ROOTS = {"torch": torch, "nn": torch.nn, "math": math, "min": min, "len": len, **PARTS}
SIGNS = {"+": operator.add, "-": operator.sub, "*": operator.mul, "/": operator.truediv, "**": operator.pow}


def run(line, **free):
    """The value of a line; `free` are its free names."""
    if isinstance(line, tuple | list):
        return type(line)(run(one, **free) for one in line)
    if isinstance(line, dict):
        return {key: run(value, **free) for key, value in line.items()}
    return RUNNERS[type(line)](line, free) if isinstance(line, Line) else line


def _name(line, free):
    if line.text in free:
        return free[line.text]
    root, *path = line.text.split(".")
    found = ROOTS[root]
    for part in path:
        found = getattr(found, part)
    return found


def _call(line, free):
    return run(line.function, **free)(*run(line.ordered, **free), **run(line.named, **free))


def _either(line, free):
    below = run(line.what, **free) < run(line.bound, **free)
    return run(line.below if below else line.other, **free)


def _loaded(line, free):
    """The module; it remembers which arrays it takes until `loaded` brings them."""
    made = run(line.of, **free)
    made.takes = line.arrays
    return made


RUNNERS = {
    Loaded: _loaded, Index: lambda line, free: run(line.of, **free)[line.number],
    Name: _name, Call: _call, Either: _either,
    Method: lambda line, free: getattr(run(line.of, **free), line.name)(*run(line.ordered, **free)),
    Sum: lambda line, free: SIGNS[line.sign](run(line.left, **free), run(line.right, **free)),
    Function: lambda line, free: lambda value: run(line.value, **free | {line.argument: value}),
}


def loaded(module, weights: dict[str, np.ndarray]):
    """A module with the weights of a block by their own names, as its line says which it takes."""
    for part in module.modules():
        known = dict(part.named_parameters()) | dict(part.named_buffers())
        for name, array in getattr(part, "takes", {}).items():
            _put(known[name], array if isinstance(array, np.ndarray) else array.value(weights))
    return module


def _put(tensor, value):
    assert tuple(tensor.shape) == value.shape
    with torch.no_grad():
        tensor.copy_(torch.tensor(np.ascontiguousarray(value)))
