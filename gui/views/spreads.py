"""Weights, biases, gradients or activations of a block over time: ridges with the newest in front, or bands."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.value_spreads import WHAT, Spread, SpreadOf
from gui.drawing.axis_ranges import Steady
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.histograms import places
from gui.widgets.switches import Segments

MOST = 40
"""Moments that are kept; beyond that every second of the older ones goes."""
RISE = 3.2
"""How high a ridge may be, in distances of two."""
DARKEST = 0.25


class Ridges(QWidget):
    """Spreads (epoch, spread), the oldest first."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[float, Spread]] = []
        self.bands = False
        self._reach = Steady(0.4)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Spread over time"))
        theme.signals.changed.connect(self.update)

    def show_rows(self, rows: list[tuple[float, Spread]], bands: bool) -> None:
        """Draw them as ridges, or as bands of percentiles."""
        self.rows, self.bands = rows, bands
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(110))

    def paintEvent(self, event):
        if not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach = self._reach.fit(max(spread.largest for _, spread in self.rows))
        foot, side = theme.px(18), theme.px(34)
        box = QRectF(4, 4, self.width() - side - 8, self.height() - foot - 8)
        if self.bands:
            self._paint_bands(painter, box, reach)
        else:
            self._paint_ridges(painter, box, reach)
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        under = QRectF(box.left(), box.bottom() + 2, box.width(), foot)
        ends = ((self.rows[0][0], 0.0, self.rows[-1][0]) if self.bands else (-reach, 0.0, reach))
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        for value, where in zip(ends, sides, strict=True):
            if not (self.bands and value == 0.0 and where == Qt.AlignmentFlag.AlignHCenter):
                painter.drawText(under, where | Qt.AlignmentFlag.AlignTop, local(short(value)))
        self._paint_side(painter, box, reach, side)

    def _paint_side(self, painter, box: QRectF, reach: float, side: int) -> None:
        """What stands beside: epochs of the ridges, or values of the bands."""
        first, last = (reach, -reach) if self.bands else (self.rows[0][0], self.rows[-1][0])
        for value, top in ((first, box.top()), (last, box.bottom() - 16)):
            painter.drawText(QRectF(box.right() + 4, top, side, 16), Qt.AlignmentFlag.AlignLeft, local(short(value)))

    def _paint_ridges(self, painter, box: QRectF, reach: float) -> None:
        count = len(self.rows)
        pitch = box.height() / (count + RISE)
        for place, (_, spread) in enumerate(self.rows):
            base = box.top() + (place + 1 + RISE) * pitch
            heights = spread.counts / max(int(spread.counts.max(initial=0)), 1) * pitch * RISE
            middles = (spread.edges[:-1] + spread.edges[1:]) / 2
            x = box.left() + (middles / reach + 1) / 2 * box.width()
            shape = QPolygonF([QPointF(float(x[0]), base), *(QPointF(float(across), base - float(up))
                                                            for across, up in zip(x, heights, strict=True)),
                               QPointF(float(x[-1]), base)])
            share = DARKEST + (1 - DARKEST) * (place + 1) / count
            painter.setBrush(theme.mixed("positive", "panel", share))
            painter.setPen(QPen(theme.colour("panel"), 1))
            painter.drawPolygon(shape)

    def _paint_bands(self, painter, box: QRectF, reach: float) -> None:
        epochs = np.array([epoch for epoch, _ in self.rows])
        found = np.array([spread.quantiles for _, spread in self.rows])
        x = box.left() + (epochs - epochs[0]) / max(float(epochs[-1] - epochs[0]), 1e-9) * box.width()
        y = box.top() + (1 - (found / reach + 1) / 2) * box.height()
        for low, high, share in ((0, 4, 0.3), (1, 3, 0.6)):
            shape = QPolygonF([QPointF(float(a), float(b)) for a, b in zip(x, y[:, high], strict=True)]
                              + [QPointF(float(a), float(b)) for a, b in zip(x[::-1], y[::-1, low], strict=True)])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed("positive", "panel", share))
            painter.drawPolygon(shape)
        painter.setPen(QPen(theme.colour("text"), 1.4))
        painter.drawPolyline([QPointF(float(a), float(b)) for a, b in zip(x, y[:, 2], strict=True)])


@view
class SpreadsPanel(BlockPanel):
    """One kind of values of a block, as it came about."""

    place = 26
    title = "Spread over time"
    short = "Over time"
    question, glyph, usual = "learn", "ridges", False
    meaning = ("How the weights, biases, gradients or activations of a block are spread, and how that came about: a "
               "ridge for each moment, the newest in front, each to its own maximum; or bands that hold 50 and 90 % "
               "of all values.")
    minimum_height = 220
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.rows: list[tuple[float, Spread]] = []
        self.what = Segments(tuple(map(tr, WHAT)), name=tr("What is spread"))
        self.form = Segments((tr("ridges"), tr("bands")), name=tr("How it is drawn"))
        self.ridges = Ridges()
        self.what.chosen.connect(lambda _: self.start_again())
        self.form.chosen.connect(lambda _: self._show())
        for choice in (self.what, self.form):
            row = QHBoxLayout()
            row.addWidget(choice)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(self.ridges, 1)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    def fitting(self):
        check = self.document.check
        return [node.id for node in self.document.project.network.nodes if check.parameters.get(node.owner)
                and node.id in check.types]

    def show_node(self) -> None:
        self.start_again()

    def start_again(self) -> None:
        """Another block or other values: nothing of the past is known."""
        self.rows = []
        self.ridges.show_rows([], bool(self.form.index))
        self.needs_changed.emit()

    @property
    def need(self) -> SpreadOf | None:
        """The values of now."""
        return SpreadOf(self.node, WHAT[self.what.index]) if self.node else None

    def needs(self):
        return {self.need: 0.1} if self.need else {}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        while self.rows and self.rows[-1][0] >= snapshot.epoch:
            self.rows.pop()
        self.rows.append((snapshot.epoch, found))
        if len(self.rows) > MOST:
            self.rows = [self.rows[0], *self.rows[1:-MOST // 2:2], *self.rows[-MOST // 2:]]
        self._show()

    def _show(self) -> None:
        self.ridges.show_rows(self.rows, bool(self.form.index))
        if self.rows:
            first, now = (places(self.rows[end][1].deviation) for end in (0, -1))
            self.say(tr("{block} · σ {first} → {now}", block=self.spoken, first=first, now=now),
                     tr("σ {first} → {now}", first=first, now=now))

    def table(self):
        return [("epoch", "5 %", "25 %", "50 %", "75 %", "95 %"),
                *((epoch, *map(float, spread.quantiles)) for epoch, spread in self.rows)] if self.rows else []
