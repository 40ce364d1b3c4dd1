"""The notes of a project: what it teaches, or whatever its author writes there."""

from msgspec.structs import replace
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QPlainTextEdit, QSizePolicy

from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import Card

FEWEST, MOST = 2, 10
"""Lines that are in sight at once, at least and at most; more are scrolled."""


class NotesEditor(QPlainTextEdit):
    """Plain text as high as its lines; nothing in it is markup."""

    left = Signal()

    def __init__(self):
        super().__init__()
        self.setFont(theme.font(12))
        self.setTabChangesFocus(True)
        self.setFrameShape(QPlainTextEdit.Shape.NoFrame)
        self.setAccessibleName(tr("Notes of the project"))
        self.setPlaceholderText(tr("What is to be seen here?"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.document().setDocumentMargin(2)
        self.viewport().setAutoFillBackground(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.textChanged.connect(self.fit)

    def fit(self) -> None:
        """As high as the lines at this width; a plain text document counts its height in lines."""
        lines = self.document().size().height()
        high = round(min(max(lines, FEWEST), MOST) * self.fontMetrics().lineSpacing()) + 10
        if high != self.height():
            self.setFixedHeight(high)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self.fit()

    def sizeHint(self) -> QSize:
        return QSize(100, self.height())

    def focusOutEvent(self, event):
        super().focusOutEvent(event)
        self.left.emit()


class NotesCard(Card):
    """Shown while the project has notes, or when they are asked for; every word typed is an edit of the document."""

    def __init__(self, document):
        super().__init__("Notes")
        self.document = document
        self.editor = NotesEditor()
        self.body.addWidget(self.editor)
        self.editor.textChanged.connect(self._edited)
        self.editor.left.connect(lambda: self.show_project(self.document.project))
        self._starting = False

    def show_project(self, project) -> None:
        """Follow the document."""
        if project.notes != self.editor.toPlainText():
            self.editor.blockSignals(True)
            self.editor.setPlainText(project.notes)
            self.editor.blockSignals(False)
            self.editor.fit()
        self.setVisible(not self._starting and (bool(project.notes) or self.editor.hasFocus()))

    def show_start(self, on: bool) -> None:
        """The first page has no project whose notes could be shown."""
        self._starting = on
        self.show_project(self.document.project)

    def write(self) -> None:
        """Have notes written, where there were none too."""
        self.show()
        self.head.setChecked(True)
        self.editor.setFocus()

    def _edited(self):
        after = replace(self.document.project, notes=self.editor.toPlainText())
        self.document.edit(after, tr("Notes"), "notes")
