"""The caption under a picture: small words, each beside the glyph that it explains."""

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.widgets.basic import fitting


class Caption(QWidget):
    """A line of small words, each with the glyph it explains: a box, a line, a point, or nothing."""

    def __init__(self):
        super().__init__()
        self._parts: list[tuple[tuple[str, ...], str, str]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        theme.signals.changed.connect(self.update)

    def show_parts(self, parts: list[tuple[str | tuple[str, ...], str, str]]) -> None:
        """(words, glyph, side) for every part: glyph "fill", "line", "dot", "square" or "", side "" or "right".

        Words may be several, the longest first: the first that has room is shown.
        """
        whole = [((words,) if isinstance(words, str) else words, glyph, side) for words, glyph, side in parts]
        if whole != self._parts:
            self._parts = whole
            self.setAccessibleName(", ".join(words[0] for words, _, _ in whole))
            self.update()

    def sizeHint(self) -> QSize:
        return QSize(60, round(16 * theme.text_scale()))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.fillRect(event.rect(), theme.colour("panel"))
        painter.setFont(theme.font(11, tabular=True))
        left, middle = 0.0, self.height() / 2
        metrics = painter.fontMetrics()
        space = self.width() - sum(metrics.horizontalAdvance(words[0]) + 18 * bool(glyph) + 12
                                   for words, glyph, _ in self._parts)
        for choices, glyph, side in self._parts:
            words = fitting(metrics, choices, self.width() - left - 18 * bool(glyph))
            width = metrics.horizontalAdvance(words)
            if (side == "right" and space < -12) or words in ("", "…"):
                continue
            if side == "right":
                left = self.width() - width
            if glyph == "fill":
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour(theme.tokens().diverging[-1]))
                painter.drawRoundedRect(QRectF(left, middle - 4, 10, 8), 2, 2)
            elif glyph == "line":
                painter.setPen(QPen(theme.colour("text", 0.75), 1.2))
                painter.drawLine(QPointF(left, middle), QPointF(left + 12, middle))
            elif glyph in ("dot", "square"):
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                painter.setPen(QPen(theme.colour("muted"), 1.2))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                shape = QRectF(left + 2, middle - 3.5, 7, 7)
                (painter.drawEllipse if glyph == "dot" else painter.drawRect)(shape)
            left += 18 if glyph else 0
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(left, 0, width + 4, self.height()), Qt.AlignmentFlag.AlignVCenter, words)
            left += width + 12
