"""Escapes text that is shown: names of columns, classes and files are never markup, a shortcut or a mark."""

from html import escape

from PySide6.QtGui import Qt


def plain(text: str) -> str:
    """A tooltip, or the text of a label, that says exactly this; Qt takes a text with tags for markup."""
    if not Qt.mightBeRichText(text):
        return text
    lines = "<br>".join(escape(line) for line in text.split("\n"))
    return f"<span style='white-space: pre-wrap'>{lines}</span>"  # two blanks stay two


def unmarked(text: str) -> str:
    """The words of a button, an action or a tab: & would underline a letter and be a shortcut."""
    return text.replace("&", "&&")


def titled(text: str) -> str:
    """The title of a window: [*] is where Qt puts its mark for what is not saved."""
    return text.replace("[*]", "[*][*]")
