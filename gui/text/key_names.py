"""Spelling of keys: the same in menus, lists, tooltips and sentences, in the language of the window."""

from functools import cache

from PySide6.QtCore import QTranslator
from PySide6.QtGui import QKeySequence

CONTEXT = "QShortcut"
"""Under this name Qt looks its words for keys up."""
EVERYWHERE = {"Left": "←", "Right": "→", "Up": "↑", "Down": "↓"}
ENGLISH = {"Ins": "Insert", "Del": "Delete", "PgUp": "PgUp", "PgDown": "PgDn"}
"""As they stand on the keys; other languages take Qt's own words."""


class KeyNames(QTranslator):
    """Hands out words for keys where Qt's own are not those of the sentences."""

    def __init__(self, english: bool):
        super().__init__()
        self.known = EVERYWHERE | (ENGLISH if english else {})

    def isEmpty(self) -> bool:
        return False

    def translate(self, context, source, disambiguation=None, n=-1):
        return self.known.get(source) if context == CONTEXT else None


@cache
def spelled(keys: str) -> str:
    """Keys such as "Ctrl+Shift+P" as this system and this language write them."""
    return QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
