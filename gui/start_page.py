"""The first page: one question, six projects that are ready to train, and the two other ways to begin."""

from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from core.examples import starters
from gui import theme
from gui.starter_card import StarterCard
from gui.starter_pictures import picture
from gui.widgets import label
from gui.words import tr

THREE_COLUMNS = 900
WIDEST = 1030


class StartPage(QFrame):
    """`starter_chosen(starter)`, `nothing_chosen`, `data_chosen`; pictures are reckoned in the background."""

    starter_chosen = Signal(object)
    nothing_chosen = Signal()
    data_chosen = Signal()

    def __init__(self, background):
        super().__init__()
        self.background = background
        self.setProperty("card", True)
        self.asked = False
        self.cards = [StarterCard(starter) for starter in starters()]
        self.grid = QGridLayout()
        self.grid.setSpacing(20)
        self.columns = 0
        for card in self.cards:
            card.clicked.connect(partial(self.starter_chosen.emit, card.starter))
        holder = QWidget()
        holder.setProperty("clear", True)
        holder.setMaximumWidth(theme.px(WIDEST))
        holder.setLayout(self.grid)
        self.grid.setContentsMargins(0, 0, 0, 0)
        middle = QHBoxLayout()
        middle.addStretch(1)
        middle.addWidget(holder, 100)
        middle.addStretch(1)
        question = label("What should a network learn today?", "", 22, 600)
        ready = label("Open a project that is ready to train, and change it as you like. "
                      "Nothing you do here can break it.", "muted", 13, wrap=True)
        drop = label("or drop a project, a CSV table or a pair of IDX files anywhere in this window", "muted", 12,
                     wrap=True)
        page = QWidget()
        page.setProperty("clear", True)
        column = QVBoxLayout(page)
        column.setContentsMargins(24, 16, 24, 16)
        column.setSpacing(0)
        column.addStretch(1)
        for widget, gap in ((question, 10), (ready, 22)):
            widget.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(widget)
            column.addSpacing(gap)
        column.addLayout(middle)
        column.addSpacing(20)
        column.addLayout(self._buttons())
        column.addSpacing(10)
        drop.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(drop)
        column.addStretch(1)
        # Large type may need more height than the window has.
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(scroll)
        self._arrange(3)

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addStretch(1)
        for text, glyph, signal in (("Start from nothing", "plus", self.nothing_chosen),
                                    ("Open your own data", "folder", self.data_chosen)):
            button = QPushButton(f"  {tr(text)}")
            button.setProperty("plain", True)
            button.setAccessibleName(tr(text))
            button.setFont(theme.font(13, 500))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            theme.set_icon(button, glyph, "text", 16)
            button.clicked.connect(signal)
            row.addWidget(button)
        row.addStretch(1)
        return row

    def hold(self, on: bool) -> None:
        """Show nothing yet: another project is being opened, and a first page that flashes by is a riddle."""
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.setVisible(not on)

    def draw_cards(self) -> None:
        """Have the pictures reckoned, once; called after the first paint."""
        if not self.asked:
            self.asked = True
            for card in self.cards:
                self.background.run(partial(picture, card.starter), card.show_picture)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        large = (1 + theme.text_scale()) / 2
        self._arrange(3 if self.width() >= THREE_COLUMNS * large else 2)

    def _arrange(self, columns: int) -> None:
        if columns == self.columns:
            return
        self.columns = columns
        for card in self.cards:
            self.grid.removeWidget(card)
        for index, card in enumerate(self.cards):
            self.grid.addWidget(card, index // columns, index % columns)
