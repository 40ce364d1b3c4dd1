"""Which columns rise and fall together: Pearson's r of every pair."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.exploration.columns import Correlation, Correlations
from core.inspection.needs import Snapshot
from gui.drawing.colour_bar import ColourBar
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import ONCE, Panel, view

GAP, NAMES, ROOM, LEAST = 1, 0.3, 26, 9
"""Pixels between cells; share of the width for names; a cell from which on its number is written; the least that names
need of a row."""


def written(r: float) -> str:
    """A correlation with two digits and a true minus sign."""
    return "–" if math.isnan(r) else local(f"{r:.2f}".replace("-", "−"))


class CorrelationMap(QWidget):
    """A square of cells in the diverging colours, names at the left; what is to be predicted stands last, below a line.
    """

    def __init__(self):
        super().__init__()
        self.found: Correlation | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def show_matrix(self, found: Correlation) -> None:
        """Another matrix."""
        self.found = found
        self.setAccessibleName(tr("Correlation of {names}", names=", ".join(found.names)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.px(140))

    def _grid(self) -> tuple[float, float]:
        """The width that names take, and the side of a cell."""
        count = max(len(self.found.names), 1)
        names = self.width() * NAMES
        return names, min((self.width() - names) / count, self.height() / count)

    def cell_at(self, position) -> tuple[int, int] | None:
        """(row, column) under a place."""
        if self.found is None:
            return None
        names, side = self._grid()
        row, column = int(position.y() // side), int((position.x() - names) // side)
        count = len(self.found.names)
        return (row, column) if 0 <= row < count and 0 <= column < count and position.x() >= names else None

    def mouseMoveEvent(self, event):
        cell = self.cell_at(event.position())
        names = self.found.names if self.found is not None else ()
        self.setToolTip("" if cell is None else plain(tr(
            "{one} and {other}: r = {r}", one=names[cell[0]], other=names[cell[1]],
            r=written(float(self.found.matrix[cell])))))

    def paintEvent(self, event):
        if self.found is None:
            return
        painter = QPainter(self)
        names, side = self._grid()
        table, matrix = theme.diverging(), self.found.matrix
        numbers = side >= theme.px(ROOM)
        painter.setFont(theme.font(11, tabular=True))
        for row in range(len(matrix)):
            if side >= theme.px(LEAST):
                self._name(painter, QRectF(0, row * side, names - 8, side), row)
            for column, r in enumerate(matrix[row].tolist()):
                box = QRectF(names + column * side, row * side, side - GAP, side - GAP)
                shade = 127.5 if math.isnan(r) else (r + 1) * 127.5
                colour = QColor(*(int(part) for part in table[int(np.clip(shade, 0, 255))][:3]))
                painter.fillRect(box, colour)
                if numbers:
                    painter.setPen(theme.colour("muted" if math.isnan(r) else "text"))
                    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, written(r))
        if self.found.asked:
            line = (len(matrix) - self.found.asked) * side - GAP / 2
            painter.setPen(QPen(theme.colour("accent"), 1.5))
            painter.drawLine(QPointF(0, line), QPointF(names + len(matrix) * side, line))

    def _name(self, painter, box: QRectF, place: int) -> None:
        asked = place >= len(self.found.names) - self.found.asked
        painter.setPen(theme.colour("accent" if asked else "text"))
        words = painter.fontMetrics().elidedText(self.found.names[place], Qt.TextElideMode.ElideRight, int(box.width()))
        painter.drawText(box, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, words)


@view
class CorrelationPanel(Panel):
    """The map of all pairs."""

    place = 32
    title = "Correlation"
    question, glyph, usual = "data", "matrix", False
    formula = r"r = \frac{\sum (x_i - \bar{x})(y_i - \bar{y})}{n \, s_x s_y}"
    meaning = ("Pearson's r of every pair of columns over the training samples: 1 (blue) they rise together, −1 "
               "(orange) one falls as the other rises, 0 no straight line connects them. Amounts to predict stand "
               "last.")
    minimum_height = 220
    share = 28

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Correlation | None = None
        self.map, self.bar = CorrelationMap(), ColourBar()
        self.bar.show_words(("−1", "0", "+1"), True, tr("Pearson's r"))
        self.body.addWidget(self.map, 1)
        self.body.addWidget(self.bar)

    @classmethod
    def accepts(cls, check, description):
        kind = description.input_type
        return kind.is_row and not kind.is_tokens and kind.shape[0] > 1

    def needs(self):
        return {Correlations(): ONCE}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(Correlations())
        if found is not None:
            self.found = found
            self.map.show_matrix(found)
            self.say(tr("{n} training samples", n=grouped(found.samples)))

    def table(self):
        found = self.found
        return [("", *found.names), *((name, *row) for name, row in
                                      zip(found.names, found.matrix.tolist(), strict=True))] if found else []
