"""The beginning of a text, as the network reads it: one window a row."""

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.base import Description, Samples
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr

ROW, ROWS = 21, 4
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def spelled(tokens, description: Description) -> str:
    """Tokens as a person reads them."""
    names = description.inputs[0].tokens
    return "".join(names[token] if token < len(names) else f" {token}" for token in tokens)


class TextHead(QWidget):
    """The first windows of a text."""

    def __init__(self):
        super().__init__()
        self.samples: Samples | None = None
        self.description: Description | None = None
        self.setFixedHeight(ROW * ROWS + 4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(200, self.height())

    def show_samples(self, samples: Samples | None, description: Description) -> None:
        """Draw the first windows of these samples."""
        self.samples, self.description = samples, description
        self.setToolTip(plain(tr("Tokens: {names}", names=" ".join(description.inputs[0].tokens))))
        self.setFixedHeight(round(theme.px(ROW) * ROWS + 4))
        self.update()

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
