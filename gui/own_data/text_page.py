"""The page on which a text is looked at before it becomes a project: what does the network read of it?"""

from functools import partial

from msgspec.structs import replace
from PySide6.QtWidgets import QFrame, QVBoxLayout

from core.importing.proposal import propose_project
from core.importing.text_overview import TextOverview, text_overview
from core.text.errors import DataError
from gui.own_data.merge_card import MergeCard
from gui.own_data.page import FilePage, KeptPage, page_card
from gui.own_data.scrolled import MARGIN, scrolled, side_of
from gui.own_data.text_cards import PlaceSplitCard, TextBecomesCard, TextFileCard, VocabularyCard
from gui.own_data.token_text import TokenText
from gui.text.translation import tr
from gui.widgets.basic import Elided, label


class TextPage(FilePage):
    """Everything about one text."""

    def __init__(self, found: TextOverview, background):
        super().__init__(background)
        self.found, self.dataset = found, found.dataset
        self.file, self.becomes = TextFileCard(), TextBecomesCard()
        self.split = PlaceSplitCard(label("By place: the end of the text is kept for validation and test, and no "
                                          "window reaches across a border.", "muted", 12, wrap=True))
        self.vocabulary, self.merges = VocabularyCard(), MergeCard()
        self._build()
        self.file.wanted.connect(self.wish)
        self.merges.wanted.connect(lambda number: self.wish(replace(self.dataset, merges=number)))
        self.becomes.wanted.connect(self.use)
        self.show_dataset(self.dataset)

    def _build(self):
        self.row.addWidget(side_of((self.file, self.split), self.becomes))
        self.row.addWidget(self._text_card(), 3)
        counts = QVBoxLayout()
        counts.setSpacing(MARGIN)
        counts.addWidget(self.merges, 1)
        counts.addWidget(self.vocabulary, 1)
        self.row.addLayout(counts, 2)

    def _text_card(self) -> QFrame:
        card, column = page_card()
        self.text, self.foot = TokenText(), Elided()
        column.addWidget(label("What does the network read?", "", 16, 600))
        column.addWidget(scrolled(self.text), 1)
        column.addWidget(self.foot)
        return card

    def show_dataset(self, dataset) -> None:
        """Show the text as it is taken so."""
        self.dataset = dataset
        self.file.show_text(self.found, dataset)
        try:
            description, trouble = dataset.describe(), ""
            network = propose_project(dataset).network
            net = " · ".join(tr(node.layer.shown_name()) for node in network.nodes)
        except DataError as error:
            description, trouble, net = None, str(error), ""
        self.becomes.show_becomes(dataset, description, trouble, net)
        self.split.show_count(description.count if description is not None else 0)
        sound = dataset.facts.sound
        self.merges.setVisible(sound and dataset.merging)
        self.vocabulary.setVisible(sound)
        if not sound:
            return
        self.vocabulary.show_text(dataset)
        if dataset.merging:
            self.merges.show_text(dataset)
        numbers, names = dataset.tokens_of(self.found.beginning), dataset.names
        newest = len(names) - 1 if dataset.merging and dataset.merges else -1
        self.text.show_tokens(numbers, names, newest)
        self.foot.show_text(tr("The beginning of the text: {count} {parts} on grounds of their own.",
                               count=len(self.text.tokens), parts=tr(dataset.parts)))

    @property
    def kept(self):
        return super().kept._replace(own=self.dataset)

    def take_up(self, kept: KeptPage) -> None:
        """Stand where another page stood."""
        self.split.split = kept.split
        self.show_dataset(kept.own)

    def wish(self, dataset) -> None:
        """Take the text as a person wants it. Other letters mean that it is read again; what cannot be read so stays as
        it was."""
        if dataset.encoding == self.dataset.encoding:
            self.show_dataset(dataset)
            return
        self.look(partial(text_overview, self.found.path, dataset), self._looked_at,
                  lambda: self.show_dataset(self.dataset))

    def _looked_at(self, found: TextOverview) -> None:
        self.found = found
        self.show_dataset(found.dataset)

    def use(self) -> None:
        """Make the text a project, where it can be one."""
        try:
            project = propose_project(self.dataset)
        except DataError:
            return  # the card says why
        self.used.emit(replace(project, data=replace(project.data, split=self.split.split)),
                       self.found.notes(self.dataset))

    def stop(self) -> None:
        super().stop()
        self.merges.stop()
