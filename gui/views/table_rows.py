"""A table of a few columns, painted: words at the left, numbers at the right, bars where a share is shown."""

from typing import NamedTuple

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.text.plain_text import plain

HIGH, GAP = 22, 12
FIRST = 104
"""Pixels that the words of the first column need at least; with less they stand on a line of their own."""


class Cell(NamedTuple):
    """Words; `bar` is a share from 0 to 1 that is drawn under them, `role` their colour and `fill` that of the bar."""

    text: str
    bar: float = -1.0
    role: str = "text"
    fill: str = "accent"
    strong: bool = False


class TableRows(QWidget):
    """The first column takes the room that is left, the others what they need or an equal share where bars stand. A row
    of one cell among others is a heading, as wide as the table. Where room is short the heads are said briefly, then
    the first column stands on a line of its own above the others."""

    chosen = Signal(int)
    """A row was clicked."""

    def __init__(self, name: str = ""):
        super().__init__()
        self.heads: tuple[str, ...] = ()
        self.brief: tuple[str, ...] = ()
        self.folded = False
        self.rows: list[tuple[Cell, ...]] = []
        self.tips: list[str] = []
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        theme.signals.changed.connect(self.update)

    def show_rows(self, heads: tuple[str, ...], rows: list[tuple[Cell, ...]], tips: list[str] | None = None,
                  brief: tuple[str, ...] = ()) -> None:
        """Other rows; `tips` has a tooltip for each, `brief` the heads in fewer letters."""
        if len(rows) != len(self.rows):
            self.updateGeometry()
        self.heads, self.brief, self.rows, self.tips = heads, brief or heads, rows, tips or []
        self.setAccessibleDescription("; ".join(" ".join(cell.text for cell in row) for row in rows))
        self._fold()
        self.update()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fold()

    def _fold(self) -> None:
        _, _, folded = self._columns()
        if folded != self.folded:
            self.folded = folded
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(200, round(self._pitch * len(self.rows) + theme.px(HIGH) * bool(self.heads)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    @property
    def _pitch(self) -> float:
        """Pixels from one row to the next."""
        return theme.px(HIGH) * (1.8 if self.folded else 1.0)

    def _needed(self, heads: tuple[str, ...]) -> list[float]:
        """The pixels that each column needs for its longest words."""
        metrics = QFontMetricsF(theme.font(12, 600, tabular=True))
        count = max(map(len, self.rows), default=len(heads))
        rows = [row for row in self.rows if len(row) > 1 or count == 1]
        return [max([metrics.horizontalAdvance(row[place].text) for row in rows if place < len(row)]
                    + [metrics.horizontalAdvance(heads[place]) if place < len(heads) else 0]) + 2
                for place in range(count)]

    def _columns(self) -> tuple[tuple[str, ...], list[float], bool]:
        """The heads as there is room for, the widths of the columns, and whether the first has lines of its own."""
        for heads in (self.heads, self.brief):
            found = self._needed(heads)
            room = self.width() - sum(found) - GAP * (len(found) - 1)
            if len(found) < 2 or found[0] + room >= min(found[0], theme.px(FIRST)):
                return heads, self._shared(found, room), False
        found[0] = 0.0
        room = self.width() - sum(found) - GAP * (len(found) - 2)
        return heads, [-GAP, *self._shared(found[1:], room, 1)], True

    def _shared(self, found: list[float], room: float, first: int = 0) -> list[float]:
        """The widths, with the room that is left given to bars, or else to the first of them; what is missing is taken
        from the words of that, which end in dots."""
        barred = [place for place in range(len(found))
                  if any(len(row) > place + first and row[place + first].bar >= 0 for row in self.rows)]
        for place in (barred if room > 0 else ()) or [0] * bool(found):
            found[place] += room / (len(barred) if barred and room > 0 else 1)
        return found

    def _row_at(self, position) -> int:
        row = int((position.y() - theme.px(HIGH) * bool(self.heads)) // self._pitch)
        return row if 0 <= row < len(self.rows) else -1

    def mousePressEvent(self, event):
        if (row := self._row_at(event.position())) >= 0:
            self.chosen.emit(row)

    def mouseMoveEvent(self, event):
        row = self._row_at(event.position())
        self.setToolTip(plain(self.tips[row] if row < len(self.tips) else self._whole(row)) if row >= 0 else "")

    def _whole(self, row: int) -> str:
        """A row with the heads beside its numbers: some of its words may have ended in dots."""
        cells = self.rows[row]
        return "\n".join(f"{head}  {cell.text}".strip() for head, cell in zip(
            (*self.heads, *[""] * len(cells)), cells, strict=False) if cell.text)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        high, (said, widths, folded) = theme.px(HIGH), self._columns()
        if said:
            self._paint_row(painter, 0.0, tuple(Cell(word, role="muted") for word in said), widths, False)
        for number, row in enumerate(self.rows):
            self._paint_row(painter, high * bool(said) + number * self._pitch, row, widths, folded)

    def _paint_row(self, painter, top: float, row: tuple[Cell, ...], widths: list[float], folded: bool) -> None:
        high, left = theme.px(HIGH), 0.0
        if len(row) == 1 < len(widths) or folded:
            self._paint(painter, QRectF(0, top, self.width(), high), row[0], 0)
            top += self._pitch - high
        for place, (cell, wide) in enumerate(zip(row, widths, strict=False)):
            if place or not (folded or len(row) == 1 < len(widths)):
                self._paint(painter, QRectF(left, top, wide, high), cell, place)
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
