"""What a person may read in the sources: literals, and whether they pass through the translation."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.rules import sources, tree

SAYING = {"tr", "say", "counted", "label", "icon_button", "Card", "Command", "Starter", "Preset", "Speed", "Step",
          "action", "Section"}
"""What translates the literals it is given, or keeps them in a table that is translated when it is shown."""
DECLARING = {"whole", "number", "switch", "choice", "pair", "sides", "sizes", "part", "parts", "numbers", "text",
             "hidden", "_declared"}
"""Declarations of parameters; their words are collected from the registry."""
FOR_PROGRAMMERS = {"ValueError", "TypeError", "KeyError", "RuntimeError", "IndexError", "AssertionError", "NotImplementedError",
                   "add_argument", "ArgumentParser", "compile", "sub", "match", "fullmatch", "search", "split",
                   "scratch", "new", "setStyleSheet", "crc32", "field", "startswith", "endswith", "strptime", "getLogger"}
TECHNICAL = {"formula", "torch", "equals", "__doc__"}
"""Class variables that no one translates: formulas, lines of code, names of other libraries."""
NOT_SHOWN = ("core/cli.py", "core/warm.py", "core/kernels/", "core/datasets/prepare.py", "core/holding.py",
             "core/measuring.py", "core/trainer.py", "core/registry.py", "gui/style_sheet.py", "main.py")
"""Messages for scripts and for the terminal, which speak English."""
WORDS = re.compile(r"[A-Za-z]{2,}")


def literals(root: Path) -> Iterator[tuple[str, int, str, bool]]:
    """(file, line, text, whether it is a template of its own) of every literal that looks like words for a person and
    is not said."""
    for path in sources(root, "gui", "core"):
        short = path.relative_to(root).as_posix()
        if not short.startswith(NOT_SHOWN):
            yield from ((short, *found) for found in _in(tree(path)))


def _in(node: ast.AST, said: bool = False) -> Iterator[tuple[int, str, bool]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, ast.Expr) and isinstance(child.value, ast.Constant):
            continue  # a docstring
        if isinstance(child, ast.Compare | ast.Subscript) or _technical(child):
            continue
        if isinstance(child, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "\0" for part in child.values)
            if not said and _worded(text):
                yield child.lineno, text.replace("\0", "{}"), True
            for part in child.values:
                if isinstance(part, ast.FormattedValue):
                    yield from _in(part, said)
        elif isinstance(child, ast.Constant) and isinstance(child.value, str):
            if _visible(child.value):
                yield child.lineno, child.value, False
        else:
            yield from _in(child, said or _says(child))


def _says(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and _name(node) in SAYING


def _technical(node: ast.AST) -> bool:
    if isinstance(node, ast.Call):
        return _name(node) in FOR_PROGRAMMERS | DECLARING
    if isinstance(node, ast.Assign | ast.AnnAssign):
        target = node.targets[0] if isinstance(node, ast.Assign) else node.target
        return isinstance(target, ast.Name) and target.id in TECHNICAL
    return isinstance(node, ast.arguments)


def _name(call: ast.Call) -> str:
    return call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")


def _worded(text: str) -> bool:
    """Words with a space beside them, outside tags and style rules."""
    plain = re.sub(r"<[^>]*>|&\w+;|[\w-]+:\s*[^;\"]*;", "", text)
    return bool(re.search(r"[A-Za-z]{2,} |[A-Za-z,.:;] *\0| [A-Za-z]{2,}", plain)) and bool(WORDS.search(plain))


def _visible(text: str) -> bool:
    """Several words, or one that begins like a word at the start of a line."""
    if not WORDS.search(text) or re.search(r"[_/\\<>{}#=]|^\W*$", text.replace("{n}", "")) and " " not in text:
        return False
    return " " in text.strip() or bool(re.fullmatch(r"[A-Z][a-z]+[.:…?!]?|[A-Z]{4,}", text))
