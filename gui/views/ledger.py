"""Formulas one below the other, each with the same in numbers and what comes out."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter
from PySide6.QtWidgets import QScrollArea, QSizePolicy, QWidget

from gui.drawing.formula.picture import formula_picture
from gui.style import theme
from gui.widgets.basic import wrapped

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

    def __init__(self, inline: bool = False):
        """With `inline` numbers and result stand beside their formula, where they have room there."""
        super().__init__()
        self.inline = inline
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
                + self._line * (0 if self._beside(entry) else len(self._lines(entry))) for entry in self.entries]

    def _lines(self, entry: LedgerEntry) -> list[str]:
        """The numbers below the formula in as many lines as they need; the result stands behind the last one."""
        if not entry.result:
            return []
        metrics, bold = (QFontMetrics(theme.font(12, weight, tabular=True)) for weight in (400, 600))
        room = max(self.width() - theme.px(14), theme.px(80))
        lines = wrapped(metrics, f"= {entry.numbers}", room).split("\n") if entry.numbers else [""]
        fits = metrics.horizontalAdvance(lines[-1]) + bold.horizontalAdvance(f"= {entry.result}") + 8 <= room
        return lines if fits or not lines[-1] else [*lines, ""]

    def _beside(self, entry: LedgerEntry) -> bool:
        """Whether its numbers stand beside its formula."""
        if not self.inline or not entry.result:
            return False
        metrics = QFontMetrics(theme.font(12, 600, tabular=True))
        words = metrics.horizontalAdvance(f"= {entry.numbers} = {entry.result}") + theme.px(24)
        return self._picture(entry.tex).width() / self.devicePixelRatioF() + words <= self.width()

    def resizeEvent(self, event):
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self.updateGeometry()

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
            if self._beside(entry):
                row = QRectF(wide + theme.px(6), top, self.width() - wide - theme.px(6), height)
                self._write(painter, row, f"= {entry.numbers}" if entry.numbers else "", entry)
            lines = [] if self._beside(entry) else self._lines(entry)
            for number, words in enumerate(lines):
                row = QRectF(theme.px(14), top + height - self._line * (len(lines) - number),
                             self.width() - theme.px(14), self._line)
                self._write(painter, row, words, entry if number == len(lines) - 1 else None)
            top += height + GAP

    def _write(self, painter, row: QRectF, numbers: str, entry: LedgerEntry | None) -> None:
        """One line of numbers, the result after them where it is the last."""
        painter.setFont(theme.font(12, tabular=True))
        used = painter.fontMetrics().horizontalAdvance(numbers)
        painter.setPen(theme.colour("muted"))
        painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, numbers)
        if entry is not None:
            painter.setFont(theme.font(12, 600, tabular=True))
            painter.setPen(theme.colour(entry.role))
            painter.drawText(row.adjusted(used + 6 * bool(used), 0, 0, 0), Qt.AlignmentFlag.AlignVCenter,
                             f"= {entry.result}")


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
