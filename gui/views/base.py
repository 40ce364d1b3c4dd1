"""The base class of views: a title, what it needs from a snapshot of training, and how it draws it."""

from typing import ClassVar

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedLayout, QVBoxLayout, QWidget

from core.datasets.base import Description
from core.inspection.needs import Snapshot
from core.project.network import Check
from core.session.history import History
from core.text.formula.line import in_line
from gui.drawing.block_names import spoken
from gui.drawing.moment import shown_sample
from gui.model.document import Document
from gui.model.selection import Selection
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.basic import label

QUESTIONS = {"data": "What is in the data?", "learn": "How does it learn?", "layer": "What does a layer do?",
             "wrong": "Where is it wrong?", "why": "Why this answer?"}
"""What views are asked, in the order of the gallery."""
ONCE = 3600.0
"""For needs whose result never changes while training runs."""
SLOWLY = 0.4
"""Seconds between two results of a need that covers a whole split, while training runs."""


VIEWS: list[type["Panel"]] = []
"""Every view that has joined."""


def view(kind: type["Panel"]) -> type["Panel"]:
    """Class decorator: join the views of the gallery."""
    VIEWS.append(kind)
    return kind


class Panel(QWidget):
    """The content of a card; the card shows title and note. Hidden panels are asked for nothing.

    `note_changed` when the note reads otherwise, `needs_changed` when other data is wanted, as
    when it is shown or hidden.
    """

    title: ClassVar[str] = ""
    short: ClassVar[str] = ""
    """The title on a narrow tab; the title itself where empty."""
    meaning: ClassVar[str] = ""
    """The tooltip of the title."""
    formula: ClassVar[str] = ""
    """What it shows in symbols (TeX), for the gallery."""
    question: ClassVar[str] = "layer"
    """The question that it answers, one of `QUESTIONS`."""
    glyph: ClassVar[str] = "picture"
    """Its picture in the gallery, of resources/icons."""
    usual: ClassVar[bool] = True
    """Stands in the column unasked; the others are added from the gallery."""
    place: ClassVar[int] = 1000
    """Its place in the column and the gallery; those of equal places stand in the order in which they joined."""
    origin: ClassVar[type["Panel"] | None] = None
    """The view of which this is another one (`gui.views.chosen.another`)."""
    minimum_height: ClassVar[int] = 200
    share: ClassVar[int] = 20
    """Its height in a column against that of the others."""
    own_head: ClassVar[bool] = False
    """Writes its own title."""
    follows: ClassVar[bool] = False
    """Shows the chosen block, and can be pinned to it."""
    of_network: ClassVar[bool] = True
    """Shows what the network computes, and nothing of one that cannot compute."""

    explanation_wanted = Signal(str, tuple)
    """A block, and a place in its output with −1 for what is left open."""
    note_changed = Signal()
    needs_changed = Signal()

    def __init__(self, document: Document, selection: Selection, runner):
        super().__init__()
        self.document, self.selection, self.runner = document, selection, runner
        self._said, self.shorter = "", ()
        self.why = label("", "muted", 13, wrap=True)
        self.why.setAlignment(Qt.AlignmentFlag.AlignCenter)
        """Stands in place of everything while there is nothing to show."""
        inside = QWidget()
        inside.setProperty("clear", True)
        self.body = QVBoxLayout(inside)
        self.body.setContentsMargins(0, 0, 0, 0)
        self.body.setSpacing(8)
        self.pages = QStackedLayout(self)
        for page in (inside, self.why):
            self.pages.addWidget(page)
        self.setProperty("clear", True)
        self.setAccessibleName(tr(self.title))
        theme.signals.changed.connect(self.restyle)

    @classmethod
    def least_height(cls) -> int:
        """Its smallest height at the size of text in use: half of what is drawn are words."""
        return round(cls.minimum_height * (1 + theme.text_scale()) / 2)

    @classmethod
    def accepts(cls, check: Check, description: Description) -> bool:
        """Whether this view has a meaning for a project."""
        return True

    @classmethod
    def explained(cls) -> str:
        """What it shows, in a sentence and, where there is one, in symbols."""
        return plain("\n".join(filter(None, (tr(cls.meaning), cls.formula and in_line(cls.formula)))))

    @property
    def split(self) -> str:
        """The split that is looked at: validation, or training where no sample is kept for that."""
        return self.document.watched_split

    @property
    def sample(self) -> tuple[str, int]:
        """The chosen sample, or one of `split` where validation has none."""
        return shown_sample(self.split, self.selection.sample)

    def needs(self) -> dict:
        """What to draw from: need → fewest seconds between two of it while training runs."""
        return {}

    def refresh(self) -> None:
        """The project or the selection is another."""

    def draw(self, snapshot: Snapshot) -> None:
        """Show the results that are in a snapshot; what is not in it stays as it is."""

    def draw_ticks(self, history: History) -> None:
        """Show the curves so far."""

    def table(self) -> list[tuple]:
        """The numbers that are shown, as rows below a row of names; nothing where there are none yet."""
        return []

    @property
    def kept(self) -> dict:
        """What a person chose in it, for the view that takes its place."""
        return {}

    def take_up(self, kept: dict) -> None:
        """Choose what was chosen in another view of this kind, as far as it is there."""

    def stay(self) -> None:
        """Another view of this kind comes beside it: stay with what it shows."""

    def restyle(self) -> None:
        """Take colours and fonts from the theme."""
        self.update()

    def showEvent(self, event):
        """A view that comes into sight asks for its data, whichever way it came: its column may be settled."""
        super().showEvent(event)
        self.needs_changed.emit()

    def hideEvent(self, event):
        super().hideEvent(event)
        self.needs_changed.emit()

    @property
    def note(self) -> str:
        """What stands beside the title."""
        return "" if self.why.text() else self._said

    def say(self, note: str, *shorter: str) -> None:
        """Show another note beside the title, or the first of some `shorter` ones that fits there."""
        if note != self._said:
            self._said, self.shorter = note, shorter
            self.note_changed.emit()

    def show_why(self, sentence: str) -> None:
        """Say why there is nothing to show, or show it again where the sentence is empty."""
        if sentence != self.why.text():
            self.why.setText(sentence)
            self.pages.setCurrentIndex(1 if sentence else 0)
            self.note_changed.emit()


