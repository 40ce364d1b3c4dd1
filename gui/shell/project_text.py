"""The project as text (JSON) in a window of its own: read, edited, with what is wrong marked on its line."""

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QFont, QTextCursor, QTextFormat
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QTextEdit,
    QVBoxLayout,
)

from core.project import text_faults
from core.project.text_faults import TextFault
from gui.style import theme
from gui.text.plain_text import unmarked
from gui.text.translation import tr

LULL_MS = 250
"""So long after the last key the text is read."""
ROWS = 4
"""Faults that are seen at once."""


class ProjectText(QDialog):
    """The text of the project that is shown. It is read in a thread while one types; a click on a sentence leads to its
    line. Applying is one step of undo."""

    def __init__(self, session):
        super().__init__(session.window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("The project as text"))
        self.document, self.background = session.document, session.files.background
        self.faults: tuple[TextFault, ...] = ()
        self._project = None
        self._read_text = self._own = ""
        self.page = QPlainTextEdit()
        self.page.setAccessibleName(tr("The project as text"))
        self.page.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        letters = QFont("monospace")
        letters.setStyleHint(QFont.StyleHint.Monospace)
        letters.setPixelSize(theme.px(13))
        self.page.setFont(letters)
        self.sentence = QLabel()
        self.sentence.setTextFormat(Qt.TextFormat.PlainText)
        self.list = QListWidget()
        self.list.setWordWrap(True)
        self.list.setMaximumHeight(theme.px(28 * ROWS))
        self.list.currentRowChanged.connect(self._go)
        self.list.itemClicked.connect(lambda item: self._go(self.list.row(item)))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self.apply_button = buttons.addButton(tr("Apply"), QDialogButtonBox.ButtonRole.ApplyRole)
        self.apply_button.clicked.connect(self.apply)
        buttons.rejected.connect(self.reject)
        inside = QVBoxLayout(self)
        for part in (self.page, self.sentence, self.list, buttons):
            inside.addWidget(part)
        self._lull = QTimer(self, singleShot=True, interval=LULL_MS)
        self._lull.timeout.connect(self.look)
        self.page.textChanged.connect(self._typed)
        self.document.changed.connect(self._changed)
        self.resize(theme.px(760), theme.px(680))
        self._show_own()

    @property
    def edited(self) -> bool:
        """Whether the text is another than that of the project."""
        return self.page.toPlainText() != self._own

    def _show_own(self) -> None:
        self._own = self.document.project.to_json()
        self.page.setPlainText(self._own)
        self.look()

    def _changed(self, _) -> None:
        """The project was changed elsewhere: the text follows where nothing was typed into it."""
        if not self.edited:
            self._show_own()

    def _typed(self) -> None:
        self.apply_button.setEnabled(False)
        self._lull.start()

    def look(self) -> None:
        """Have the text read."""
        text = self.page.toPlainText()
        self.background.run(partial(text_faults.read, text), partial(self._has_read, text))

    def _has_read(self, text: str, found) -> None:
        if text != self.page.toPlainText():
            return
        self._project, self.faults = found
        self._read_text = text
        self.list.blockSignals(True)
        self.list.clear()
        for fault in self.faults:
            self.list.addItem(unmarked(tr("Line {line}: {what}", line=fault.line, what=fault.message)))
        self.list.blockSignals(False)
        self.list.setVisible(bool(self.faults))
        self._mark()
        self.apply_button.setEnabled(self._project is not None and self.edited)
        if self._project is None:
            said = tr("This cannot be applied; the marked line says why.")
        elif not self.edited:
            said = tr("This is the project as it is.")
        else:
            said = tr("This can be applied; it will be one step of undo.")
        self.sentence.setText(said)

    def _mark(self) -> None:
        """Lay a ground under the lines of which a sentence speaks."""
        marks = []
        for fault in self.faults:
            mark = QTextEdit.ExtraSelection()
            mark.cursor = QTextCursor(self.page.document().findBlockByNumber(fault.line - 1))
            mark.format.setBackground(theme.colour("muted" if fault.warns else "negative", 0.25))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            marks.append(mark)
        self.page.setExtraSelections(marks)

    def _go(self, row: int) -> None:
        """To the line of a sentence."""
        if 0 <= row < len(self.faults):
            self.page.setTextCursor(QTextCursor(self.page.document().findBlockByNumber(self.faults[row].line - 1)))
            self.page.centerCursor()
            self.page.setFocus()

    def apply(self) -> None:
        """Make the text the project, in one step of undo."""
        if self._project is None or self._read_text != self.page.toPlainText():
            return
        self.document.edit(self._project, tr("Project as text"))
        self._show_own()
