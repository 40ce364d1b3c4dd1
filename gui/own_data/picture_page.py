"""The page on which pictures are looked at before they become a project: how far they are read, some of every class."""

import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from core.files import progress
from core.importing.picture_overview import PictureOverview, folder_overview
from core.importing.proposal import propose_project
from gui.own_data.page import FilePage, page_card
from gui.own_data.picture_cards import LeftOutCard, PictureFileCard, becomes_card
from gui.own_data.picture_rows import PictureRows
from gui.own_data.scrolled import MARGIN, scrolled, side_of
from gui.own_data.table_cards import AnswerCard, SplitCard, TableNotes
from gui.text.number_text import grouped
from gui.text.translation import tr
from gui.widgets import dialogs
from gui.widgets.basic import Elided, label


class PicturePage(FilePage):
    """Reads a folder while it is open, or shows what was found in a file."""

    _told = Signal(int, int)

    def __init__(self, path: Path, found: PictureOverview | None, background):
        super().__init__(background)
        self.path, self.found = Path(path), found
        self._stop = threading.Event()
        self.file, self.split, self.becomes = PictureFileCard(), SplitCard(), becomes_card()
        self.answer, self.notes, self.left_out = AnswerCard(), TableNotes(), LeftOutCard()
        self.cards = (self.file, self.split, self.becomes, self.answer, self.notes, self.left_out)
        self._build()
        self.file.wanted.connect(self.read)
        self.becomes.wanted.connect(self.use)
        self._told.connect(self._show_progress)
        if found is None:
            self.read(None)
        else:
            self.show_overview(found)

    def _build(self):
        self.side = side_of((self.file, self.split), self.becomes)
        self.row.addWidget(self.side)
        centre = QVBoxLayout()
        centre.setSpacing(MARGIN)
        self.centre = QStackedWidget()
        self.centre.addWidget(self._reading_card())
        self.centre.addWidget(self._rows_card())
        centre.addWidget(self.centre, 1)
        self.below = QWidget()
        self.below.setProperty("clear", True)
        below = QHBoxLayout(self.below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(MARGIN)
        for card in (self.answer, self.notes, self.left_out):
            below.addWidget(card, 1)
        centre.addWidget(self.below)
        self.row.addLayout(centre, 1)

    def _reading_card(self) -> QFrame:
        card, column = page_card(48)
        column.addStretch(1)
        self.told = label("Reading the pictures…", "", 16, 600)
        self.bar = QProgressBar()
        self.bar.setTextVisible(False)
        self.bar.setAccessibleName(tr("How far the pictures are read"))
        self.cancel = QPushButton(tr("Cancel"))
        self.cancel.clicked.connect(self.give_up)
        column.addWidget(self.told)
        column.addWidget(self.bar)
        column.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignLeft)
        column.addStretch(1)
        return card

    def _rows_card(self) -> QFrame:
        card, column = page_card()
        column.addWidget(label("Is every picture what it is called?", "", 16, 600))
        self.rows = PictureRows()
        column.addWidget(scrolled(self.rows), 1)
        self.foot = Elided()
        column.addWidget(self.foot)
        return card

    # ---- reading

    def read(self, wanted) -> None:
        """Read the folder, with the sizes, colours and answer of the data set `wanted` where one is given."""
        self._stop.set()
        stop = self._stop = threading.Event()
        self._show_reading(True)
        self._show_progress(0, 0)
        self.background.run(partial(_read, self.path, wanted, stop, self._told.emit), partial(self._looked, stop),
                            partial(self._refused, stop))

    def give_up(self) -> None:
        """Stop reading and go back: to what was read before, or away from the page."""
        self._stop.set()
        if self.found is None:
            self.given_up.emit()
        else:
            self.show_overview(self.found)

    def stop(self) -> None:
        """Read no further; the page goes."""
        self._stop.set()

    def _show_progress(self, done: int, total: int) -> None:
        self.bar.setRange(0, total)
        self.bar.setValue(done)
        self.told.setText(tr("Reading the pictures: {done} of {total}", done=grouped(done), total=grouped(total))
                          if total else tr("Reading the pictures…"))

    def _looked(self, stop, found):
        if stop is self._stop and found is not None:
            self.show_overview(found)

    def _refused(self, stop, sentence):
        if stop is not self._stop:
            return
        window = self.window()
        if self.found is None:
            self.given_up.emit()
        else:
            self.show_overview(self.found)
        dialogs.say(window, sentence)

    # ---- showing

    def _show_reading(self, reading: bool) -> None:
        self.centre.setCurrentIndex(0 if reading else 1)
        for card in (self.split, self.becomes, self.answer, self.notes, self.left_out):
            card.setVisible(not reading)
        self.file.show_reading(self.path)

    def show_overview(self, found: PictureOverview) -> None:
        """Show what was found."""
        self.found = found
        self._show_reading(False)
        for card in self.cards:
            card.show_overview(found)
        self.left_out.setVisible(bool(found.unreadable))
        span = found.dataset.describe().value_range or (0.0, 1.0)
        self.rows.show_rows(found.rows_shown, span, bool(found.classes))
        self.foot.show_text(tr("Some pictures of each class, as the network gets them.") if found.classes else
                            tr("Some pictures from the lowest to the highest value, as the network gets them."))

    def take_focus(self) -> None:
        """The keys to the button that is meant next."""
        (self.becomes.button if self.found is not None else self.cancel).setFocus(Qt.FocusReason.OtherFocusReason)

    def use(self) -> None:
        """Make the pictures a project."""
        if self.found is None or self.centre.currentIndex() == 0:
            return
        project = propose_project(self.found.dataset)
        project = replace(project, data=replace(project.data, split=self.split.split))
        self.used.emit(project, self.found.notes)


def _read(path: Path, wanted, stop: threading.Event, tell: Callable[[int, int], None]) -> PictureOverview | None:
    """What a folder holds; None where reading was given up. Runs in a thread."""
    def told(done: int, total: int) -> None:
        if stop.is_set():
            raise progress.GivenUp
        tell(done, total)
    try:
        with progress.told_to(told):
            return folder_overview(path, wanted)
    except progress.GivenUp:
        return None
