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


SHARED = {
    "Activation": "the layer has Keras's name, the base class is what all activations are",
    "MeanAbsoluteError": "a loss and a metric of Keras, which are declared under one name there too",
    "Line": "three that are written: of code, of a way of updates, of moments (as files have it)",
    "Moment": "a kept moment (as files have it), and what is drawn of one",
    "Facts": "of the doctor, and of a report", "Part": "of a project, of a report, of what is drawn",
    "Column": "of a table of data, of values on their way", "Instruction": "of a plan, of a step as it is shown",
    "Sheet": "of a weight array, of a report, of a painter", "Table": "of a file, of a report",
}
"""Names that several classes still have, each with what they mean."""


def shared_names(root: Path) -> list[str]:
    """Classes of one name in different files: one word has one meaning in the whole house."""
    found: dict[str, list[str]] = {}
    for path in sources(root, "core", "gui"):
        for node in tree(path).body:
            if isinstance(node, ast.ClassDef):
                found.setdefault(node.name, []).append(path.relative_to(root).as_posix())
    return [f"{name} is a class of {' and of '.join(files)}" for name, files in sorted(found.items())
            if len(files) > 1 and name not in SHARED]


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
