"""Areas without a frame that scroll what is in them."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

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


def side_of(cards: tuple[QWidget, ...], foot: QWidget) -> QWidget:
    """Cards one below the other at the side of a page, which scroll; `foot`, with the button that goes on, stays."""
    inside, side = QWidget(), QWidget()
    _stacked(inside, *cards).addStretch(1)
    area = scrolled(inside)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    _stacked(side, area, foot)
    foot.setMaximumWidth(theme.px(LEFT))
    foot.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
    side.setFixedWidth(theme.px(LEFT) + 8)
    return side


def _stacked(around: QWidget, *widgets: QWidget) -> QVBoxLayout:
    around.setProperty("clear", True)
    column = QVBoxLayout(around)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(MARGIN)
    for widget in widgets:
        column.addWidget(widget)
    return column
