"""Rows of names with bars for how often each occurs: a vocabulary, or merges in the order in which they were learnt."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.text.number_text import grouped

ROW, COUNT = 22, 70
"""Pixels of a row, and of the count at its end."""
LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class CountRows(QWidget):
    """Drawn by hand: a vocabulary has thousands of rows. `chosen(place)` when one is clicked."""

    chosen = Signal(int)

    def __init__(self, share: float = 0.4):
        super().__init__()
        self.share = share
        self.rows: Sequence[tuple[str, int]] = ()
        self.done = 0
        self.setProperty("clear", True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self._resized)

    def show_rows(self, rows: Sequence[tuple[str, int]], done: int | None = None) -> None:
        """Show (name, count) in this order; those from the place `done` on stand back."""
        self.rows, self.done = rows, len(rows) if done is None else done
        self.setAccessibleName(", ".join(f"{name} {grouped(count)}" for name, count in rows[:50]))
        self._resized()

    def _resized(self):
        self.setFixedHeight(max(len(self.rows), 1) * theme.px(ROW))
        self.update()

    def top(self, place: int) -> int:
        """Where a row begins."""
        return place * theme.px(ROW)

    def sizeHint(self) -> QSize:
        return QSize(theme.px(180), self.height())

    def mousePressEvent(self, event):
        place = int(event.position().y()) // theme.px(ROW)
        if place < len(self.rows):
            self.chosen.emit(place)

    def paintEvent(self, event):
        painter, high = QPainter(self), theme.px(ROW)
        painter.setFont(theme.font(12, tabular=True))
        metrics = QFontMetricsF(painter.font())
        most = max((count for _, count in self.rows), default=1) or 1
        wide, count_wide = self.width(), theme.px(COUNT)
        names = wide * self.share
        room = max(wide - names - count_wide - 12, 1)
        first, last = event.rect().top() // high, event.rect().bottom() // high
        for place in range(first, min(last + 1, len(self.rows))):
            name, count = self.rows[place]
            box = QRectF(4, place * high, wide - 8, high)
            if place == self.done - 1 and self.done < len(self.rows):
                painter.fillRect(box, theme.colour("hover"))
            painter.setPen(theme.colour("text" if place < self.done else "faint"))
            painter.drawText(QRectF(box.left(), box.top(), names, high), LEFT,
                             metrics.elidedText(name, Qt.TextElideMode.ElideRight, names - 4))
            painter.fillRect(QRectF(names + 4, box.top() + high * 0.3, max(room * count / most, 1), high * 0.4),
                             theme.colour("accent" if place < self.done else "line"))
            painter.setPen(theme.colour("muted"))
            painter.drawText(box, RIGHT, grouped(count))
