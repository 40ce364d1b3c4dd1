"""The start page: one question, six projects that are ready to train, recent files, and the two other ways to begin."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.project.examples import starters
from gui.shell.recent_files import RecentFiles, there
from gui.shell.starter_card import LEAST, USUAL, StarterCard
from gui.shell.starter_pictures import picture
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.arrow_walk import WALKS, walk
from gui.widgets.basic import label

THREE_COLUMNS = 900
WIDEST = 1030
ENTERS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
HELD = (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier |
        Qt.KeyboardModifier.MetaModifier)
"""With one of these a key is a command of the window."""


ROOM_FOR_SEARCH = 1.25
"""The size of text up to which the field stands beside the buttons."""


class StartPage(QFrame):
    """`starter_chosen(starter)`, `nothing_chosen`, `data_chosen`, `recent_chosen(path)`; pictures are computed in the
    background. Tab and the arrow keys walk through everything that can be chosen, Enter and Space choose it."""

    starter_chosen = Signal(object)
    nothing_chosen = Signal()
    data_chosen = Signal()
    recent_chosen = Signal(object)
    projects_wanted = Signal(str)
    """All projects by topic, or those that fit a search."""

    def __init__(self, background):
        super().__init__()
        self.background = background
        self.setProperty("card", True)
        self.asked = False
        self.cards = [StarterCard(starter) for starter in starters()]
        self.recent = RecentFiles()
        self.recent.chosen.connect(self.recent_chosen)
        self._recent_asked = 0
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
        self.recent.setMaximumWidth(theme.px(WIDEST))
        lower = QHBoxLayout()
        lower.addStretch(1)
        lower.addWidget(self.recent, 100)
        lower.addStretch(1)
        column.addLayout(lower)
        column.addLayout(self._buttons())
        column.addSpacing(10)
        drop.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(drop)
        column.addStretch(1)
        self._scroll(page)
        for choice in (*self.cards, *self.recent.buttons, *self.buttons):
            choice.installEventFilter(self)
        self._arrange(3)

    def _scroll(self, page: QWidget) -> None:
        """Large type may need more height than the window has."""
        self.around = QScrollArea()
        self.around.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.around.setWidgetResizable(True)
        self.around.setWidget(page)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, 1)
        whole.addWidget(self.around)

    def _buttons(self) -> QVBoxLayout:
        """The ways beside the cards: in one row, in two where the text is large."""
        rows = QVBoxLayout()
        self.buttons = []
        for text, glyph, chosen in (("Start from nothing", "plus", self.nothing_chosen.emit),
                                    ("Open your own data", "folder", self.data_chosen.emit),
                                    ("All projects", "search", partial(self.projects_wanted.emit, ""))):
            button = QPushButton(f"  {tr(text)}")
            button.setProperty("plain", True)
            button.setAccessibleName(tr(text))
            button.setFont(theme.font(13, 500))
            button.setCursor(Qt.CursorShape.PointingHandCursor)
            theme.set_icon(button, glyph, "text", 16)
            button.clicked.connect(lambda _=False, chosen=chosen: chosen())
            self.buttons.append(button)
        large = theme.text_scale() > ROOM_FOR_SEARCH
        for choices in ((self.buttons[:2], self.buttons[2:]) if large else (self.buttons,)):
            row = QHBoxLayout()
            row.setSpacing(16)
            row.addStretch(1)
            for button in choices:
                row.addWidget(button)
            rows.addLayout(row)
        search = self._search()
        if large:
            search.hide()  # there is no room; the list of all projects has the same field
        row.addWidget(search, 4)
        for place in range(rows.count()):
            rows.itemAt(place).layout().addStretch(1)
        return rows

    def _search(self) -> QLineEdit:
        """A line that finds projects by a word; Enter shows them."""
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a project…"))
        self.search.setAccessibleName(tr("Find a project"))
        self.search.setFont(theme.font(13))
        self.search.setMaximumWidth(theme.px(330))
        self.search.addAction(theme.icon("search", "muted", 16), QLineEdit.ActionPosition.LeadingPosition)
        self.search.returnPressed.connect(lambda: self.projects_wanted.emit(self.search.text()))
        return self.search

    def hold(self, on: bool) -> None:
        """Show nothing yet: another project is being opened, and a first page that flashes by is a riddle."""
        for child in self.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly):
            child.setVisible(not on)

    # ---- recent files

    def show_recent(self, paths: list[Path]) -> None:
        """Offer these files, as far as they are still there; a drive that is slow to answer holds nothing up."""
        self._recent_asked += 1
        self.background.run(partial(there, paths), partial(self._show_recent, self._recent_asked))

    def _show_recent(self, asked, paths):
        if asked == self._recent_asked:
            self.recent.show_paths(paths)
            self._make_room()

    # ---- keys

    def take_focus(self) -> None:
        """Enter opens the first project, unless something else on this page was chosen already."""
        here = QApplication.focusWidget()
        if here is None or not self.isAncestorOf(here):
            self.cards[0].setFocus()

    def rows(self) -> list[list[QWidget]]:
        """Everything that can be chosen, as it stands on the page."""
        cards = [self.cards[first:first + self.columns] for first in range(0, len(self.cards), self.columns)]
        return [row for row in (*cards, *self.recent.rows(), self.buttons) if row]

    def eventFilter(self, watched, event):
        kind = event.type()
        if kind == QEvent.Type.FocusIn:
            self._bring_into_sight(watched)
        elif kind in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress) and not event.modifiers() & HELD:
            if event.key() in WALKS:
                if kind == QEvent.Type.KeyPress:
                    walk(self.rows(), watched, *WALKS[event.key()])
                event.accept()
                return True
            if event.key() in ENTERS:
                if kind == QEvent.Type.KeyPress and not event.isAutoRepeat():
                    watched.click()
                event.accept()
                return True
        return super().eventFilter(watched, event)

    def _bring_into_sight(self, choice: QWidget) -> None:
        """With the question over it, where that is the first row."""
        if choice in self.rows()[0]:
            self.around.verticalScrollBar().setValue(0)
        else:
            self.around.ensureWidgetVisible(choice, 0, theme.px(12))

    # ---- pictures and room

    def draw_cards(self) -> None:
        """Have the pictures computed, once; called after the first paint."""
        if not self.asked:
            self.asked = True
            for card in self.cards:
                self.background.run(partial(picture, card.starter), card.show_picture)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        large = (1 + theme.text_scale()) / 2
        columns = 3 if self.width() >= THREE_COLUMNS * large else 2
        self._arrange(columns)
        self.recent.arrange(columns)
        self._make_room()

    def _make_room(self) -> None:
        """Lower pictures, where everything then stands on the page at once."""
        lines = -(-len(self.cards) // self.columns)
        high = theme.px(USUAL)
        self._draw_high(high)
        short = -self._spare()
        if short > 0:
            self._draw_high(max(high - -(-short // lines), theme.px(LEAST)))

    def _spare(self) -> int:
        """Pixels of height that are left over."""
        layout = self.around.widget().layout()
        for part in (self.grid.parentWidget(), self.recent):
            part.layout().invalidate()
            part.updateGeometry()  # it would hear of its own children with the next event alone
        layout.invalidate()
        return self.height() - 2 - layout.totalHeightForWidth(self.width() - 2)

    def _draw_high(self, high: int) -> None:
        for card in self.cards:
            card.set_drawn(high)

    def _arrange(self, columns: int) -> None:
        if columns == self.columns:
            return
        self.columns = columns
        for card in self.cards:
            self.grid.removeWidget(card)
        for index, card in enumerate(self.cards):
            self.grid.addWidget(card, index // columns, index % columns)
