"""The rule that a widget which is made anew lets go of the signals of what outlives it."""

import ast
from pathlib import Path

from tests.rules import sources, tree

OUTLIVING = {"selection", "document", "runner", "signals", "settings"}
"""What stays while the window is made anew, as for another size of text."""


def held_by_lambdas(root: Path) -> list[str]:
    """Lambdas around `self` behind a signal of what outlives it: Qt parts a method from a widget that is gone, but goes
    on calling a lambda."""
    found = []
    for path in sources(root, "gui"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "connect" and \
                    _names(node.func.value) & OUTLIVING and any(
                        isinstance(given, ast.Lambda) and "self" in _names(given.body) for given in node.args):
                found.append(f"{path.relative_to(root)}:{node.lineno} connects a lambda with self")
    return found


def _names(node: ast.AST) -> set[str]:
    return {one.id if isinstance(one, ast.Name) else one.attr for one in ast.walk(node)
            if isinstance(one, ast.Name | ast.Attribute)}
