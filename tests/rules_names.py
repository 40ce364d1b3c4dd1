"""The rules on names and first lines, as functions on the root of a checkout."""

import ast
import re
from pathlib import Path

from tests.rules import sources, tree

ODD = re.compile(r"\b(behind|mend(s|ed|ing)?|anew|reckon\w*|dealt|dealing|kin|fates?|ills?)\b", re.IGNORECASE)
"""Words that a newcomer has to look up, or that mean something else in the field."""


def first_lines(root: Path) -> list[str]:
    """Modules that do not say in their first line what they are, or say it in words that nobody would search for."""
    found = []
    for path in sources(root, "main.py", "gui", "core"):
        said = ast.get_docstring(tree(path))
        if said is None:
            found.append(f"{path.relative_to(root)} does not say what it is")
        elif odd := ODD.search(said.split("\n\n")[0]):
            found.append(f"{path.relative_to(root)} says {odd[0]!r} in its first lines")
    return found