class BlockPanel(Panel):
    """A view of one block: the chosen one where that fits, else the one it showed last; or the pinned one."""

    follows = True

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.node, self.pinned = "", False

    def fitting(self) -> list[str]:
        """The ids of the blocks that this view can show, in the order of the canvas."""
        return []

    def pin(self, pinned: bool) -> None:
        """Stay with this block, or follow the selection again."""
        self.pinned = pinned
        self.refresh()

    def stay(self) -> None:
        self.pin(True)

    def refresh(self) -> None:
        fitting, before = self.fitting(), self.node
        if self.pinned and self.node not in fitting:
            self.pinned = False
        if not self.pinned and self.selection.node in fitting:
            self.node = self.selection.node
        if self.node not in fitting:
            self.node = self.first(fitting)
        if self.node != before:
            self.show_node()
        self.needs_changed.emit()

    @property
    def kept(self):
        return {"node": self.node, "pinned": self.pinned}

    def take_up(self, kept):
        if self.why.text():
            self.node, self.pinned = kept["node"], kept["pinned"]
        elif kept["node"] in self.fitting():
            self.node, self.pinned = kept["node"], kept["pinned"]
            self.show_node()
            self.refresh()
            self.note_changed.emit()

    def first(self, fitting: list[str]) -> str:
        """What to show before anything was chosen."""
        return fitting[-1] if fitting else ""

    def show_node(self) -> None:
        """Another block is shown from now on."""

    @property
    def spoken(self) -> str:
        """The block as a person names it."""
        return spoken(self.document.project.network, self.node) if self.node else ""
