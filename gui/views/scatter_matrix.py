"""The columns that tell most, two by two, as points; spreads stand along the diagonal."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.exploration.columns import Scatter, ScatterPoints
from core.inspection.needs import Snapshot
from gui.drawing.stacked_bars import draw_stacked
from gui.drawing.thumbnails import point_colours
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.plain_text import plain
from gui.text.translation import counted, tr
from gui.views.base import ONCE, Panel, view
from gui.views.caption import Caption

GAP, RADIUS, REACH = 4, 1.8, 0.06


class Matrix(QWidget):
    """A square of small plots: below and above the diagonal points, on it the spread of a column."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.found: Scatter | None = None
        self.selected = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def show_points(self, found: Scatter | None, selected: int) -> None:
        """Other points; `selected` is the place of a sample in its split."""
        self.found, self.selected = found, selected
        self.setAccessibleName("" if found is None else tr("Scatter matrix of {names}", names=", ".join(found.names)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.px(150))

    def box(self, row: int, column: int) -> QRectF:
        """Where a plot stands; `row` 0 is the upper one."""
        count = len(self.found.names)
        wide, high = (self.width() - GAP * (count - 1)) / count, (self.height() - GAP * (count - 1)) / count
        return QRectF(column * (wide + GAP), row * (high + GAP), wide, high)

    def places(self, row: int, column: int) -> np.ndarray:
        """The pixels (n, 2) of the points in a plot."""
        box, found = self.box(row, column).adjusted(3, 3, -3, -3), []
        for values, start, side in ((self.found.rows[:, column], box.left(), box.width()),
                                    (self.found.rows[:, row], box.bottom(), -box.height())):
            spread = self.found.spreads[column if side > 0 else row]
            room = (spread.high - spread.low) or 1.0
            found.append(start + side * (values - spread.low + room * REACH) / (room * (1 + 2 * REACH)))
        return np.stack(found, 1)

    def _cell(self, position) -> tuple[int, int] | None:
        count = len(self.found.names) if self.found is not None else 0
        return next(((row, column) for row in range(count) for column in range(count)
                     if self.box(row, column).contains(position)), None)

    def point_at(self, position) -> int:
        """The place of the sample whose point lies there, −1 for none."""
        cell = self._cell(position)
        if cell is None or cell[0] == cell[1]:
            return -1
        away = np.abs(self.places(*cell) - [position.x(), position.y()]).sum(1)
        return int(self.found.indices[away.argmin()]) if away.min() < 8 else -1

    def mousePressEvent(self, event):
        if (index := self.point_at(event.position())) >= 0:
            self.chosen.emit(index)

    def mouseMoveEvent(self, event):
        cell = self._cell(event.position())
        if cell is None:
            self.setToolTip("")
            return
        row, column = cell
        names = self.found.names
        r = float(self.found.correlation[row, column])
        said = names[row] if row == column else tr("{up} over {across}: r = {r}", up=names[row], across=names[column],
                                                   r=local(f"{r:.2f}".replace("-", "−")))
        if (index := self.point_at(event.position())) >= 0:
            said += " · " + tr("sample {n}", n=index + 1)
        self.setToolTip(plain(said))

    def paintEvent(self, event):
        if self.found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = len(self.found.names)
        colours = self._colours()
        for row in range(count):
            for column in range(count):
                box = self.box(row, column)
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("card"))
                painter.drawRoundedRect(box, 5, 5)
                if row == column:
                    self._diagonal(painter, box, row)
                else:
                    self._points(painter, row, column, colours)

    def _colours(self) -> list[str]:
        found = self.found
        if found.groups is not None:
            return point_colours(found.groups.astype(np.int64))
        if found.amounts is not None:
            return point_colours(found.amounts - (found.amounts.min() + found.amounts.max()) / 2)
        return [theme.colour("accent").name()] * len(found.rows)

    def _points(self, painter, row: int, column: int, colours) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        places = self.places(row, column)
        for (x, y), colour in zip(places.tolist(), colours, strict=True):
            painter.setBrush(theme.colour(colour))
            painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
        for x, y in places[self.found.indices == self.selected].tolist():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawEllipse(QPointF(x, y), RADIUS + 3, RADIUS + 3)

    def _diagonal(self, painter, box: QRectF, place: int) -> None:
        line = theme.px(16)
        draw_stacked(painter, box.adjusted(4, line + 2, -4, -4), self.found.spreads[place].counts)
        painter.setFont(theme.font(11, 600))
        painter.setPen(theme.colour("text"))
        row = QRectF(box.left() + 4, box.top() + 2, box.width() - 8, line)
        painter.drawText(row, Qt.AlignmentFlag.AlignCenter, painter.fontMetrics().elidedText(
            self.found.names[place], Qt.TextElideMode.ElideRight, int(row.width())))


@view
class ScatterPanel(Panel):
    """Four columns against each other."""

    place = 31
    title = "Scatter matrix"
    question, glyph, usual = "data", "scatter", False
    formula = r"r = \frac{\sum (x_i - \bar{x})(y_i - \bar{y})}{n \, s_x s_y}"
    meaning = ("The columns that tell most about the answer, two by two: every point is a training sample in the "
               "colour of its class. Where two colours part along a straight line, one layer will do. A click chooses "
               "the sample for every view.")
    minimum_height = 260
    share = 32

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Scatter | None = None
        self.matrix, self.foot = Matrix(), Caption()
        self.matrix.chosen.connect(lambda index: selection.choose_sample("train", index))
        selection.sample_changed.connect(self._show)
        self.body.addWidget(self.matrix, 1)
        self.body.addWidget(self.foot)

    @classmethod
    def accepts(cls, check, description):
        kind = description.input_type
        return kind.is_row and not kind.is_tokens and kind.shape[0] > 1

    def needs(self):
        return {ScatterPoints(): ONCE}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(ScatterPoints())
        if found is not None:
            self.found = found
            self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        split, index = self.selection.sample
        self.matrix.show_points(found, index if split == "train" else -1)
        shown, samples = len(found.names), grouped(len(found.rows))
        words = tr("{shown} of {all} columns, those that tell most", shown=shown, all=found.of)
        self.say(words if shown < found.of else counted(found.of, "{n} column", "{n} columns"))
        self.foot.show_parts([(tr("{n} training samples", n=samples), "", "")])

    def table(self):
        found = self.found
        if found is None:
            return []
        asked = found.groups if found.groups is not None else found.amounts
        answers = [""] * len(found.rows) if asked is None else asked.tolist()
        return [("sample", *found.names, "answer"),
                *((int(index), *row, answer) for index, row, answer in
                  zip(found.indices, found.rows.tolist(), answers, strict=True))]
