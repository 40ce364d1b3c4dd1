"""A line of text that changes with every picture of training."""

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QStyleOption


class SteadyLabel(QLabel):
    """A label has all that is around it laid out anew with each text, up to the window. This one does so only where its
    text needs other room; else the new one is painted in the place of the old."""

    _instead: str | None = None

    def setText(self, text: str) -> None:
        if text == self.text():
            return
        laid, metrics = super().text(), self.fontMetrics()
        if text and laid and metrics.horizontalAdvance(text) == metrics.horizontalAdvance(laid):
            self._instead = text
            self.update()
        else:
            self._instead = None
            super().setText(text)
        # What Qt tells screen readers of a label is the text that was laid out.
        self.setAccessibleName(text)

    def text(self) -> str:
        return super().text() if self._instead is None else self._instead

    def paintEvent(self, event):
        if self._instead is None:
            super().paintEvent(event)
            return
        option = QStyleOption()
        option.initFrom(self)
        self.style().drawItemText(QPainter(self), self.contentsRect(), int(self.alignment()), option.palette,
                                  self.isEnabled(), self._instead, self.foregroundRole())
