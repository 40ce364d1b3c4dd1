"""The first series of a data set as lines over their moments, and beside each what it is or what follows it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QPainter, QPen, QPolygonF

from gui.sidebar.samples_head import SamplesHead
from gui.sidebar.table_head import draw_target
from gui.style import theme
from gui.text.translation import counted, tr

ROW, ROWS, GAP = 34, 3, 6
LINES = ("accent", "validation", "muted")
"""Colours of the amounts of a series; more than these are not told apart at this size."""
WORDS = 0.36
"""The share of the width for what a series is."""


class SeriesHead(SamplesHead):
    """The first series, one a row, all on the same scale."""

    def words(self, description):
        moments = counted(description.input_type.shape[0], "{n} moment", "{n} moments")
        return tr("Columns: {names}", names=", ".join(description.names)) + f" · {moments}"

    def high(self):
        return theme.px(ROW) * ROWS

    def paintEvent(self, event):
        if self.samples is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = np.asarray(self.samples.x[:ROWS], np.float64)
        known = shown[np.isfinite(shown)]
        low, high = (known.min(), known.max()) if known.size else (0.0, 1.0)
        said = all(np.size(y) == 1 for y in self.samples.y[:ROWS])
        width = self.width() * (1.0 - WORDS * said) - GAP
        for row, series in enumerate(shown):
            top = 2 + row * theme.px(ROW)
            box = QRectF(2, top + GAP / 2, width - 2, theme.px(ROW) - GAP)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(box.bottomLeft(), box.bottomRight())
            for amounts, name in zip(series.T, LINES, strict=False):
                painter.setPen(QPen(theme.colour(name), 1.4))
                painter.drawPolyline(_line(amounts, box, low, high))
            if said:
                cell = QRectF(width + GAP, top, self.width() - width - GAP, theme.px(ROW))
                draw_target(painter, cell, self.samples.y[row], self.description)


def _line(amounts, box: QRectF, low: float, high: float) -> QPolygonF:
    """Amounts from left to right; what is missing is left out."""
    across = box.width() / max(len(amounts) - 1, 1)
    up = box.height() / ((high - low) or 1.0)
    return QPolygonF([QPointF(box.left() + moment * across, box.bottom() - (amount - low) * up)
                      for moment, amount in enumerate(amounts) if np.isfinite(amount)])
