"""An ONNX file as nodes and arrays (onnx.proto, read by hand). Nothing in it is believed unchecked, nothing is run."""

import math
from pathlib import Path
from typing import Any

import numpy as np
from msgspec import Struct

from core.files.protobuf_fields import BrokenMessageError, fields, part, real, signed, text, whole_numbers
from core.files.user_files import megabytes, reason, regular_file, shown, size
from core.text.errors import SpecError
from core.text.messages import say, short

LARGEST = 2 * 2**30 - 1
"""Bytes of a file; no message of Protocol Buffers may be larger."""
MOST_NODES, MOST_ARRAYS, MOST_AXES = 50_000, 50_000, 8
KINDS = {1: "<f4", 2: "u1", 3: "i1", 4: "<u2", 5: "<i2", 6: "<i4", 7: "<i8", 9: "?", 10: "<f2", 11: "<f8", 12: "<u4",
         13: "<u8"}
"""How ONNX counts the kinds of numbers."""
WHOLE = frozenset((2, 3, 4, 5, 6, 7, 9, 12, 13))
OLDEST, NEWEST = 11, 25
"""Sets of operators that are read."""


class OnnxNode(Struct, frozen=True):
    """One node: names of values go in ("" for what is left out) and come out; attributes are numbers, texts, tuples of
    them and arrays."""

    kind: str
    name: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    attributes: dict[str, Any]


class OnnxPort(Struct, frozen=True):
    """An input or an output of the graph. `sizes` has None for what is not fixed, the batch first; `whole` numbers are
    tokens."""

    name: str
    sizes: tuple[int | None, ...]
    whole: bool


class OnnxModel(Struct, frozen=True):
    """What a file holds, but for what says nothing of the computation."""

    nodes: tuple[OnnxNode, ...]
    arrays: dict[str, np.ndarray]
    inputs: tuple[OnnxPort, ...]
    outputs: tuple[OnnxPort, ...]
    opset: int
    name: str = ""


def read(path: str | Path) -> OnnxModel:
    """The model of a file; SpecError with one sentence where it cannot be read."""
    found = regular_file(path, SpecError)
    try:
        if size(found) > LARGEST:
            raise SpecError(say("{path} is larger than {most}; so much is not read.", path=shown(path),
                                most=megabytes(LARGEST)))
        content = found.read_bytes()
        return parsed(memoryview(content), path)
    except OSError as error:
        raise SpecError(reason(error, path)) from None
    except (BrokenMessageError, ValueError, OverflowError, MemoryError):
        raise SpecError(damaged(path)) from None


def damaged(path: str | Path) -> str:
    """What is said of a file that makes no sense."""
    return say("{path} is damaged, or no ONNX file; export it again.", path=shown(path))


def looks_like_onnx(start: bytes) -> bool:
    """Whether a file that begins so may be an ONNX file: the version of its format stands first, then a text."""
    return len(start) > 3 and start[0] == 8 and 3 <= start[1] <= 20 and start[2] in (0x12, 0x3A, 0x42)


def parsed(content: memoryview, path: str | Path) -> OnnxModel:
    """The model of the bytes of a file; `path` names it where something is wrong."""
    graph, opset = None, 0
    for field, value in fields(content):
        if field == 7:
            graph = part(value)
        elif field == 8:
            facts = dict(fields(part(value)))
            if not facts.get(1) or text(facts[1]) == "ai.onnx":
                opset = int(whole_numbers(facts.get(2, 0))[0])
    if graph is None:
        raise BrokenMessageError
    if not OLDEST <= opset <= NEWEST:
        raise SpecError(say("{path} is written in opset {opset} of ONNX; export it in one from {low} to {high}.",
                            path=shown(path), opset=opset, low=OLDEST, high=NEWEST))
    return _graph(graph, opset, path)


def _graph(message: memoryview, opset: int, path) -> OnnxModel:
    nodes, arrays, inputs, outputs, name = [], {}, [], [], ""
    for field, value in fields(message):
        if field == 1:
            nodes.append(_node(part(value), path))
        elif field == 2:
            name = short(text(value))
        elif field == 5:
            key, array = _tensor(part(value), path)
            arrays[key] = array
        elif field == 11:
            inputs.append(_port(part(value)))
        elif field == 12:
            outputs.append(_port(part(value)))
        elif field == 15:
            raise SpecError(say("{path} holds sparse weights; export it with dense ones.", path=shown(path)))
        if len(nodes) > MOST_NODES or len(arrays) > MOST_ARRAYS:
            raise SpecError(say("{path} has more than {most:,} nodes or arrays; so many are not read.",
                                path=shown(path), most=MOST_NODES))
    given = tuple(port for port in inputs if port.name not in arrays)  # older files name weights among the inputs
    return OnnxModel(tuple(nodes), arrays, given, tuple(outputs), opset, name)


