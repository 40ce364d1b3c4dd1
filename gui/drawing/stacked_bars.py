"""A histogram whose bars are stacked by class."""

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from gui.style import theme


def colours_of(groups: int) -> list[QColor]:
    """A colour for each class; the accent where there is one group alone."""
    if groups == 1:
        return [theme.colour("accent")]
    colours = theme.class_colours()
    return [theme.colour(colours[number % len(colours)]) for number in range(groups)]


def draw_stacked(painter: QPainter, box: QRectF, counts: np.ndarray) -> None:
    """Bars inside `box` from counts (classes, bins); the highest one fills it."""
    most, wide = max(int(counts.sum(0).max(initial=0)), 1), box.width() / max(counts.shape[1], 1)
    colours = colours_of(len(counts))
    painter.setPen(Qt.PenStyle.NoPen)
    for place in range(counts.shape[1]):
        bottom = box.bottom()
        for colour, rows in zip(colours, counts[:, place].tolist(), strict=True):
            high = box.height() * rows / most
            painter.setBrush(colour)
            painter.drawRect(QRectF(box.left() + place * wide + 0.5, bottom - high, max(wide - 1, 1), high))
            bottom -= high
    painter.setPen(theme.colour("line"))
    painter.drawLine(box.bottomLeft(), box.bottomRight())
