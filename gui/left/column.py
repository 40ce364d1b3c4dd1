"""The left column: what goes in. Data, Layers and the form of the selection, in a column that scrolls."""

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from gui.background import Background
from gui.left.data_card import DataCard
from gui.left.palette import LayerPalette
from gui.left.selected_card import SelectedCard
from gui.widgets import Card, label

GUTTER = 10
"""Room for the scroll bar beside the cards, in the gap to the canvas, so that it takes none of theirs."""


class LeftColumn(QScrollArea):
    """`layer_wanted(kind)` when a layer was clicked, `layer_dragged(kind, position)` when pulled out."""

    layer_wanted = Signal(str)
    layer_dragged = Signal(str, QPoint)

    def __init__(self, document, selection, background: Background):
        super().__init__()
        self.document, self.selection = document, selection
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.data = DataCard(document, background)
        self.layers = Card("Layers", "drag, or press Insert")
        self.palette_small = LayerPalette(compact=True)
        self.layers.body.addWidget(self.palette_small)
        self.selected = SelectedCard(document, selection)
        self.start = self._start_card()
        inside = QWidget()
        inside.setProperty("clear", True)
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(0, 0, 0, 0)
        self.column.setSpacing(12)
        for card in (self.start, self.data, self.layers, self.selected):
            self.column.addWidget(card)
        self.column.setStretchFactor(self.selected, 1)
        self.column.setStretchFactor(self.start, 1)
        self.setWidget(inside)
        for palette in (self.palette_small, self.palette_wide):
            palette.wanted.connect(self.layer_wanted)
            palette.dragged.connect(self.layer_dragged)
        document.changed.connect(self.refresh)
        selection.node_changed.connect(lambda _: self.selected.refresh())
        self.show_start(False)

    def _start_card(self) -> Card:
        card = Card("Layers", "drag, or press Insert", foldable=False)
        self.palette_wide = LayerPalette(compact=False)
        card.body.addWidget(self.palette_wide)
        card.body.addStretch(1)
        card.body.addWidget(label("Rest on a layer to read what it does.", "muted", 12, wrap=True))
        return card

    def show_start(self, on: bool) -> None:
        """Before a project is open: the whole palette, nothing else."""
        self.start.setVisible(on)
        for card in (self.data, self.layers, self.selected):
            card.setVisible(not on)

    def set_card_width(self, width: int) -> None:
        """The width of the cards; the scroll bar has its room beside them."""
        self.setFixedWidth(width + GUTTER)
        self.widget().setFixedWidth(width)

    def refresh(self, project) -> None:
        """Follow the document."""
        self.data.show_project(project)
        self.selected.refresh()

    def focus_form(self) -> None:
        """F2: the cursor into the first field of the selection, scrolled into sight."""
        self.selected.head.setChecked(True)
        self.selected.form.focus_first()
        self.ensureWidgetVisible(self.selected)
