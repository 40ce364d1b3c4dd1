"""The cards beside pictures that are looked at: the folder and how large they become, what was left out."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel

from core.declare.parameters import parameters
from core.importing.picture_overview import PictureOverview
from gui.forms.form import Form
from gui.own_data.table_cards import BecomesCard
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.plain_text import plain
from gui.text.translation import counted, tr
from gui.widgets.basic import Card, Elided, label

MOST_TOLD = 6
FIRST = ("target", "predict", "height", "width", "colour", "fit", "taken_as", "samples")
"""What may be chosen of pictures, in the order in which it is asked."""


class PictureFileCard(Card):
    """Where the pictures come from, how large and in which colours they are read. `wanted(dataset)` when that is to be
    another."""

    wanted = Signal(object)

    def __init__(self):
        super().__init__("Folder", foldable=False)
        self.name, self.facts = Elided("", "", 13), Elided()
        self.name.setFont(theme.font(13, 600))
        self.words = label("Every picture is brought to this size. Change it and the folder is read again.", "muted",
                           12, wrap=True)
        self.form: Form | None = None
        for widget in (self.name, self.facts, self.words):
            self.body.addWidget(widget)
        self.words.hide()

    def show_reading(self, path: Path) -> None:
        """Only the name is known yet."""
        self.name.show_text(path.name)
        if self.form is not None:
            self.form.setEnabled(False)

    def show_overview(self, found: PictureOverview) -> None:
        """Show what was found."""
        count = counted(found.left, "{n} picture", "{n} pictures", n=grouped(found.left))
        classes = counted(len(found.classes), "{n} class", "{n} classes") if found.classes else tr("an amount each")
        self.facts.show_text(f"{count} · {classes}")
        self.words.setVisible(found.read_anew)
        if not found.read_anew:
            return
        if self.form is None:
            names = tuple(p.name for p in parameters(type(found.dataset)) if p.kind not in ("hidden", "path"))
            self.form = Form(found.dataset, only=tuple(sorted(names, key=FIRST.index)))
            self.form.edited.connect(lambda dataset, *_: self.wanted.emit(dataset))
            self.body.insertWidget(2, self.form)
        self.form.setEnabled(True)
        self.form.show_value(found.dataset)


def becomes_card() -> BecomesCard:
    """What the pictures become."""
    return BecomesCard({"rows": "Pictures", "inputs": "Each", "answer": "Answer", "net": "First net"},
                       "Use these pictures")


class LeftOutCard(Card):
    """The files that cannot be read, each with the reason."""

    def __init__(self):
        super().__init__("Left out", foldable=False)
        self.words = QLabel()
        self.words.setWordWrap(True)
        self.words.setFont(theme.font(12))
        self.words.setProperty("role", "muted")
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.body.addWidget(self.words)
        self.body.addStretch(1)

    def show_overview(self, found: PictureOverview) -> None:
        """Show the first of them; all stand in the tooltip."""
        lines = [f"{path} {why}" for path, why in found.unreadable]
        self.head.note.show_text(counted(len(lines), "{n} file", "{n} files", n=grouped(len(lines))) if lines else "")
        more = len(lines) - MOST_TOLD
        self.words.setText("\n".join(lines[:MOST_TOLD]) + ("\n" + tr("and {count} more", count=grouped(more))
                                                           if more > 0 else ""))
        self.words.setToolTip(plain("\n".join(lines[:200])))
