"""A program that needs only Python and NumPy: `predict(x)` on import, `python net.py IN.csv` in a terminal."""

import ast
import base64
import io
import keyword
import math
import re
import textwrap

import numpy as np
from msgspec import to_builtins

from core.datasets.raw_cells import RawColumn
from core.declare.torch_lines import Name
from core.export.answers import answers
from core.export.base import Exporter
from core.export.flat_graph import Graph, Kept, Node, flat
from core.export.trained import Trained, made_by
from core.text.messages import short
from core.text.resources import resource

LARGEST_INSIDE = 2**20
"""Bytes of weights that lie in the program itself; more lie in a file beside it."""
AT_ONCE = 256
HEAD = '''"""{name}: a trained network that needs only Python and NumPy. Made by {made}.

From a program:     import {stem}; answers = {stem}.predict(x)
In a terminal:      python {stem}.py IN.csv [OUT.csv]
"""
'''


class NumpyProgram(Exporter):
    """The network as a list of calls, with the functions that they need."""

    word, title, ending = "numpy", "NumPy program", ".py"
    needs = "numpy"

    def files(self, trained, stem):
        graph = flat(trained)
        inside = sum(array.nbytes for array in graph.arrays.values()) <= LARGEST_INSIDE
        content = io.BytesIO()
        np.savez_compressed(content, **graph.arrays)
        functions = {function(node.kind) for node in graph.nodes}
        source = "\n\n".join((
            HEAD.format(name=plain(trained.project.name), made=made_by(), stem=stem)
            + "\n".join(f"import {name}" for name in ("base64", "csv", "datetime", "io", "math", "os", "re", "sys"))
            + "\n\nimport numpy as np",
            facts(trained), _weights(content.getvalue(), inside, stem), *_sources(functions),
            _network(graph, functions), resource("export/numpy_main.py").read_text(encoding="utf-8")))
        found = {f"{stem}.py": (source.rstrip() + "\n").encode()}
        return found if inside else found | {f"{stem}.npz": content.getvalue()}


def plain(name: str) -> str:
    """A name that can stand in a docstring."""
    return short(name).replace("\\", "/").replace('"', "'") or "A network"


def facts(trained: Trained) -> str:
    """Python that says what goes in and what comes out."""
    kinds = {port.name: (port.type.shape, "int32" if port.type.is_tokens else "float64" if port.name in trained.scalings
                         else "float32") for port in trained.description.inputs}
    told = {id: {"name": one.name, "columns": list(one.columns), "classes": list(one.classes),
                 "boundary": one.boundary} for id, one in answers(trained).items()}
    cells = [_told(column) for column in trained.columns]
    return (f"INPUTS = {kinds!r}\n# The shape of a sample of each input, and the kind of its numbers.\n"
            f"COLUMNS = [{''.join(f'{chr(10)}    {cell!r},' for cell in cells)}]\n"
            f"ANSWERS = {told!r}\nAT_ONCE = {AT_ONCE}")


def _told(column: RawColumn) -> dict:
    """What the program must know of a column, without what goes without saying."""
    found = {name: value for name, value in to_builtins(column).items() if value not in ({}, (), "", [])}
    return {name: value for name, value in found.items() if name != "gap" or not math.isnan(value[0])}


def _weights(packed: bytes, inside: bool, stem: str) -> str:
    if not inside:
        return f'W = dict(np.load(os.path.join(os.path.dirname(os.path.abspath(__file__)), "{stem}.npz")))'
    lines = textwrap.wrap(base64.b64encode(packed).decode(), 116)
    return ("W = dict(np.load(io.BytesIO(base64.b64decode(" + '"""\n' + "\n".join(lines) + '\n"""))))')


def function(kind: str) -> str:
    """The function of NumPy for a node: "mat_mul" for MatMul; some end in _, since Python has the name."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    return f"{name}_" if name in ("sum", "min", "slice") else name


def _sources(wanted: set[str]) -> list[str]:
    """The source of these functions and of all that they use, in the order of the file."""
    text = resource("export/numpy_functions.py").read_text(encoding="utf-8")
    parts = {part.name: part for part in ast.parse(text).body if isinstance(part, ast.FunctionDef)}
    needed, left = set(), set(wanted)
    while left:
        name = left.pop()
        needed.add(name)
        left |= {inner.id for inner in ast.walk(parts[name]) if isinstance(inner, ast.Name)} & parts.keys() - needed
    return ["\n" + ast.get_source_segment(text, part) for name, part in parts.items() if name in needed]


class _Variables(dict):
    """A name of Python for each value."""

    def __init__(self, taken: set[str]):
        super().__init__()
        self._taken = taken | set(keyword.kwlist) | {"W", "np", "math", "network", "predict"}

    def __missing__(self, value: str) -> str:
        name = re.sub(r"\W", "_", value)
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self[value] = name
        return name


def _network(graph: Graph, functions: set[str]) -> str:
    variables, lines, block = _Variables(functions), [], ""
    for node in graph.nodes:
        if node.block != block:
            block = node.block
            lines.append(f"# {block}" if block else "")
        lines.append(_line(node, variables))
    heads = ", ".join(graph.inputs)
    renamed = [f"{variables[name]} = {name}" for name in graph.inputs if variables[name] != name]
    answered = ", ".join(f"{id!r}: {variables[id]}" for id in graph.answers)
    body = "\n".join(f"    {line}" if line else "" for line in [*renamed, *lines, f"return {{{answered}}}"])
    return (f'\ndef network(*, {heads}):\n    """The answers of all output blocks by their names, for samples as they '
            f'are."""\n{body}\n')


def _line(node: Node, variables: _Variables) -> str:
    inputs = list(node.inputs)
    while inputs and inputs[-1] is None:
        inputs.pop()
    given = [_operand(one, variables) for one in inputs]
    given += [f"{name}={value!r}" for name, value in node.attributes.items()]
    outputs = [variables[name] if name else "_" for name in node.outputs]
    if node.several:
        outputs.append("*_")
    return f"{', '.join(outputs)} = {function(node.kind)}({', '.join(given)})"


def _operand(one, variables: _Variables) -> str:
    if isinstance(one, Kept):
        return f"W[{one.name!r}]"
    return variables[one.text] if isinstance(one, Name) else repr(one)
