"""The cards beside a text that is looked at: how it is read, how it is split, what it becomes; its vocabulary."""

from msgspec.structs import replace
from PySide6.QtWidgets import QLabel

from core.datasets.base import Description
from core.datasets.text_units import UNITS
from core.importing.text_overview import TextOverview
from core.project.spec import Split
from gui.forms.form import Form
from gui.own_data.count_rows import CountRows
from gui.own_data.file_card import FileCard, size_words
from gui.own_data.scrolled import scrolled
from gui.own_data.table_cards import BecomesCard
from gui.sidebar.split_bar import SplitBar
from gui.text.number_text import grouped
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, Elided
from gui.widgets.link import link

CUT = ("unit", "words", "merges")
"""What says how a text is cut; the rest says what becomes of the pieces."""


class TextFileCard(FileCard):
    """Which text, and how it is read: how it is cut above, the rest below."""

    def __init__(self):
        super().__init__()
        self.more: Form | None = None
        self.table = link("Read it as a table", lambda: self.otherwise.emit("table", None))
        self.add(self.table)

    def show_text(self, found: TextOverview, dataset) -> None:
        """Show the file and how it is read."""
        lines = counted(found.lines, "{n} line", "{n} lines", n=grouped(found.lines))
        self.show_file(found.path, lines, size_words(found.size), found.letters)
        self.show_form(dataset, only=CUT)
        if self.more is None:
            self.more = self.added_form(dataset, without=("path", *CUT))
        self.more.show_value(dataset)
        self.form.rows["words"].setVisible(dataset.by_words)
        self.form.rows["merges"].setVisible(dataset.merging)
        self.show_words(" ".join(found.notes(dataset)))


class PlaceSplitCard(Card):
    """How windows over a row of values are split: by their place alone."""

    def __init__(self, words: QLabel):
        super().__init__("Split", foldable=False)
        self.split, self.bar = Split(), SplitBar()
        self.bar.edited.connect(self._edited)
        self.body.addWidget(self.bar)
        self.body.addWidget(words)

    def show_count(self, count: int) -> None:
        """Show the split of so many windows."""
        self.bar.show_split(self.split, count)

    def _edited(self, split, _gesture):
        self.split = replace(self.split, validation=split.validation, test=split.test)


class TextBecomesCard(BecomesCard):
    """What a text becomes, and the button that makes it so."""

    def __init__(self):
        super().__init__({"windows": "Windows", "tokens": "Tokens", "vocabulary": "Vocabulary", "net": "First net"},
                         "Use this text")

    def show_becomes(self, dataset, description: Description | None, trouble: str, net: str) -> None:
        """Show what it becomes, or why it becomes nothing."""
        words = dict.fromkeys(self.values, "–")
        if description is not None:
            words = {"windows": grouped(description.count), "net": net, "vocabulary": grouped(len(dataset.tokens)),
                     "tokens": f"{grouped(dataset.length)} {tr(dataset.parts)}"}
        self.show_words(words, description is not None, trouble)


class VocabularyCard(Card):
    """Every token with how often it occurs, the most frequent first."""

    def __init__(self):
        super().__init__("Vocabulary", foldable=False)
        self.rows, self.facts = CountRows(), Elided()
        self.body.addWidget(scrolled(self.rows), 1)
        self.body.addWidget(self.facts)

    def show_text(self, dataset) -> None:
        """Show the tokens of a text."""
        counts = UNITS[dataset.unit].counts(dataset.facts, dataset.kept).tolist()
        rows = sorted(zip(dataset.names, counts, strict=True), key=lambda row: -row[1])
        self.rows.show_rows([row for row in rows if row[1] > 0])
        unseen = sum(count <= 0 for count in counts)
        self.facts.show_text(counted(unseen, "{n} token does not occur", "{n} tokens do not occur", n=grouped(unseen))
                             if unseen else "")
