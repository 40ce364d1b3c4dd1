"""The rules on names and first lines, as functions on the root of a checkout."""

import ast
import re
from pathlib import Path

from core.declare.parameters import parameters
from tests.rules import sources, tree

WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9_./-]{0,23}")
"""What a file holds for a choice; what is shown for it may be anything."""

ODD = re.compile(r"\b(behind|mend(s|ed|ing)?|anew|reckon\w*|dealt|dealing|kin|fates?|ills?)\b", re.IGNORECASE)
"""Words that a newcomer has to look up, or that mean something else in the field."""


def odd_choices(classes) -> list[str]:
    """Choices of declarations, and of values inside them, that a file would hold as something else than a word."""
    return [f"{cls.__name__}.{parameter.name} is stored as {word!r}" for cls in classes for parameter in parameters(cls)
            for word in parameter.choices if not (type(word) is int or WORD.fullmatch(word))]


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
