"""An ONNX file (opset 17), written by hand: what the field calls messages is in onnx.proto."""

import json
from typing import Any

import numpy as np
from msgspec import to_builtins

from core.declare.onnx_lines import OPSET
from core.declare.torch_lines import Name
from core.export.answers import answers
from core.export.base import Exporter
from core.export.flat_graph import Graph, GraphNode, Kept, flat
from core.export.protobuf import block, number, real
from core.export.trained import Trained, made_by
from core.text.messages import short

IR_VERSION = 8
"""The version of the file format that goes with the opset."""
KINDS = {"float32": 1, "int32": 6, "int64": 7, "float64": 11}
REAL_FACTS = frozenset(("alpha", "beta", "gamma", "epsilon"))
"""Attributes that are no whole number even where they look like one."""
EXACT = 1000
"""An input whose centre lies so many spreads from 0 is taken in double precision: float32 would lose its digits."""


class OnnxFile(Exporter):
    """One file with the weights inside, raw inputs to answers in the units of the data."""

    word, title, ending = "onnx", "ONNX", ".onnx"
    needs = "any ONNX runtime"

    def files(self, trained, stem):
        graph = flat(trained)
        literals: dict[str, np.ndarray] = {}
        nodes = [block(1, _node(node, place, literals)) for place, node in enumerate(graph.nodes)]
        tensors = [block(5, _tensor(name, array)) for name, array in {**graph.arrays, **literals}.items()]
        body = block(7, *nodes, block(2, stem), *tensors, *_ports(trained, graph))
        props = [block(14, block(1, key), block(2, value)) for key, value in _facts(trained).items()]
        return {f"{stem}.onnx": b"".join((number(1, IR_VERSION), block(2, "Layerlab"), block(6, made_by()), body,
                                          block(8, block(1, ""), number(2, OPSET)), *props))}


def _facts(trained: Trained) -> dict[str, str]:
    """What is not part of the computation: names of columns and classes."""
    columns = {port.name: list(port.columns) for port in trained.description.inputs}
    told = {id: to_builtins(one) for id, one in answers(trained).items()}
    return {"name": short(trained.project.name), "made_by": made_by(), "columns": json.dumps(columns),
            "answers": json.dumps(told)}


def _ports(trained: Trained, graph: Graph) -> list[bytes]:
    """Inputs and outputs with their shapes."""
    found = []
    for port in trained.description.inputs:
        fitted = trained.scalings.get(port.name)
        far = fitted is not None and float(np.abs(fitted.centre * fitted.factor).max()) > EXACT
        kind = "int32" if port.type.is_tokens else "float64" if far else "float32"
        found.append(block(11, _port(port.name, kind, port.type.shape)))
    for id in graph.answers:
        kind = "float64" if trained.scaling_of(id) is not None else "float32"
        found.append(block(12, _port(id, kind, trained.check.shapes[id])))
    return found


def _port(name: str, kind: str, shape: tuple[int, ...]) -> bytes:
    sizes = [block(1, block(2, "samples")), *(block(1, number(1, size)) for size in shape)]
    return block(1, name) + block(2, block(1, number(1, KINDS[kind]), block(2, *sizes)))


def _node(node: GraphNode, place: int, literals: dict[str, np.ndarray]) -> bytes:
    inputs = list(node.inputs)
    while inputs and inputs[-1] is None:
        inputs.pop()
    return b"".join((*(block(1, _input(one, f"literal.{place}.{number_}", literals)) for number_, one
                       in enumerate(inputs)), *(block(2, name) for name in node.outputs),
                     block(3, f"{node.block or 'scaling'}/{place}"), block(4, node.kind),
                     *(block(5, _attribute(name, value)) for name, value in node.attributes.items())))


def _input(one: Any, name: str, literals: dict[str, np.ndarray]) -> str:
    """The name of an input; a number or a tuple becomes an array of its own."""
    if one is None:
        return ""
    if isinstance(one, Name):
        return one.text
    if isinstance(one, Kept):
        return one.name
    literals[name] = np.array(one, np.int64 if isinstance(one, tuple) else np.float32)
    return name


def _attribute(name: str, value: Any) -> bytes:
    several = isinstance(value, tuple)
    first = value[0] if several else value
    if isinstance(first, str):
        return block(1, name) + b"".join(block(9, one) for one in value) + number(20, 8)
    if isinstance(first, float) or name in REAL_FACTS:
        if several:
            return block(1, name) + b"".join(real(7, one) for one in value) + number(20, 6)
        return block(1, name) + real(2, value) + number(20, 1)
    if several:
        return block(1, name) + b"".join(number(8, int(one)) for one in value) + number(20, 7)
    return block(1, name) + number(3, int(value)) + number(20, 2)


def _tensor(name: str, array: np.ndarray) -> bytes:
    sizes = b"".join(number(1, size) for size in array.shape)
    plain = np.ascontiguousarray(array).astype(array.dtype.newbyteorder("<"))
    return sizes + number(2, KINDS[array.dtype.name]) + block(8, name) + block(9, plain.tobytes())
