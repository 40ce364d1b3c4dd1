"""A text as the network reads it: its commonest tokens as bars, and some windows, one a row."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from core.datasets.base import Dataset, Description
from gui.sidebar.samples_head import SamplesHead
from gui.style import theme
from gui.text.number_text import grouped
from gui.text.plain_text import plain
from gui.text.translation import tr

ROW, ROWS = 21, 4
BARS, HIGH = 13, 40
"""Tokens whose counts are drawn, and pixels of the highest bar."""
MOST_TOLD = 60
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


def spelled(tokens, description: Description) -> str:
    """Tokens as a person reads them."""
    names = description.inputs[0].tokens
    return "".join(names[token] if token < len(names) else f" {token}" for token in tokens)


def commonest(dataset: Dataset) -> tuple[tuple[str, int], ...]:
    """The most frequent tokens of the first input with their counts. Runs in a thread."""
    names = dataset.describe().inputs[0].tokens
    counts = np.bincount(dataset.load().x.ravel(), minlength=len(names))[:len(names)]
    return tuple((names[place], int(counts[place])) for place in np.argsort(-counts, kind="stable") if counts[place])


class TextHead(SamplesHead):
    """The commonest tokens of a text, and its first windows."""

    def __init__(self):
        self.counts: tuple[tuple[str, int], ...] = ()
        super().__init__()

    def show_counts(self, counts: tuple[tuple[str, int], ...]) -> None:
        """Show how often tokens occur, the most frequent first."""
        self.counts = counts
        if self.description is not None:
            self.setToolTip(plain(self.words(self.description)))
        self.update()

    def words(self, description):
        if not self.counts:
            return tr("Tokens: {names}", names=" ".join(description.inputs[0].tokens))
        return tr("The commonest tokens: {names}", names=" · ".join(f"{name} {grouped(count)}"
                                                                    for name, count in self.counts[:MOST_TOLD]))

    def high(self):
        return theme.px(ROW) * (ROWS + 1) + theme.px(HIGH)

    def paintEvent(self, event):
        if self.samples is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(12))
        painter.setPen(theme.colour("text"))
        metrics, high = QFontMetricsF(painter.font()), theme.px(ROW)
        top = theme.px(HIGH) + high + 4
        self._paint_counts(painter, metrics, theme.px(HIGH), high)
        painter.setPen(theme.colour("text"))
        for row, window in enumerate(self.samples.x[:ROWS]):
            text = metrics.elidedText(spelled(window, self.description), Qt.TextElideMode.ElideRight, self.width())
            painter.drawText(QRectF(0, top + row * high, self.width(), high), LEFT, text)

    def _paint_counts(self, painter: QPainter, metrics: QFontMetricsF, high: float, line: float) -> None:
        shown = self.counts[:BARS]
        if not shown:
            return
        pitch, most = self.width() / BARS, shown[0][1]
        for place, (name, count) in enumerate(shown):
            tall = max(high * count / most, 1.0)
            painter.fillRect(QRectF(place * pitch + 1, high - tall, pitch - 3, tall), theme.colour("accent"))
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(place * pitch, high, pitch, line), Qt.AlignmentFlag.AlignCenter,
                             metrics.elidedText(name, Qt.TextElideMode.ElideRight, pitch))
