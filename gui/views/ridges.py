"""Spreads of values over time, drawn as ridges with the newest in front, or as bands of percentiles."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.inspection.value_spreads import Spread
from gui.drawing.axis_ranges import Steady
from gui.drawing.pictures import short
from gui.drawing.plot import ticks, words
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr

RISE = 3.2
"""How high a ridge may be, in distances of two."""
DARKEST, LATER = 0.25, 0.12
"""How much of the colour the oldest ridge keeps, and one that comes after the moment that is looked at."""
FOOT, SIDE, LINE = 34, 52, 16
"""Pixels below for numbers and name of the axis, beside it, and of a line of words."""


class Ridges(QWidget):
    """Spreads (epoch, spread), the oldest first; those after the moment that is looked at are faint."""

    def __init__(self):
        super().__init__()
        self.rows: list[tuple[float, Spread]] = []
        self.bands, self.now = False, np.inf
        self._reach = Steady(0.4)
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Spread over time"))
        theme.signals.changed.connect(self.update)

    def show_rows(self, rows: list[tuple[float, Spread]], bands: bool, now: float = np.inf) -> None:
        """Draw them as ridges, or as bands of percentiles; `now` is the epoch that is looked at."""
        self.rows, self.bands, self.now = rows, bands, now
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(140, theme.px(110))

    def reach(self) -> float:
        """The value at the end of the axis, and without its sign at the other one."""
        return self._reach.fit(max(spread.largest for _, spread in self.rows))

    def _box(self) -> QRectF:
        return QRectF(4, 4, self.width() - theme.px(SIDE) - 8, self.height() - theme.px(FOOT) - 8)

    def _bases(self, box: QRectF) -> tuple[np.ndarray, float]:
        """Where each ridge stands, and the distance of two."""
        pitch = box.height() / (len(self.rows) + RISE)
        return box.top() + (np.arange(len(self.rows)) + 1 + RISE) * pitch, pitch

    def _across(self, box: QRectF) -> np.ndarray:
        """Where each moment stands among the bands."""
        epochs = np.array([epoch for epoch, _ in self.rows])
        return box.left() + (epochs - epochs[0]) / max(float(epochs[-1] - epochs[0]), 1e-9) * box.width()

    def mouseMoveEvent(self, event):
        self.setToolTip(plain(self.words_at(event.position())) if self.rows else "")

    def words_at(self, position) -> str:
        """The moment that is nearest to a place, and what lies there."""
        box, reach = self._box(), self.reach()
        if self.bands:
            place = int(np.abs(self._across(box) - position.x()).argmin())
        else:
            place = int(np.abs(self._bases(box)[0] - position.y()).argmin())
        epoch, spread = self.rows[place]
        said = [tr("epoch {n}", n=local(f"{epoch:.2f}"))]
        value = ((position.x() - box.left()) / max(box.width(), 1) * 2 - 1) * reach
        if self.bands:
            shares = ", ".join(local(short(float(one))) for one in spread.quantiles)
            said.append(tr("5, 25, 50, 75 and 95 % lie below {values}", values=shares))
        elif spread.edges[0] <= value <= spread.edges[-1]:
            here = min(int(np.searchsorted(spread.edges, value, "right")) - 1, len(spread.counts) - 1)
            low, high = (local(short(float(edge))) for edge in spread.edges[here:here + 2])
            said.append(tr("{low} to {high}: {n} values", low=low, high=high, n=int(spread.counts[here])))
        return "\n".join(said)

    # ---- painting

    def paintEvent(self, event):
        if not self.rows:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, reach = self._box(), self.reach()
        (self._paint_bands if self.bands else self._paint_ridges)(painter, box, reach)
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        first, last = self.rows[0][0], self.rows[-1][0]
        if self.bands:
            self._paint_below(painter, box, first, last, ticks(first, last, 3) if last > first else [first],
                              tr("epoch"))
            self._paint_beside(painter, box, [(reach, box.top()), (0.0, box.center().y()), (-reach, box.bottom())], "")
        else:
            self._paint_below(painter, box, -reach, reach, [-reach, 0.0, reach], tr("value"))
            self._paint_beside(painter, box, self._told(box), tr("epoch"))

    def _told(self, box: QRectF) -> list[tuple[float, float]]:
        """The epochs that are written beside the ridges, and where: as many as find room."""
        bases, pitch = self._bases(box)
        every = max(1, int(np.ceil(theme.px(LINE) * 1.3 / pitch)), len(self.rows) // 5)
        places = [*range(0, len(self.rows) - every // 2 - 1, every), len(self.rows) - 1]
        return [(self.rows[place][0], float(bases[place])) for place in dict.fromkeys(places)]

    @staticmethod
    def _paint_below(painter, box: QRectF, low: float, high: float, places: list[float], name: str) -> None:
        line = theme.px(LINE)
        for value, said in zip(places, words(places), strict=True):
            x = box.left() + (value - low) / ((high - low) or 1.0) * box.width()
            wide = painter.fontMetrics().horizontalAdvance(said) + 4
            x = min(max(x - wide / 2, 0.0), box.right() - wide + 4)
            painter.drawText(QRectF(x, box.bottom() + 2, wide, line), Qt.AlignmentFlag.AlignCenter, said)
        painter.drawText(QRectF(box.left(), box.bottom() + 2 + line, box.width(), line),
                         Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop, name)

    @staticmethod
    def _paint_beside(painter, box: QRectF, told: list[tuple[float, float]], name: str) -> None:
        line = theme.px(LINE)
        for (_, y), said in zip(told, words([value for value, _ in told]), strict=True):
            painter.drawText(QRectF(box.right() + 6, y - line / 2, theme.px(SIDE), line),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, said)
        if name and told and told[0][1] - line * 1.5 >= 0:
            painter.drawText(QRectF(box.right() + 6, told[0][1] - line * 1.6, theme.px(SIDE), line),
                             Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, name)

    def _paint_ridges(self, painter, box: QRectF, reach: float) -> None:
        bases, pitch = self._bases(box)
        for place, ((epoch, spread), base) in enumerate(zip(self.rows, bases.tolist(), strict=True)):
            heights = spread.counts / max(int(spread.counts.max(initial=0)), 1) * pitch * RISE
            middles = (spread.edges[:-1] + spread.edges[1:]) / 2
            x = box.left() + (middles / reach + 1) / 2 * box.width()
            shape = QPolygonF([QPointF(float(x[0]), base), *(QPointF(float(across), base - float(up))
                                                            for across, up in zip(x, heights, strict=True)),
                               QPointF(float(x[-1]), base)])
            share = DARKEST + (1 - DARKEST) * (place + 1) / len(self.rows) if epoch <= self.now else LATER
            painter.setBrush(theme.mixed("positive", "panel", share))
            painter.setPen(QPen(theme.colour("panel"), 1))
            painter.drawPolygon(shape)

    def _paint_bands(self, painter, box: QRectF, reach: float) -> None:
        found = np.array([spread.quantiles for _, spread in self.rows])
        x = self._across(box)
        y = box.top() + (1 - (found / reach + 1) / 2) * box.height()
        for low, high, share in ((0, 4, 0.3), (1, 3, 0.6)):
            shape = QPolygonF([QPointF(float(a), float(b)) for a, b in zip(x, y[:, high], strict=True)]
                              + [QPointF(float(a), float(b)) for a, b in zip(x[::-1], y[::-1, low], strict=True)])
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.mixed("positive", "panel", share))
            painter.drawPolygon(shape)
        painter.setPen(QPen(theme.colour("text"), 1.4))
        painter.drawPolyline([QPointF(float(a), float(b)) for a, b in zip(x, y[:, 2], strict=True)])
        if self.rows[0][0] <= self.now < self.rows[-1][0]:
            here = float(np.interp(self.now, [epoch for epoch, _ in self.rows], x))
            painter.setPen(QPen(theme.colour("accent"), 1.6))
            painter.drawLine(QPointF(here, box.top()), QPointF(here, box.bottom()))
