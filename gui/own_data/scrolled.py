"""Areas without a frame that scroll what is in them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from gui.style import theme

LEFT, MARGIN = 264, 12
"""Pixels: the cards at the side of a page, and what lies between cards and around them."""


def scrolled(inside: QWidget) -> QScrollArea:
    """A widget in an area that scrolls it."""
    made = QScrollArea()
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    made.setWidget(inside)
    return made


def side_of(cards: tuple[QWidget, ...]) -> QScrollArea:
    """Cards one below the other at the side of a page."""
    side = QWidget()
    side.setProperty("clear", True)
    column = QVBoxLayout(side)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(MARGIN)
    for card in cards:
        column.addWidget(card)
    column.addStretch(1)
    made = scrolled(side)
    made.setFixedWidth(theme.px(LEFT) + 8)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    return made
