"""The loss of the chosen record, among those of its batch, whose mean is the cost."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.inspection.needs import SampleView, Snapshot
from core.inspection.record_losses import LossesAround, RecordLosses
from gui.drawing.axis_ranges import round_up
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.caption import Caption
from gui.views.ledger import Ledger, LedgerEntry, scrolled

LEFT, DOT = 40, 4


class LossDots(QWidget):
    """A dot for each record of a batch, as high as its loss; the chosen one is ringed, a line stands at the mean."""

    chosen = Signal(int)

    def __init__(self):
        super().__init__()
        self.found: RecordLosses | None = None
        self.place = -1
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("The losses of the batch"))
        theme.signals.changed.connect(self.update)

    def show_losses(self, found: RecordLosses, place: int) -> None:
        """Losses, and which of them is the chosen record's."""
        self.found, self.place = found, place
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.px(60))

    def _spot(self, number: int) -> QPointF:
        top = round_up(float(np.nanmax(self.found.losses)) or 1e-9)
        x = LEFT + (self.width() - LEFT - 8) * (number + 0.5) / len(self.found.losses)
        return QPointF(x, self._y(self.found.losses[number], top))

    def _y(self, value: float, top: float) -> float:
        return 6 + (self.height() - 12) * (1 - min(max(value / top, 0.0), 1.0))

    def _at(self, position) -> int:
        if self.found is None:
            return -1
        spots = [self._spot(number) - position for number in range(len(self.found.losses))]
        near = min(range(len(spots)), key=lambda number: spots[number].manhattanLength(), default=-1)
        return near if near >= 0 and spots[near].manhattanLength() < 14 else -1

    def mousePressEvent(self, event):
        if (number := self._at(event.position())) >= 0:
            self.chosen.emit(self.found.first + number)

    def mouseMoveEvent(self, event):
        number = self._at(event.position())
        self.setToolTip("" if number < 0 else plain(tr("record {n}: {loss}", n=self.found.first + number + 1,
                                                       loss=result(float(self.found.losses[number])))))

    def paintEvent(self, event):
        if self.found is None or not len(self.found.losses) or not np.isfinite(self.found.losses).any():
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        top = round_up(float(np.nanmax(self.found.losses)) or 1e-9)
        painter.setFont(theme.font(11, tabular=True))
        for value in (0.0, top):
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(0, self._y(value, top) - 8, LEFT - 6, 16), Qt.AlignmentFlag.AlignRight
                             | Qt.AlignmentFlag.AlignVCenter, short(value))
            painter.setPen(theme.colour("line"))
            painter.drawLine(QPointF(LEFT, self._y(value, top)), QPointF(self.width(), self._y(value, top)))
        painter.setPen(QPen(theme.colour("negative"), 1.4, Qt.PenStyle.DashLine))
        mean = self._y(self.found.mean, top)
        painter.drawLine(QPointF(LEFT, mean), QPointF(self.width(), mean))
        for number in range(len(self.found.losses)):
            mine = number == self.place
            painter.setPen(QPen(theme.colour("text"), 1.6) if mine else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent"))
            side = DOT + 2 if mine else DOT
            painter.drawEllipse(self._spot(number), side, side)


@view
class RecordLossPanel(Panel):
    """One record's loss with its formula, its batch as dots, and the cost as their mean."""

    place = 13
    title = "Loss of one record"
    short = "Record"
    question, glyph, usual = "wrong", "record_loss", False
    formula = r"J = \frac{1}{n} \sum_{i=1}^{n} L_i"
    meaning = ("The loss says how wrong the answer for one record is; the cost is the mean over a batch of them, with "
               "the price on large weights, and it is what training makes small. Dropout is off here.")
    minimum_height = 220
    share = 22

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: RecordLosses | None = None
        self.ledger, self.dots = Ledger(), LossDots()
        self.axes = Caption()
        self.axes.show_parts([((tr("loss L, over the records of the batch"), tr("loss L by record")), "", ""),
                              (tr("record"), "", "right")])
        self.body.setSpacing(4)
        self.above = scrolled(self.ledger)
        self.above.setMinimumHeight(theme.px(40))
        self.body.addWidget(self.above, 1)
        self.body.addWidget(self.dots, 1)
        self.body.addWidget(self.axes)
        self.dots.chosen.connect(lambda index: selection.choose_sample(selection.sample[0], index))
        selection.sample_changed.connect(self.needs_changed)

    @property
    def need(self) -> LossesAround:
        """The batch in which the chosen record stands."""
        return LossesAround(*self.sample)

    def needs(self):
        return {self.need: 0.15, SampleView(*self.sample): 0.15}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need)
        if found is None:
            return
        self.found = found
        place = self.selection.sample[1] - found.first
        loss = self.document.project.training.rules[0].objectives[0].loss
        mine, count = float(found.losses[place]), len(found.losses)
        own = tr("record {n}", n=self.selection.sample[1] + 1)
        entries = [LedgerEntry(loss.formula or "L", own, result(mine), "accent"),
                   LedgerEntry(self.formula, tr("the mean of {n} records", n=count), result(found.mean),
                               "negative_text")]
        if found.penalty:
            entries.append(LedgerEntry(r"J + \lambda \sum w^2", f"{result(found.mean)} + {result(found.penalty)}",
                                 result(found.cost), "negative_text"))
        self.ledger.show_entries(tuple(entries))
        self.above.setMaximumHeight(max(self.ledger.sizeHint().height(), self.above.minimumHeight()))
        self.dots.show_losses(found, place)
        self.say(tr("{loss} in a batch of {cost}", loss=result(mine), cost=result(found.cost)), result(mine))

    def table(self):
        if self.found is None:
            return []
        return [("record", "loss"), *((self.found.first + number, loss)
                                      for number, loss in enumerate(self.found.losses))]
