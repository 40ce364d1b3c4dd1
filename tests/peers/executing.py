"""Runs the lines of PyTorch that the reference prints: the same trees, without a detour over text."""

import math
import operator

import numpy as np
import torch

from core.declare.torch_lines import Call, Either, Function, Line, Method, Name, Sum

ROOTS = {"torch": torch, "nn": torch.nn, "math": math, "min": min, "len": len}
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


RUNNERS = {
    Name: _name, Call: _call, Either: _either,
    Method: lambda line, free: getattr(run(line.of, **free), line.name)(*run(line.ordered, **free)),
    Sum: lambda line, free: SIGNS[line.sign](run(line.left, **free), run(line.right, **free)),
    Function: lambda line, free: lambda value: run(line.value, **free | {line.argument: value}),
}


def loaded(module, weights: dict[str, np.ndarray]):
    """A module with the weights of a block by their own names, its axes in torch's order."""
    for part in module.modules():
        if isinstance(part, torch.nn.Linear):
            _put(part.weight, weights["kernel"].T)
        elif isinstance(part, torch.nn.Conv2d | torch.nn.ConvTranspose2d):
            kernel = weights["kernel"]
            if kernel.shape[3:1:-1] != tuple(part.weight.shape[:2]):  # depthwise: channels, then the filters of each
                kernel = kernel.reshape(*kernel.shape[:2], 1, -1)
            _put(part.weight, kernel.transpose(3, 2, 0, 1))
        elif isinstance(part, torch.nn.PReLU):
            _put(part.weight, weights["alpha"])
        elif isinstance(part, torch.nn.BatchNorm1d | torch.nn.BatchNorm2d | torch.nn.LayerNorm):
            for own, name in (("weight", "gamma"), ("bias", "beta"), ("running_mean", "moving_mean"),
                              ("running_var", "moving_variance")):
                if getattr(part, own, None) is not None and name in weights:
                    _put(getattr(part, own), weights[name])
        if "bias" in weights and getattr(part, "bias", None) is not None:
            _put(part.bias, weights["bias"])
    return module


def _put(tensor, value):
    assert tuple(tensor.shape) == value.shape
    with torch.no_grad():
        tensor.copy_(torch.tensor(np.ascontiguousarray(value)))
