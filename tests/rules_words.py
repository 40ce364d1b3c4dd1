"""The rule that every visible word passes through the translation, as a function on the root of a checkout."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from tests.rules import sources, tree

SHOWN = {
    # Qt's own doors to the eye and to a screen reader.
    **dict.fromkeys(("setText", "setToolTip", "setStatusTip", "setWhatsThis", "setWindowTitle", "setTitle",
                     "setAccessibleName", "setAccessibleDescription", "setPlaceholderText", "setLabelText",
                     "setPrefix", "setSuffix", "setInformativeText", "setHtml", "setPlainText", "setMarkdown",
                     "drawText", "addItem", "addItems", "addTab", "setTabText", "setTabToolTip", "setItemText",
                     "addAction", "addMenu", "addRow", "QLabel", "QAction", "QMenu", "QPushButton", "QCheckBox",
                     "QRadioButton", "QGroupBox", "QMessageBox", "showText", "getText", "getOpenFileName",
                     "getSaveFileName")),
    # The window's own, which show what they are given as it is.
    **dict.fromkeys(("show_text", "show_words", "show_parts", "show_number", "show_under", "write", "Hit",
                     "DisclosureLine", "Segments", "Counter", "put", "heading", "say")),
    # What the undo menu and the timeline say.
    **dict.fromkeys(("edit", "edit_network", "edit_layer", "edit_training", "edit_data", "Edit", "Jump")),
}
"""Calls whose words are seen. All their arguments are looked at but those that `MACHINE` lists."""
TRANSLATING = {"tr", "counted", "say", "label", "icon_button", "Card", "MenuButton"}
"""They translate literals themselves; a test of its own asks for the German."""
MACHINE = {"edit_layer": (0,), "edit": (2,), "edit_network": (2,), "edit_training": (2,), "edit_data": (2,),
           "Edit": (3,), "Jump": (5,)}
GLYPHS = {"fill", "line", "dot", "square", "right"}
"""What `show_parts` calls the glyphs beside its words."""
THROUGH = {"join", "escape", "str", "format", "upper", "strip"}
"""Calls through which words go on to the eye."""
NAMES = re.compile(r"Layerlab|CSV|IDX|PNG|JSON|MB|fps|Esc|Enter|Space|Insert|Ctrl|Shift|Alt|F\d+|<[^>]*>|&\w+;|px|"
                   r"color|font|weight|style|span|nbsp")
"""Words that are the same in every language: names, keys, units and what HTML is written in."""
WORD = re.compile(r"[^\W\d_]{3,}")


def untranslated(root: Path) -> list[str]:
    """Literals that are shown without passing through `tr`, `counted` or `say`."""
    found = []
    for path in sources(root, "gui"):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.Call) and _name(node) in SHOWN and not _translates(node):
                spared = MACHINE.get(_name(node), ())
                for place, argument in enumerate([*node.args, *(word.value for word in node.keywords)]):
                    if place in spared:
                        continue
                    found += [f"{path.relative_to(root)}:{node.lineno} {_name(node)} shows {text!r}"
                              for text in _literals(argument)
                              if WORD.search(NAMES.sub(" ", text)) and text not in GLYPHS]
    return found


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _translates(call: ast.Call) -> bool:
    """`say` of core translates; a method `say` of a widget shows."""
    return isinstance(call.func, ast.Name) and call.func.id in TRANSLATING


def _literals(node: ast.AST) -> Iterator[str]:
    """The literal words of an expression that reach the eye: none within a call that translates or computes."""
    if isinstance(node, ast.Constant):
        yield from [node.value] if isinstance(node.value, str) else []
    elif isinstance(node, ast.FormattedValue):
        yield from _literals(node.value)
    elif isinstance(node, ast.IfExp):
        yield from _literals(node.body)
        yield from _literals(node.orelse)
    elif isinstance(node, ast.Call):
        if isinstance(node.func, ast.Attribute):
            yield from _literals(node.func.value)
        if _name(node) in THROUGH:
            for argument in node.args:
                yield from _literals(argument)
    elif isinstance(node, ast.JoinedStr | ast.BinOp | ast.BoolOp | ast.Tuple | ast.List | ast.Starred):
        for child in ast.iter_child_nodes(node):
            yield from _literals(child)
    elif isinstance(node, ast.ListComp | ast.GeneratorExp):
        yield from _literals(node.elt)
