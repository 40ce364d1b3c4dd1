"""The first card of a page about a file: its name, what is known of it, and how it is read."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from gui.forms.form import Form
from gui.style import theme
from gui.text.number_text import local
from gui.widgets.basic import Card, Elided, label


class FileCard(Card):
    """`wanted(value)` when the file is to be read in another way, `otherwise(kind, form)` when as another kind."""

    wanted = Signal(object)
    otherwise = Signal(str, object)

    def __init__(self, title: str = "File"):
        super().__init__(title, foldable=False)
        self.name, self.facts = Elided("", "", 13), Elided()
        self.name.setFont(theme.font(13, 600))
        self.words = label("", "muted", 12, wrap=True)
        self.form: Form | None = None
        self.add(self.name, self.facts, self.words)

    def add(self, *widgets: QWidget) -> None:
        """Put widgets below what is there."""
        for widget in widgets:
            self.body.addWidget(widget)

    def show_file(self, path: str | Path, *facts: str) -> None:
        """Show the name of the file and what is known of it."""
        self.name.show_text(Path(path).name)
        self.facts.show_text(" · ".join(facts))

    def show_form(self, value, **which) -> None:
        """Show how the file is read, in a form that is made the first time, of the parameters that `which` names."""
        if self.form is None:
            self.form = self.added_form(value, **which)
        self.form.show_value(value)

    def added_form(self, value, **which) -> Form:
        """One more form above the words."""
        form = Form(value, **which)
        form.edited.connect(lambda made, *_: self.wanted.emit(made))
        self.body.insertWidget(self.body.indexOf(self.words), form)
        return form

    def show_words(self, words: str) -> None:
        """Say something below the form, or nothing."""
        self.words.setText(words)
        self.words.setVisible(bool(words))


def size_words(size: int) -> str:
    """Bytes of a file as a person reads them."""
    return local(f"{size / 1e6:.1f} MB") if size >= 1e6 else f"{max(size // 1000, 1)} kB"
