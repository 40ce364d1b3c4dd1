"""A table of a few columns, painted: words at the left, numbers at the right, bars where a share is shown."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.text.plain_text import plain

HIGH, GAP = 22, 12


class Cell(NamedTuple):
    """Words; `bar` is a share from 0 to 1 that is drawn under them, `role` their colour and `fill` that of the bar."""

    text: str
    bar: float = -1.0
    role: str = "text"
    fill: str = "accent"
    strong: bool = False


class TableRows(QWidget):
    """The first column takes the room that is left, the others what they need or an equal share where bars stand. A row
    of one cell among others is a heading, as wide as the table."""

    chosen = Signal(int)
    """A row was clicked."""

    def __init__(self, name: str = ""):
        super().__init__()
        self.heads: tuple[str, ...] = ()
        self.rows: list[tuple[Cell, ...]] = []
        self.tips: list[str] = []
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.signals.changed.connect(self.update)

    def show_rows(self, heads: tuple[str, ...], rows: list[tuple[Cell, ...]], tips: list[str] | None = None) -> None:
        """Other rows; `tips` has a tooltip for each."""
        if len(rows) != len(self.rows):
            self.updateGeometry()
        self.heads, self.rows, self.tips = heads, rows, tips or []
        self.setAccessibleDescription("; ".join(" ".join(cell.text for cell in row) for row in rows))
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(200, theme.px(HIGH) * (len(self.rows) + bool(self.heads)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def _widths(self) -> list[float]:
        metrics = QFontMetricsF(theme.font(12, 600, tabular=True))
        count = max(map(len, self.rows), default=len(self.heads))
        rows = [row for row in self.rows if len(row) > 1 or count == 1]
        found = [max([metrics.horizontalAdvance(row[place].text) for row in rows if place < len(row)]
                     + [metrics.horizontalAdvance(self.heads[place]) if place < len(self.heads) else 0]) + 2
                 for place in range(count)]
        barred = {place for row in rows for place, cell in enumerate(row) if cell.bar >= 0}
        room = self.width() - sum(found) - GAP * (count - 1)
        if barred and room > 0:
            for place in barred:
                found[place] += room / len(barred)
        elif found:
            found[0] += room  # what is missing is taken from the words, which end in dots
        return found

    def _row_at(self, position) -> int:
        row = int(position.y() // theme.px(HIGH)) - bool(self.heads)
        return row if 0 <= row < len(self.rows) else -1

    def mousePressEvent(self, event):
        if (row := self._row_at(event.position())) >= 0:
            self.chosen.emit(row)

    def mouseMoveEvent(self, event):
        row = self._row_at(event.position())
        self.setToolTip(plain(self.tips[row]) if 0 <= row < len(self.tips) else "")

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high, widths = theme.px(HIGH), self._widths()
        heads = tuple(Cell(word, role="muted") for word in self.heads)
        for number, row in enumerate([heads, *self.rows] if heads else self.rows):
            left = 0.0
            if len(row) == 1 < len(widths):
                self._paint(painter, QRectF(0, number * high, self.width(), high), row[0], 0)
                continue
            for place, (cell, wide) in enumerate(zip(row, widths, strict=False)):
                self._paint(painter, QRectF(left, number * high, wide, high), cell, place)
                left += wide + GAP

    def _paint(self, painter, box: QRectF, cell: Cell, place: int) -> None:
        painter.setFont(theme.font(12, 600 if cell.strong else 400, tabular=True))
        words = painter.fontMetrics().elidedText(cell.text, Qt.TextElideMode.ElideRight, max(int(box.width()) + 1, 0))
        if cell.bar >= 0:
            wide = painter.fontMetrics().horizontalAdvance(words)
            track = QRectF(box.left(), box.center().y() - 4, max(box.width() - wide - 6, 4), 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("hover"))
            painter.drawRoundedRect(track, 4, 4)
            painter.setBrush(theme.colour(cell.fill))
            share = min(max(cell.bar, 0.0), 1.0)
            painter.drawRoundedRect(QRectF(track.left(), track.top(), max(share * track.width(), 1), 8), 4, 4)
        painter.setPen(theme.colour(cell.role))
        side = Qt.AlignmentFlag.AlignLeft if place == 0 and cell.bar < 0 else Qt.AlignmentFlag.AlignRight
        painter.drawText(box, side | Qt.AlignmentFlag.AlignVCenter, words)
