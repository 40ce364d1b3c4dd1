"""A button that looks like a line of text."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from gui.style import theme
from gui.text.translation import tr


def link(words: str, pressed) -> QToolButton:
    """A line of text to press; `pressed` is called, or sent on where it is a signal."""
    made = QToolButton()
    made.setText(tr(words))
    made.setProperty("flat", True)
    made.setFont(theme.font(12))
    made.setCursor(Qt.CursorShape.PointingHandCursor)
    made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    made.clicked.connect(pressed)
    return made
