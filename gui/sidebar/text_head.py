"""The beginning of a text, as the network reads it: one window a row."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from core.datasets.base import Description
from gui.sidebar.samples_head import SamplesHead
from gui.style import theme
from gui.text.translation import tr

ROW, ROWS = 21, 4
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def spelled(tokens, description: Description) -> str:
    """Tokens as a person reads them."""
    names = description.inputs[0].tokens
    return "".join(names[token] if token < len(names) else f" {token}" for token in tokens)


class TextHead(SamplesHead):
    """The first windows of a text."""

    def words(self, description):
        return tr("Tokens: {names}", names=" ".join(description.inputs[0].tokens))

    def high(self):
        return theme.px(ROW) * ROWS

    def paintEvent(self, event):
        if self.samples is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("text"))
        metrics, high = QFontMetricsF(painter.font()), theme.px(ROW)
        for row, window in enumerate(self.samples.x[:ROWS]):
            text = metrics.elidedText(spelled(window, self.description), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QRectF(0, 2 + row * high, self.width(), high), LEFT, text)
