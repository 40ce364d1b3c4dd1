"""What exported programs share: their head, their facts, names of Python, and pieces of shipped source."""

import ast
import keyword
import math
import re

from msgspec import to_builtins

from core.datasets.raw_cells import RawColumn
from core.export.answers import answers
from core.export.trained import Trained, made_by
from core.text.messages import short
from core.text.resources import resource

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


def end() -> str:
    """`predict`, and reading and writing of tables."""
    return resource("export/numpy_main.py").read_text(encoding="utf-8")


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
