"""A program that needs only Python and NumPy: `predict(x)` on import, `python net.py IN.csv` in a terminal."""

import base64
import io
import re
import textwrap

import numpy as np

from core.declare.torch_lines import Name
from core.export.base import Exporter
from core.export.flat_graph import Graph, GraphNode, Kept, flat
from core.export.program_text import Variables, end, facts, head, pieces

LARGEST_INSIDE = 2**20
"""Bytes of weights that lie in the program itself; more lie in a file beside it."""


class NumpyProgram(Exporter):
    """The network as a list of calls, with the functions that they need."""

    word, title, ending = "numpy", "NumPy program", ".py"
    needs = "numpy"

    def files(self, trained, stem, inside=True):
        """As in the base class; the weights lie beside the program where they are many or must not be `inside`."""
        graph = flat(trained)
        inside = inside and sum(array.nbytes for array in graph.arrays.values()) <= LARGEST_INSIDE
        content = io.BytesIO()
        np.savez_compressed(content, **graph.arrays)
        functions = {function(node.kind) for node in graph.nodes}
        source = "\n\n".join((
            head(trained, stem, "only Python and NumPy", ("base64", "os")) + "\n\nimport numpy as np", facts(trained),
            _weights(content.getvalue(), inside, stem), *pieces("export/numpy_functions.py", functions),
            _network(graph, functions), end()))
        found = {f"{stem}.py": (source.rstrip() + "\n").encode()}
        return found if inside else found | {f"{stem}.npz": content.getvalue()}


def _weights(packed: bytes, inside: bool, stem: str) -> str:
    if not inside:
        return f'W = dict(np.load(os.path.join(os.path.dirname(os.path.abspath(__file__)), "{stem}.npz")))'
    lines = textwrap.wrap(base64.b64encode(packed).decode(), 116)
    return ("W = dict(np.load(io.BytesIO(base64.b64decode(" + '"""\n' + "\n".join(lines) + '\n"""))))')


def function(kind: str) -> str:
    """The function of NumPy for a node: "mat_mul" for MatMul; some end in _, since Python has the name."""
    name = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", kind).lower()
    return f"{name}_" if name in ("abs", "sum", "min", "max", "slice") else name


def _network(graph: Graph, functions: set[str]) -> str:
    variables, lines, block = Variables(functions | {"W", "np", "math", "network", "predict"}), [], ""
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


def _line(node: GraphNode, variables: Variables) -> str:
    inputs = list(node.inputs)
    while inputs and inputs[-1] is None:
        inputs.pop()
    given = [_operand(one, variables) for one in inputs]
    given += [f"{name}={value!r}" for name, value in node.attributes.items()]
    outputs = [variables[name] if name else "_" for name in node.outputs]
    if node.several:
        outputs.append("*_")
    return f"{', '.join(outputs)} = {function(node.kind)}({', '.join(given)})"


def _operand(one, variables: Variables) -> str:
    if isinstance(one, Kept):
        return f"W[{one.name!r}]"
    return variables[one.text] if isinstance(one, Name) else repr(one)
