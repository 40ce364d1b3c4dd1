"""The rule that nothing asks which task or data set it has before it, as a function on the root of a checkout.

What differs from one to the other is a fact that each declares: `task.measured`, `dataset.noun`.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from core.declare.registry import DATASETS
from tests.rules import sources, tree

WORDS = {"regression", "binary", "multi-class", "multi-label"}
"""What tasks were called when they were words; nothing in the program holds one."""
TYPE_TESTS = {"isinstance", "issubclass", "type", "hasattr", "getattr"}


def asked_which(root: Path) -> list[str]:
    """Places that ask which task or which group of data sets it is, in place of a fact that these declare."""
    groups = {member.group for member in DATASETS.values()}
    found = []
    for path in sources(root, "main.py", "gui", "core"):
        for node in ast.walk(tree(path)):
            if what := _asks(node, groups):
                found.append(f"{path.relative_to(root)}:{node.lineno} {what}")
    return found


def _asks(node: ast.AST, groups: set[str]) -> str:
    if isinstance(node, ast.Constant) and node.value in WORDS:
        return f"holds the word {node.value!r} for a task"
    if isinstance(node, ast.Compare):
        sides = [node.left, *node.comparators]
        with_task = [side for side in sides if any(map(_is_task, _parts(side)))]
        if with_task and len(with_task) < len(sides) and not all(_is_none(side) for side in sides[1:]):
            return "compares a task with something that is none"
        words = {part.value for side in sides for part in _parts(side) if isinstance(part, ast.Constant)}
        if words & groups and any(_named(side, "group") for side in sides):
            return "compares the group of a data set with a word"
    if isinstance(node, ast.Match) and (_is_task(node.subject) or _is_group(node.subject)):
        return "matches a task or the group of a data set"
    if isinstance(node, ast.Subscript) and (_is_task(node.slice) or _is_group(node.slice)):
        return "looks something up by a task or the group of a data set"
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
        first = node.args[:1]
        if name in TYPE_TESTS and any(map(_is_task, first)):
            return f"asks {name} of a task"
        if name == "get" and any(_is_task(part) or _is_group(part) for part in first):
            return "looks something up by a task or the group of a data set"
    return ""


def _parts(node: ast.AST) -> Iterator[ast.AST]:
    """A side of a comparison, or what its tuple, list or set holds."""
    if isinstance(node, ast.Tuple | ast.List | ast.Set):
        for part in node.elts:
            yield from _parts(part)
    else:
        yield node


def _is_task(node: ast.AST) -> bool:
    return _named(node, "task") or (isinstance(node, ast.Name) and node.id == "task")


def _is_group(node: ast.AST) -> bool:
    return _named(node, "group") and ast.unparse(node.value).endswith("dataset")


def _named(node: ast.AST, name: str) -> bool:
    return isinstance(node, ast.Attribute) and node.attr == name


def _is_none(node: ast.AST) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
