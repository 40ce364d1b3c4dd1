"""The guide with the teacher's page, from the same Markdown that lies in resources/guide."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QDialog, QTextBrowser, QVBoxLayout

from core.text.resources import resource
from gui.style import theme
from gui.text import language
from gui.text.translation import tr


def text() -> str:
    """The guide in the language of the window, or in English where there is none."""
    try:
        return resource(f"guide/{language.in_use()}.md").read_text(encoding="utf-8")
    except Exception:  # a language of somebody's own has no guide
        return resource("guide/en.md").read_text(encoding="utf-8")


class Guide(QDialog):
    """A page to read beside the window."""

    def __init__(self, window):
        super().__init__(window)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("Guide"))
        self.page = QTextBrowser()
        self.page.setOpenLinks(False)
        self.page.document().setDefaultFont(theme.font(14))
        self.page.document().setMarkdown(text(), QTextDocument.MarkdownFeature.MarkdownNoHTML)
        self.page.setAccessibleName(tr("Guide"))
        inside = QVBoxLayout(self)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.page)
        self.resize(theme.px(720), theme.px(640))
