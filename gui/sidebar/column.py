"""The scrolling left column: Notes, Data, Layers and the form of the selection."""

from PySide6.QtCore import QPoint, Qt, QTimer, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.model.background import Background
from gui.sidebar.data_card import DataCard
from gui.sidebar.notes_card import NotesCard
from gui.sidebar.palette import LayerPalette
from gui.sidebar.selected_card import SelectedCard
from gui.widgets.basic import Card, label

GUTTER = 10
"""Room for the scroll bar beside the cards, in the gap to the canvas, so that it takes none of theirs."""


class LeftColumn(QScrollArea):
    """`layer_wanted(kind)` when a layer was clicked, `layer_dragged(kind, position)` when pulled out."""

    layer_wanted = Signal(str)
    layer_dragged = Signal(str, QPoint)
    own_data_wanted = Signal()
    painting_wanted = Signal()
    comparison_wanted = Signal(str)

    def __init__(self, document, selection, background: Background):
        super().__init__()
        self.document, self.selection = document, selection
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.background = background
        self.notes = self.data = self.layers = self.palette_small = self.selected = None
        self._fold_later: list[int] = []
        self._data_by_hand = self._notes_by_hand = False
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._make_room)
        self.start = self._start_card()
        inside = QWidget()
        inside.setProperty("clear", True)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        self.column.addWidget(self.start, 1)
        self.setWidget(inside)
        document.changed.connect(self.refresh)
        selection.node_changed.connect(self._selected)

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of a project; none before one was shown, for the first page has to come up fast."""
        return () if self.data is None else (self.data, self.layers, self.selected)

    def _make_cards(self):
        self.notes = NotesCard(self.document)
        self.notes.head.clicked.connect(self._notes_folded_by_hand)
        self.data = DataCard(self.document, self.background)
        self.data.own_action.triggered.connect(self.own_data_wanted)
        self.data.paint_action.triggered.connect(self.painting_wanted)
        self.data.head.clicked.connect(self._folded_by_hand)
        self.layers = Card("Layers", "drag, or press Insert")
        self.palette_small = self._connected(LayerPalette(compact=True))
        self.layers.body.addWidget(self.palette_small)
        self.selected = SelectedCard(self.document, self.selection)
        self.selected.comparison_wanted.connect(self.comparison_wanted)
        for card in (self.data, self.layers, self.notes, self.selected):
            self.column.addWidget(card, 1 if card is self.selected else 0)
        self.column.addStretch(0)
        self.selected.head.toggled.connect(self._share)
        self.fold(self._fold_later)

    def _share(self, unfolded: bool) -> None:
        """The last card takes the room that is left; while it is folded nobody does."""
        self.column.setStretchFactor(self.selected, int(unfolded))
        self.column.setStretch(self.column.count() - 1, int(not unfolded))

    def folded(self) -> list[int]:
        """The places of the cards that a person folded."""
        by_hand = [card is not self.data or self._data_by_hand for card in self.cards]
        return [place for place, card in enumerate(self.cards) if by_hand[place] and not card.head.isChecked()] \
            or self._fold_later

    def fold(self, places: list[int]) -> None:
        """Fold these cards as if by hand, and no others, now or when they are made."""
        self._fold_later = [] if self.cards else places
        for place, card in enumerate(self.cards):
            card.head.setChecked(place not in places)
            if card is self.data and place in places:
                self._data_by_hand = True

    @property
    def kept(self) -> tuple:
        """What was searched and unfolded, and how far the column is scrolled."""
        more = bool(self.cards) and self.palette_small.more.isChecked()
        return self.palette_wide.search.text(), more, self._data_by_hand, self.verticalScrollBar().value()

    def take_up(self, kept: tuple) -> None:
        """Have it as another column was; scrolled when the cards have their heights."""
        searched, more, by_hand, top = kept
        self.palette_wide.search.setText(searched)
        self._data_by_hand = by_hand
        if self.cards:
            self.palette_small.more.setChecked(more)
        QTimer.singleShot(0, self, lambda: self.verticalScrollBar().setValue(top))

    def _connected(self, palette: LayerPalette) -> LayerPalette:
        palette.wanted.connect(self.layer_wanted)
        palette.dragged.connect(self.layer_dragged)
        return palette

    def _start_card(self) -> Card:
        card = Card("Layers", "drag, or press Insert", foldable=False)
        self.palette_wide = self._connected(LayerPalette(compact=False))
        card.body.addWidget(self.palette_wide)
        card.body.addStretch(1)
        card.body.addWidget(label("Rest on a layer to read what it does.", "muted", 12, wrap=True))
        return card

    def show_start(self, on: bool) -> None:
        """Before a project is open: the whole palette, nothing else."""
        self.start.setVisible(on)
        if not on and self.data is None:
            self._make_cards()
        for card in self.cards:
            card.setVisible(not on)
        if self.notes is not None:
            self.notes.show_start(on)

    def set_card_width(self, width: int) -> None:
        """The width of the cards; the scroll bar has its room beside them."""
        self.setFixedWidth(width + GUTTER)
        self.widget().setFixedWidth(width)

    def refresh(self, project) -> None:
        """Follow the document."""
        if self.cards:
            self.notes.show_project(project)
            self.data.show_project(project)
            self.selected.refresh()

    def _selected(self, _) -> None:
        if self.cards:
            self.selected.refresh()
            self._soon.start()

    def leaveEvent(self, event):
        super().leaveEvent(event)
        if self.cards:
            self._soon.start()

    def _folded_by_hand(self) -> None:
        """Whoever folds or unfolds the data means it: from then on they stay so."""
        self._data_by_hand = True

    def _notes_folded_by_hand(self) -> None:
        self._notes_by_hand = True

    def write_notes(self) -> None:
        """The cursor into the notes of the project."""
        if self.cards:
            self.notes.write()
            self.ensureWidgetVisible(self.notes)

    def _make_room(self) -> None:
        """The form of a selected block is in sight at once: notes and data fold for as long where all have no room."""
        if self.underMouse():
            return  # nothing moves away under the pointer; when it leaves is soon enough
        block = self.selection.node not in ("", *self.document.ports)
        by_hand = {self.notes: self._notes_by_hand or self.notes.isHidden(), self.data: self._data_by_hand}
        folding = [card for card, own in by_hand.items() if not own]
        shown = [card for card in (self.notes, *self.cards) if not card.isHidden()]
        whole = sum(card.sizeHint().height() + self.column.spacing() for card in shown)
        whole += sum(card.content.sizeHint().height() for card in folding if not card.head.isChecked())
        for card in folding:
            fits = not block or whole <= self.viewport().height()
            whole -= 0 if fits else card.content.sizeHint().height()
            card.head.setChecked(fits)
        self.widget().adjustSize()
        self.column.activate()
        form, room = self.selected.geometry(), self.viewport().height()
        hidden = min(form.top(), form.top() + self.selected.layout().totalHeightForWidth(form.width()) - room)
        self.verticalScrollBar().setValue(max(hidden, 0) if self.selection.node else 0)

    def focus_form(self) -> None:
        """F2: the cursor into the first field of the selection, scrolled into sight."""
        self.selected.head.setChecked(True)
        self.selected.form.focus_first()
        self.ensureWidgetVisible(self.selected)
