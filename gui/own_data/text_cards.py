"""The cards beside a text that is looked at: how it is read, how it is split, what it becomes; its vocabulary."""

from msgspec.structs import replace
from PySide6.QtCore import Signal

from core.datasets.base import Description
from core.datasets.text_units import UNITS
from core.importing.text_overview import TextOverview
from core.project.spec import Split
from gui.forms.form import Form
from gui.own_data.count_rows import CountRows
from gui.own_data.scrolled import scrolled
from gui.own_data.table_cards import BecomesCard
from gui.sidebar.split_bar import SplitBar
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, Elided, label
from gui.widgets.link import link

CUT = ("unit", "words", "merges")
"""What says how a text is cut; the rest says what becomes of the pieces."""


class TextFileCard(Card):
    """Which text, and how it is read. `wanted(dataset)` when that is to be another way, `otherwise(kind, form)` when
    as a table."""

    wanted = Signal(object)
    otherwise = Signal(str, object)

    def __init__(self):
        super().__init__("File", foldable=False)
        self.name, self.facts = Elided("", "", 13), Elided()
        self.name.setFont(theme.font(13, 600))
        self.words = label("", "muted", 12, wrap=True)
        self.forms: tuple[Form, ...] = ()
        self.table = link("Read it as a table", lambda: self.otherwise.emit("table", None))
        for widget in (self.name, self.facts, self.words, self.table):
            self.body.addWidget(widget)

    def show_text(self, found: TextOverview, dataset) -> None:
        """Show the file and how it is read."""
        size = found.size
        weight = f"{size / 1e6:.1f} MB" if size >= 1e6 else f"{max(size // 1000, 1)} kB"
        lines = counted(found.lines, "{n} line", "{n} lines", n=grouped(found.lines))
        self.name.show_text(found.path.name)
        self.facts.show_text(f"{lines} · {weight} · {found.letters}")
        if not self.forms:
            self.forms = Form(dataset, only=CUT), Form(dataset, without=("path", *CUT))
            for place, form in enumerate(self.forms):
                form.edited.connect(lambda made, *_: self.wanted.emit(made))
                self.body.insertWidget(2 + place, form)
        for form in self.forms:
            form.show_value(dataset)
        self.forms[0].rows["words"].setVisible(dataset.by_words)
        self.forms[0].rows["merges"].setVisible(dataset.merging)
        words = found.notes(dataset)
        self.words.setText(" ".join(words))
        self.words.setVisible(bool(words))


class PlaceSplitCard(Card):
    """How the windows of a text are split: by their place alone."""

    def __init__(self):
        super().__init__("Split", foldable=False)
        self.split, self.bar = Split(), SplitBar()
        self.bar.edited.connect(self._edited)
        self.body.addWidget(self.bar)
        self.body.addWidget(label("By place: the end of the text is kept for validation and test, and no window "
                                  "reaches across a border.", "muted", 12, wrap=True))

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
