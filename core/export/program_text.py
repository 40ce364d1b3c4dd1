"""What exported programs share: their head, their facts, names of Python, and pieces of shipped source."""

import ast
import keyword
import math
import re
from typing import Any

from msgspec import to_builtins

from core.datasets.raw_cells import RawColumn
from core.export.answers import answers
from core.export.trained import Trained, made_by
from core.text.messages import short
from core.text.resources import resource

END = "export/numpy_main.py"
"""The shipped end of every program."""
AT_ONCE = 256
"""Samples that pass through at once."""
HEAD = '''"""{name}: a trained network that needs {needs}. Made by {made}.

From a program:     import {stem}; answers = {stem}.predict(x)
In a terminal:      python {stem}.py IN.csv [OUT.csv]
"""
'''
USED = ("csv", "datetime", "io", "math", "re", "sys")
"""The modules that the end of every program needs."""


def head(trained: Trained, stem: str, needs: str, modules: tuple[str, ...] = ()) -> str:
    """The first lines, with the imports of Python's own modules."""
    name = short(trained.project.name).replace("\\", "/").replace('"', "'") or "A network"
    return HEAD.format(name=name, made=made_by(), stem=stem, needs=needs) + "\n".join(
        f"import {module}" for module in sorted((*USED, *modules)))


def told(trained: Trained) -> dict[str, Any]:
    """What goes in and what comes out, by the names that programs know it by."""
    ports = trained.description.inputs
    kinds = {port.name: (port.type.shape, "int32" if port.type.is_tokens else "float64" if port.name in trained.scalings
                         else "float32") for port in ports}
    words = {port.name: list(port.tokens) or list(map(str, range(port.type.vocabulary)))
             for port in ports if port.type.is_tokens and port.type.vocabulary}
    given = {id: {"name": one.name, "columns": list(one.columns), "classes": list(one.classes), "boundary":
                  one.boundary, "in_time": one.in_time, "logits": one.logits} for id, one in answers(trained).items()}
    return {"INPUTS": kinds, "TOKENS": words, "COLUMNS": [_told(column) for column in trained.columns],
            "ANSWERS": given, "AT_ONCE": AT_ONCE}


def facts(trained: Trained) -> str:
    """Python that says what goes in and what comes out."""
    known = told(trained)
    cells = "".join(f"\n    {cell!r}," for cell in known["COLUMNS"])
    return (f"INPUTS = {known['INPUTS']!r}\n# The shape of a sample of each input, and the kind of its numbers.\n"
            f"TOKENS = {known['TOKENS']!r}\n# What the tokens of an input are called.\nCOLUMNS = [{cells}]\n"
            f"ANSWERS = {known['ANSWERS']!r}\nAT_ONCE = {AT_ONCE}")


def _told(column: RawColumn) -> dict:
    """What the program must know of a column, without what goes without saying."""
    found = {name: value for name, value in to_builtins(column).items() if value not in ({}, (), "", [])}
    return {name: value for name, value in found.items() if name != "gap" or not math.isnan(value[0])}


def end() -> str:
    """`predict`, and reading and writing of tables."""
    return resource(END).read_text(encoding="utf-8")


def pieces(file: str, wanted: set[str]) -> list[str]:
    """The source of these functions or classes of a shipped file, and of all there that they use, in its order."""
    text = resource(file).read_text(encoding="utf-8")
    parts = {part.name: part for part in ast.parse(text).body if isinstance(part, ast.FunctionDef | ast.ClassDef)}
    needed, left = set(), wanted & parts.keys()
    while left:
        name = left.pop()
        needed.add(name)
        left |= {inner.id for inner in ast.walk(parts[name]) if isinstance(inner, ast.Name)} & parts.keys() - needed
    return ["\n" + _source(text, part) for name, part in parts.items() if name in needed]


def _source(text: str, part: ast.FunctionDef | ast.ClassDef) -> str:
    first = min([part.lineno, *(one.lineno for one in part.decorator_list)])
    return "\n".join(text.split("\n")[first - 1:part.end_lineno])


class Variables(dict):
    """A name of Python for each value; none of those that are taken."""

    def __init__(self, taken: set[str]):
        super().__init__()
        self._taken = taken | set(keyword.kwlist)

    def __missing__(self, value: str) -> str:
        name = re.sub(r"\W", "_", value)
        while name in self._taken:
            name += "_"
        self._taken.add(name)
        self[value] = name
        return name
