"""Every word that can be read of a widget and all that is in it: texts, tooltips, names for a screen reader, what is
drawn by hand; and which of them are still English."""

import re
import string

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocumentFragment
from PySide6.QtWidgets import QComboBox, QLineEdit, QMenu, QTabBar, QWidget

from gui.text import language
from tests.gui.painted_text import painted

GERMAN = language.catalogue("de")


def words_of(root: QWidget, drawn: bool = True) -> set[str]:
    """What can be read of a widget and of everything in it, seen now or not."""
    found: set[str] = set()
    for widget in (root, *root.findChildren(QWidget)):
        if type(widget).__module__.startswith("pyqtgraph"):
            continue
        found |= {widget.toolTip(), widget.accessibleName(), widget.accessibleDescription(), widget.windowTitle(),
                  widget.statusTip()}
        if callable(getattr(widget, "text", None)) and not isinstance(widget, QLineEdit):
            found.add(widget.text())
        if isinstance(widget, QLineEdit):
            found.add(widget.placeholderText())
        if isinstance(widget, QComboBox):
            for place in range(widget.count()):
                found |= {widget.itemText(place), str(widget.itemData(place, Qt.ItemDataRole.ToolTipRole) or "")}
        if isinstance(widget, QTabBar):
            for place in range(widget.count()):
                found |= {widget.tabText(place), widget.tabToolTip(place)}
        if isinstance(widget, QMenu):
            found |= {word for action in widget.actions() for word in (action.text(), action.toolTip())}
        found |= {word for action in widget.actions() for word in (action.text(), action.toolTip())}
    if drawn and root.isVisible():
        found |= {one.text for one in painted(root)}
    return {part.strip() for text in found for part in _plain(text)} - {""}


def _plain(text: str) -> list[str]:
    """Rich text without its marks; a text of several lines also line by line."""
    if "<" in text and ">" in text:
        text = QTextDocumentFragment.fromHtml(text).toPlainText()
    text = text.replace("\xa0", " ").partition("\t")[0]
    return [text, *text.split("\n")]


def _pattern(template: str) -> re.Pattern:
    parts = []
    for literal, name, _, _ in string.Formatter().parse(template):
        parts += [re.escape(literal), "(.+)" if name is not None else ""]
    return re.compile("".join(parts), re.DOTALL)


def _literal_words(template: str) -> list[str]:
    return re.findall(r"[^\W\d_]{4,}", " ".join(literal for literal, *_ in string.Formatter().parse(template)))


SENTENCES = [(source, _pattern(source), _pattern(german)) for source, german in GERMAN.items()
             if "{" in source and german != source and len(_literal_words(source)) >= 2]


def english(texts) -> list[str]:
    """Texts that are a source of the catalogue, or such a source filled in, and whose German is another."""
    found = {text for text in texts if GERMAN.get(text, text) != text and text not in GERMAN.values()}
    for text in set(texts) - found:
        for source, pattern, german in SENTENCES:
            if pattern.fullmatch(text) and not german.fullmatch(text):
                found.add(f"{text}   [{source}]")
    return sorted(found)
