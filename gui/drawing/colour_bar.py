"""The colour bar of a heat map, and the frame of what is selected."""

from functools import lru_cache

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QLinearGradient, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.drawing.pictures import HeldRange, range_ends
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.basic import ends


class ColourBar(QWidget):
    """What the colours of a map stand for: the ends and the middle in words, under a strip of them."""

    def __init__(self):
        super().__init__()
        self._words, self._signed = ("", "", ""), None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self.update)

    def show_range(self, held: HeldRange, unit: str = "", signed: bool | None = None) -> None:
        """The colours of a picture, and whether values lie beyond them; `signed` where the picture decides that."""
        signed = held.signed if signed is None else signed
        low, high = range_ends(held.limit or 1.0, signed, held.lowest, held.highest)
        self.show_words((low, "0" if signed else "", f"+{high}" if signed and high[0] != "≥" else high), signed, unit)

    def show_words(self, words: tuple[str, str, str], signed: bool, unit: str = "") -> None:
        """Any words under the left end, the middle and the right end."""
        if (words, signed) != (self._words, self._signed):
            self._words, self._signed = words, signed
            self.setToolTip(plain(unit))
            self.setAccessibleName(tr("Colours from {low} to {high}", low=words[0], high=words[2]))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(140, 10 + round(15 * theme.text_scale()))

    def paintEvent(self, event):
        if self._signed is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        strip = QRectF(0, 1, self.width(), 6)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient(theme.diverging() if self._signed else theme.sequential(), strip))
        painter.drawRoundedRect(strip, 3, 3)
        painter.setPen(theme.colour("muted"))
        painter.setFont(theme.font(11, tabular=True))
        where = strip.adjusted(0, 9, 0, 9 + 15 * theme.text_scale())
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        fitting = ends(painter.fontMetrics(), self._words, strip.width())
        for words, side in zip(fitting, sides, strict=True):
            painter.drawText(where, side | Qt.AlignmentFlag.AlignTop, words)


def gradient(colours: np.ndarray, strip: QRectF) -> QLinearGradient:
    """A horizontal gradient through a table of colours (256, 3)."""
    made = QLinearGradient(strip.topLeft(), strip.topRight())
    made.setStops(_stops(colours.tobytes()))
    return made


@lru_cache(maxsize=16)
def _stops(colours: bytes) -> list[tuple[float, QColor]]:
    """Sixteen colours of a table, and where they stand."""
    return [(place / 255, QColor(*colours[3 * place:3 * place + 3])) for place in range(0, 256, 17)]


def frame(painter: QPainter, box: QRectF, radius: float = 5.0) -> None:
    """The accent border of what is selected."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(theme.colour("accent"), 2))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(box, radius, radius)
