"""Breadcrumbs: Network › block › place, each word a way back; and the button that closes the page."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QToolButton, QWidget

from gui.style import theme
from gui.text.plain_text import plain, unmarked
from gui.text.translation import tr
from gui.widgets.basic import Elided, label

ROOMY = 440
"""Below this width the first crumb goes: Esc and the last button lead there too."""


class Crumbs(QWidget):
    """`up` asks for the network ("network") or for the block without a place ("block")."""

    up = Signal(str)

    def __init__(self):
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(5)
        self.network, self.block = self._crumb(tr("Network"), "network"), self._crumb(tr("Block"), "block")
        self.place = Elided("", "", 12)
        self.place.setFont(theme.font(12, 600))
        self.close_button = QPushButton(tr("Esc  close"))
        self.close_button.setFont(theme.font(12))
        self.close_button.setFixedHeight(theme.px(28))
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.setAccessibleName(tr("Close the explanation"))
        self.close_button.setStyleSheet("min-height: 0; padding: 0 12px;")
        self.close_button.clicked.connect(lambda: self.up.emit("network"))
        self.marks = [label("›", "faint", 13), label("›", "faint", 13)]
        for widget in (self.network, self.marks[0], self.block, self.marks[1]):
            row.addWidget(widget)
        row.addSpacing(6)
        row.addWidget(self.place, 1)
        row.addWidget(self.close_button)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        roomy = self.width() >= theme.px(ROOMY)
        self.network.setVisible(roomy)
        self.marks[0].setVisible(roomy)

    def _crumb(self, text: str, level: str) -> QToolButton:
        made = QToolButton()
        made.setProperty("flat", True)
        made.setStyleSheet("padding-left: 0; padding-right: 3px;")
        made.setText(text)
        made.setFont(theme.font(12))
        made.setCursor(Qt.CursorShape.PointingHandCursor)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self.up.emit(level))
        return made

    def show_path(self, block: str, place: str) -> None:
        """The block and the number in it."""
        self.block.setText(unmarked(block))
        self.block.setAccessibleName(tr("Back to {block}", block=block))
        self.block.setToolTip(plain(tr("Back to where {block} was opened", block=block)))
        self.marks[1].setVisible(bool(place))
        if place != self.place.full:
            self.place.show_text(place)
