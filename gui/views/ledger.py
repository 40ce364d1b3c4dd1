"""Formulas one below the other, each with the same in numbers and what comes out."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from gui.drawing.formula.picture import formula_picture
from gui.style import theme

FORMULA, GAP = 13.0, 5
"""Pixels of an m in a formula, and between two lines."""


class LedgerEntry(NamedTuple):
    """A formula (TeX), the same with numbers, the result as words, and the colour of the result."""

    tex: str
    numbers: str
    result: str
    role: str = "text"


class Ledger(QWidget):
    """A list of `LedgerEntry`. Its height follows from what it shows."""

    def __init__(self):
        super().__init__()
        self.entries: tuple[LedgerEntry, ...] = ()
        self._pictures: dict[tuple, QImage] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme.signals.changed.connect(self._restyle)

    def _restyle(self):
        self._pictures.clear()
        self.updateGeometry()
        self.update()

    def show_entries(self, entries: tuple[LedgerEntry, ...]) -> None:
        """Other lines."""
        if entries != self.entries:
            if len(entries) != len(self.entries):
                self.updateGeometry()
            self.entries = entries
            self.setAccessibleName("; ".join(f"{entry.numbers} = {entry.result}" for entry in entries))
            self.update()

    def _picture(self, tex: str) -> QImage:
        key = tex, self.devicePixelRatioF()
        if key not in self._pictures:
            self._pictures[key] = formula_picture(tex, FORMULA * theme.text_scale(), 10_000, key[1])
        return self._pictures[key]

    @property
    def _line(self) -> int:
        return theme.px(17)

    def _heights(self) -> list[float]:
        return [max(self._picture(entry.tex).height() / self.devicePixelRatioF(), self._line)
                + self._line * bool(entry.result) for entry in self.entries]

    def sizeHint(self) -> QSize:
        heights = self._heights()
        return QSize(200, round(sum(heights) + GAP * max(len(heights) - 1, 0)))

    def minimumSizeHint(self) -> QSize:
        return QSize(120, self.sizeHint().height())

    def paintEvent(self, event):
        painter, top = QPainter(self), 0.0
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for entry, height in zip(self.entries, self._heights(), strict=True):
            picture = self._picture(entry.tex)
            wide, tall = (side / self.devicePixelRatioF() for side in (picture.width(), picture.height()))
            share = min(1.0, self.width() / max(wide, 1))
            painter.drawImage(QRectF(QPointF(0, top), QPointF(wide * share, top + tall * share)), picture)
            if not entry.result:
                top += height + GAP
                continue
            row = QRectF(theme.px(14), top + height - self._line, self.width() - theme.px(14), self._line)
            painter.setFont(theme.font(12, 600, tabular=True))
            said = f"= {entry.result}"
            room = row.width() - painter.fontMetrics().horizontalAdvance(said) - 8
            painter.setPen(theme.colour(entry.role))
            painter.setFont(theme.font(12, tabular=True))
            numbers = f"= {entry.numbers}" if entry.numbers else ""
            small = painter.fontMetrics().elidedText(numbers, Qt.TextElideMode.ElideRight, int(room))
            used = painter.fontMetrics().horizontalAdvance(small)
            painter.setPen(theme.colour("muted"))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, small)
            painter.setFont(theme.font(12, 600, tabular=True))
            painter.setPen(theme.colour(entry.role))
            painter.drawText(row.adjusted(used + 6 * bool(used), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, said)
            top += height + GAP


def scrolled(inside: QWidget) -> QScrollArea:
    """A widget that may be higher than its card, as wide as that."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setWidget(inside)
    area.viewport().setAutoFillBackground(False)
    inside.setProperty("clear", True)
    return area
