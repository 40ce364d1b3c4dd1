"""The page on which a table is looked at before it becomes a project: is every column what it says?"""

from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from core.data.prepare import prepare
from core.datasets.base import Dataset
from core.exploration.repeats import Repeats, repeats
from core.importing.overview import Overview, Wishes, overview
from core.importing.proposal import propose_project
from core.text.errors import LayerlabError
from gui.own_data.column_strip import ColumnStrip, RowNumbers
from gui.own_data.page import FilePage, KeptPage, page_card
from gui.own_data.scrolled import MARGIN, scrolled, side_of
from gui.own_data.table_cards import AnswerCard, BecomesCard, GapsCard, SplitCard, TableFileCard, TableNotes
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.translation import tr
from gui.views.repeats import sentences
from gui.widgets.basic import Elided, label

MOST_SHOWN = 80
"""Columns that are drawn at once; the others are found by their name."""
MOST_COMPARED = 100_000
"""Rows that are compared with one another while the page is looked at."""


def table_repeats(dataset: Dataset) -> Repeats | None:
    """What is there twice, and which columns answer alone, as the table would be dealt; None where it cannot be read
    so. Runs in a thread."""
    try:
        return repeats(prepare(propose_project(dataset).data))
    except LayerlabError:
        return None  # said where the table is used


class TablePage(FilePage):
    """Everything about one file."""

    keys = (("Tab", "next column"), ("T", "type"), ("A", "answer"), *FilePage.keys)

    def __init__(self, found: Overview, background):
        super().__init__(background)
        self.path = Path(found.path)
        self.found = found
        self.wishes = self.heard = Wishes(found.form)
        self.strips: list[ColumnStrip] = []
        self.file, self.split, self.becomes = TableFileCard(), SplitCard(), BecomesCard()
        self.answer, self.notes, self.gaps = AnswerCard(), TableNotes(), GapsCard()
        self.cards = (self.file, self.split, self.becomes, self.answer, self.notes, self.gaps)
        self._build()
        self.file.wanted.connect(lambda form: self.wish(replace(self.wishes, form=form)))
        self.gaps.missing_wanted.connect(lambda choice: self.wish(replace(self.wishes, missing=choice)))
        self.becomes.wanted.connect(self.use)
        self.on_keys(("A",), self._answer_here)
        self.on_keys(("T",), self._type_here)
        self.show_overview(found)

    def _build(self):
        self.row.addWidget(side_of((self.file, self.split), self.becomes))
        centre = QVBoxLayout()
        centre.setSpacing(MARGIN)
        centre.addWidget(self._table_card(), 1)
        below = QHBoxLayout()
        below.setSpacing(MARGIN)
        for card in (self.answer, self.notes, self.gaps):
            below.addWidget(card, 1)
        centre.addLayout(below)
        self.row.addLayout(centre, 1)

    def _table_card(self) -> QFrame:
        card, column = page_card()
        head = QHBoxLayout()
        head.addWidget(label("Is every column what it says?", "", 16, 600))
        head.addWidget(Elided(tr("Click a type to change it, or to make its column the answer.")), 1)
        self.search = QLineEdit()
        self.search.setPlaceholderText(tr("Find a column"))
        self.search.setAccessibleName(tr("Find a column"))
        self.search.setFixedWidth(theme.px(180))
        self.search.textChanged.connect(lambda _: self._show_columns())
        head.addWidget(self.search)
        column.addLayout(head)
        self.area = scrolled(QWidget())
        column.addWidget(self.area, 1)
        self.foot = Elided()
        column.addWidget(self.foot)
        return card

    # ---- showing

    def show_overview(self, found: Overview) -> None:
        """Show what was found out."""
        self.found, self.heard = found, self.wishes
        for card in self.cards:
            card.show_overview(found)
        self._show_columns()
        if found.dataset is not None and not found.trouble and found.left <= MOST_COMPARED:
            self.background.run(partial(table_repeats, found.dataset), partial(self._compared, self.asked))

    def _compared(self, number, repeats):
        if number == self.asked and repeats is not None:
            self.notes.show_leaks(self.found, sentences(repeats))

    def _show_columns(self):
        focus = self._strip_with_focus()
        word, found = self.search.text().strip().lower(), self.found
        named = [view for view in found.columns if word in view.column.name.lower()]
        used = [view for view in found.columns if view.column.used]
        tinted = tuple(any(view.cells[row] is None for view in used) for row in range(len(found.lines)))
        inside = QWidget()
        inside.setProperty("clear", True)
        row = QHBoxLayout(inside)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(RowNumbers(found.lines), 0, Qt.AlignmentFlag.AlignTop)
        self.strips = []
        for view in named[:MOST_SHOWN]:
            strip = ColumnStrip(view, view.column.name in found.answers, found.classes, tinted)
            strip.kind_wanted.connect(lambda name, kind: self.wish(self.wishes.with_kind(name, kind)))
            strip.answer_wanted.connect(lambda name: self.wish(replace(self.wishes, target=name)))
            strip.also_wanted.connect(lambda name: self.wish(self.wishes.with_also(name)))
            row.addWidget(strip, 1, Qt.AlignmentFlag.AlignTop)
            self.strips.append(strip)
        row.addStretch()
        self.area.setWidget(inside)
        more = len(named) - len(self.strips)
        words = tr("{some} of {all} rows, from the start, the middle and the end. Tinted: a value is missing.",
                   some=len(found.lines), all=grouped(found.rows))
        self.foot.show_text(words + (" " + tr("{count} more columns: find them by name.", count=grouped(more))
                                     if more else ""))
        if focus:
            self._focus(focus)

    def _strip_with_focus(self) -> str:
        return next((strip.view.column.name for strip in self.strips if strip.pill.hasFocus()), "")

    def _focus(self, name: str) -> None:
        for strip in self.strips:
            if strip.view.column.name == name:
                strip.pill.setFocus(Qt.FocusReason.OtherFocusReason)

    def take_focus(self) -> None:
        """The keys to the first column."""
        if self.strips:
            self.strips[0].pill.setFocus(Qt.FocusReason.OtherFocusReason)

    @property
    def kept(self):
        return super().kept._replace(own=(self.wishes, self.heard, self.search.text()))

    def take_up(self, kept: KeptPage) -> None:
        """Stand where another page stood; what it was still looking at is looked at again."""
        wished, self.wishes, words = kept.own
        super().take_up(kept)
        self.search.setText(words)
        if wished != self.heard:
            self.wish(wished)

    def say_again(self) -> None:
        self.wish(self.wishes)

    # ---- doing

    def wish(self, wishes: Wishes) -> None:
        """Look at the table again, as a person says that it is. What cannot be read stays as it was."""
        before, self.wishes = self.wishes, wishes
        self.look(partial(overview, self.path, wishes), self.show_overview, partial(self._back_to, before))

    def _back_to(self, wishes: Wishes) -> None:
        self.wishes = wishes
        self.file.show_overview(self.found)

    def use(self) -> None:
        """Make the table a project, where it can be one."""
        found = self.found
        if found.dataset is None or found.trouble:
            return
        project = propose_project(found.dataset)
        project = replace(project, data=replace(project.data, split=self.split.split))
        self.used.emit(project, found.notes)

    def _answer_here(self):
        if name := self._strip_with_focus():
            self.wish(replace(self.wishes, target=name))

    def _type_here(self):
        for strip in self.strips:
            if strip.pill.hasFocus():
                strip.pill.open()
