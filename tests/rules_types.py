"""The rule that nothing asks of which type a thing of the house is, as functions on the root of a checkout.

What differs from one type to another is a fact or a method that each declares: a new type is asked for it, while a
question for the type would let it fall into an `else`. Plain values that come from outside (numbers, texts, arrays),
Qt's widgets and errors are told by their type.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

from tests.rules import sources, tree

FOREIGN = {
    ("core/text/resources.py", "frozen"): "Python alone knows whether it was packed into one program",
    ("core/text/messages.py", "make"): "a text may be plain, from a file or a person",
    ("core/declare/parameters.py", "__metadata__"): "annotations of Python's typing",
    ("core/engine/compiler_processes.py", "CREATE_NO_WINDOW"): "Windows alone has it",
    ("core/command_line/terminal.py", "reconfigure"): "whatever stands in the place of a terminal",
    ("gui/model/askers.py", "__self__"): "methods have an object, functions none",
    ("gui/model/askers.py", "__closure__"): "functions take things along, what Qt brings does not",
    ("gui/style/theme.py", "setIconSize"): "an action of Qt has a glyph and no size for it",
}
"""(file, attribute) → why it may be asked whether a thing has it: none of these things is of the house."""
TREES = {
    "core/text/formula/": "the grammar of formulas: a few kinds of signs, of which each reader handles every one",
    "gui/drawing/formula/": "the same grammar, drawn",
    "core/declare/torch_lines.py": "the grammar of code, written in Python",
    "core/declare/onnx_lines.py": "the same grammar, written as nodes",
    "core/export/": "the same grammar, written as programs and graphs",
    "core/importing/onnx/": "the same grammar, read",
    "core/importing/keras/": "the same grammar, read",
    "core/engine/kernel_warmup.py": "finds the kernels among all that a module holds",
    "core/training/run_record.py": "what a file holds is anything, until it is seen to be of a known kind",
    "core/training/branches.py": "the same",
    "core/stopping/progress.py": "the same",
}
"""file or folder → why it may ask for types of the house."""


def type_tests(root: Path) -> list[str]:
    """Questions for a type of the house, and for an attribute that a thing may have or not."""
    return [f"{name}:{line} {what}; ask for a fact that every type declares" for name, line, what, key in _asked(root)
            if key not in FOREIGN and _tree(name) not in TREES]


def needless(root: Path) -> list[str]:
    """Exceptions that nothing uses any more."""
    found = [(_tree(name), key) for name, _, _, key in _asked(root)]
    return sorted(map(str, [*(FOREIGN.keys() - {key for _, key in found}),
                            *(TREES.keys() - {place for place, key in found if not key[1]})]))


def _tree(name: str) -> str:
    return next((place for place in TREES if name.startswith(place)), "")


def _asked(root: Path) -> Iterator[tuple[str, int, str, tuple[str, str]]]:
    """(file, line, what is asked, (file, attribute))."""
    for path in sources(root, "main.py", "core", "gui"):
        name, content = path.relative_to(root).as_posix(), tree(path)
        if name.startswith("core/kernels/"):
            continue
        own = set(_own(content))
        for node in ast.walk(content):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
                what, attribute = _asks(node, own)
                if what:
                    yield name, node.lineno, what, (name, attribute)


def _own(content: ast.Module) -> Iterator[str]:
    """Names of a module that may be classes of the house, but for errors."""
    for node in ast.walk(content):
        if isinstance(node, ast.ClassDef):
            yield node.name
        elif isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in ("core", "gui"):
            yield from (entry.asname or entry.name for entry in node.names if not entry.name.endswith("Error"))


def _asks(node: ast.Call, own: set[str]) -> tuple[str, str]:
    asked = ast.unparse(node.func)
    if asked in ("isinstance", "issubclass") and len(node.args) == 2:
        named = {part.id for part in ast.walk(node.args[1]) if isinstance(part, ast.Name)} & own
        return f"asks whether something is a {', '.join(sorted(named))}" if named else "", ""
    if asked == "hasattr" or (asked == "getattr" and len(node.args) == 3):
        attribute = node.args[1]
        return f"asks whether something has {ast.unparse(attribute)}", (
            str(attribute.value) if isinstance(attribute, ast.Constant) else "?")
    return "", ""
