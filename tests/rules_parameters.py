"""The rule that no parameter is declared twice, as a function on the root of a checkout."""

import ast
from pathlib import Path

from core.declare import parameters
from tests.rules import sources, tree

KINDS = {name for name in vars(parameters) if name.islower() and not name.startswith("_")}
"""What a file may call to declare a parameter."""


def written_twice(root: Path) -> list[str]:
    """Declarations of a parameter with the same bounds and words as another one."""
    first: dict[str, str] = {}
    found = []
    for path in sources(root, "core"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in KINDS:
                words = [one for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
                place = f"{path.relative_to(root)}:{node.lineno}"
                if len(words) >= 2 and first.setdefault(ast.dump(node), place) != place:
                    found.append(f"{place} declares what {first[ast.dump(node)]} does")
    return found