def _node(message: memoryview, path) -> OnnxNode:
    inputs, outputs, name, kind, domain, attributes = [], [], "", "", "", {}
    for field, value in fields(message):
        if field == 1:
            inputs.append(text(value))
        elif field == 2:
            outputs.append(text(value))
        elif field == 3:
            name = short(text(value))
        elif field == 4:
            kind = short(text(value))
        elif field == 5:
            key, fact = _attribute(part(value), path)
            attributes[key] = fact
        elif field == 7:
            domain = short(text(value))
    own = domain in ("", "ai.onnx")
    return OnnxNode(kind if own else f"{domain}.{kind}", name, tuple(inputs), tuple(outputs), attributes)


def _attribute(message: memoryview, path) -> tuple[str, Any]:
    """Its name and value; a graph inside of a node is None: nothing that is read here has one."""
    name = ""
    single: float | str | np.ndarray | None = None
    several: list[float | str] = []
    for field, value in fields(message):
        if field == 1:
            name = text(value)
        elif field == 2:
            single = real(value)
        elif field == 3:
            single = whole_numbers(value)[0]
        elif field == 4:
            single = text(value)
        elif field == 5:
            single = _tensor(part(value), path)[1]
        elif field == 7:
            several += _reals(value)
        elif field == 8:
            several += whole_numbers(value)
        elif field == 9:
            several.append(text(value))
    return name, single if single is not None else tuple(several)


def _reals(value) -> list[float]:
    """Of a field of float32, one by one or packed."""
    content = part(value)
    return [real(value)] if len(content) == 4 else np.frombuffer(content, "<f4").tolist()


def _port(message: memoryview) -> OnnxPort:
    name, kind, sizes = "", 0, []
    for field, value in fields(message):
        if field == 1:
            name = text(value)
        elif field == 2:
            tensor = dict(fields(part(value))).get(1)
            for inner, fact in fields(part(tensor)) if tensor is not None else ():
                if inner == 1:
                    kind = whole_numbers(fact)[0]
                elif inner == 2:
                    sizes = [_size(part(one)) for number, one in fields(part(fact)) if number == 1]
    return OnnxPort(name, tuple(sizes), kind in WHOLE)


def _size(message: memoryview) -> int | None:
    """A size that is fixed, or None."""
    found = dict(fields(message)).get(1)
    return whole_numbers(found)[0] if found is not None else None


def _tensor(message: memoryview, path) -> tuple[str, np.ndarray]:
    """Its name and its array, float32 where it has no whole numbers. Raw bytes are not copied."""
    shape, kind, name, raw, numbers = [], 0, "", None, []
    for field, value in fields(message):
        if field == 1:
            shape += whole_numbers(value)
        elif field == 2:
            kind = whole_numbers(value)[0]
        elif field in (4, 10):
            numbers.append(np.frombuffer(part(value), "<f4" if field == 4 else "<f8"))
        elif field in (5, 7, 11):
            numbers.append(np.array(whole_numbers(value)))
        elif field == 8:
            name = text(value)
        elif field == 9:
            raw = part(value)
        elif field in (13, 14) and value != 0:
            raise SpecError(say("{path} keeps its weights in files beside it; export it as one file.",
                                path=shown(path)))
    if kind not in KINDS or len(shape) > MOST_AXES or any(not 0 <= one < 2**40 for one in map(signed, shape)):
        raise SpecError(say("{path}: the array {name} is of a kind that is not read; export it with float32 weights.",
                            path=shown(path), name=short(name) or "?"))
    values = np.frombuffer(raw, KINDS[kind]) if raw is not None else _written(numbers, kind)
    if math.prod(shape) != values.size:
        raise BrokenMessageError
    return name, _checked(values.reshape(shape), kind, name, path)


def _written(numbers: list[np.ndarray], kind: int) -> np.ndarray:
    """Numbers that stand in fields of their own; of float16, their bits."""
    found = np.concatenate(numbers) if numbers else np.zeros(0)
    return found.astype(np.uint16).view("<f2") if kind == 10 else found.astype(KINDS[kind])


def _checked(values: np.ndarray, kind: int, name: str, path) -> np.ndarray:
    if kind in WHOLE:
        return values.astype(np.int64)
    with np.errstate(over="ignore", invalid="ignore"):
        found = values.astype(np.float32) if kind != 11 else values
    if np.isnan(found).any():
        raise SpecError(say("{path}: the array {name} holds a value that is no number; open another copy of it.",
                            path=shown(path), name=short(name) or "?"))
    return found
