"""The cards beside pictures that are looked at: the folder and how large they become, what was left out."""

from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from core.declare.parameters import parameters
from core.importing.picture_overview import PictureOverview
from gui.own_data.file_card import FileCard
from gui.own_data.table_cards import BecomesCard
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.plain_text import plain
from gui.text.translation import counted, tr
from gui.widgets.basic import Card

MOST_TOLD = 6
FIRST = ("target", "predict", "height", "width", "colour", "fit", "taken_as", "samples")
"""What may be chosen of pictures, in the order in which it is asked."""


class PictureFileCard(FileCard):
    """Where the pictures come from, how large and in which colours they are read."""

    def __init__(self):
        super().__init__("Folder")
        self.words.setText(tr("Every picture is brought to this size. Change it and the folder is read again."))
        self.words.hide()

    def show_reading(self, path: Path) -> None:
        """Only the name is known yet."""
        self.show_file(path)
        if self.form is not None:
            self.form.setEnabled(False)

    def show_overview(self, found: PictureOverview) -> None:
        """Show what was found."""
        count = counted(found.left, "{n} picture", "{n} pictures", n=grouped(found.left))
        classes = counted(len(found.classes), "{n} class", "{n} classes") if found.classes else tr("an amount each")
        self.show_file(found.path, count, classes)
        self.words.setVisible(found.read_anew)
        if not found.read_anew:
            return
        names = tuple(p.name for p in parameters(type(found.dataset)) if p.kind not in ("hidden", "path"))
        self.show_form(found.dataset, only=tuple(sorted(names, key=FIRST.index)))
        self.form.setEnabled(True)


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
