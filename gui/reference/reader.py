"""The reference's text widget: rich text with the picture of a formula, drawn for the available width."""

from PySide6.QtCore import QUrl
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QTextBrowser

from gui.drawing.formula import formula_picture
from gui.reference.page import FORMULA

MARGIN = 72
"""What frame, cell and scroll bar take of the width, in pixels: the bar may come and go."""


class Reader(QTextBrowser):
    """Shows rich text; where it names the picture FORMULA, it is that of `tex`."""

    def __init__(self):
        super().__init__()
        self.tex = ""
        self.html = ""
        self._drawn_for = 0

    def read(self, html: str, tex: str = "") -> None:
        """Show another page."""
        self.html, self.tex = html, tex
        self._drawn_for = self.width()
        self.setHtml(html)

    def loadResource(self, kind, url: QUrl):
        if kind == QTextDocument.ResourceType.ImageResource.value and url.toString() == FORMULA and self.tex:
            widest = max(self.width() - MARGIN, 120)
            return formula_picture(self.tex, 17, widest, self.devicePixelRatioF())
        return super().loadResource(kind, url)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        # Not for the resize that a scroll bar makes within setHtml, which Qt would answer with the text twice.
        if self.tex and self._drawn_for != self.width():
            place = self.verticalScrollBar().value()
            self.read(self.html, self.tex)
            self.verticalScrollBar().setValue(place)
