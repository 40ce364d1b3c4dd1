"""ONNX files as other programs write them, by hand: nodes, arrays, inputs and outputs."""

from typing import Any

import numpy as np

from core.export.protobuf import block, number, real

KINDS = {"float32": 1, "int64": 7, "int32": 6, "float64": 11}


def tensor(name: str, array: np.ndarray) -> bytes:
    """An array with its name."""
    sizes = b"".join(number(1, size) for size in array.shape)
    return sizes + number(2, KINDS[array.dtype.name]) + block(8, name) + block(9, array.tobytes())


def attribute(name: str, value: Any) -> bytes:
    """A number, a text, or several."""
    if isinstance(value, str):
        return block(1, name) + block(4, value) + number(20, 3)
    if isinstance(value, float):
        return block(1, name) + real(2, value) + number(20, 1)
    if isinstance(value, tuple):
        return block(1, name) + b"".join(number(8, one) for one in value) + number(20, 7)
    return block(1, name) + number(3, value) + number(20, 2)


def port(name: str, shape: tuple, kind: int = 1) -> bytes:
    """An input or an output; None stands for a size that is not fixed."""
    sizes = [block(1, block(2, "n") if size is None else number(1, size)) for size in shape]
    return block(1, name) + block(2, block(1, number(1, kind), block(2, *sizes)))


def file(nodes, arrays, inputs, outputs, opset: int = 17) -> bytes:
    """`nodes` are (kind, name, inputs, outputs, attributes); `inputs` and `outputs` are (name, shape[, kind])."""
    made = [block(1, b"".join((*(block(1, one) for one in into), *(block(2, one) for one in out), block(3, name),
                               block(4, kind), *(block(5, attribute(*pair)) for pair in facts.items()))))
            for kind, name, into, out, facts in nodes]
    body = block(7, *made, block(2, "net"), *(block(5, tensor(*pair)) for pair in arrays.items()),
                 *(block(11, port(*one)) for one in inputs), *(block(12, port(*one)) for one in outputs))
    return number(1, 8) + block(2, "elsewhere") + body + block(8, block(1, ""), number(2, opset))
