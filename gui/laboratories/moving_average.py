"""The laboratory of the moving average: the noisy series, two averages over it, and one step in numbers."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout

from core.laboratories.moving_average import MovingAverage, NoisySeries, reach
from gui.laboratories.axes import AxisPicture
from gui.laboratories.base import Laboratory, laboratory
from gui.style import theme
from gui.text.formula_numbers import digits, result
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.caption import Caption
from gui.views.ledger import Ledger, LedgerEntry, scrolled

SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(number: int) -> str:
    """A whole number as an exponent."""
    return str(number).translate(SMALL)


class SeriesPicture(AxisPicture):
    """Points of a series with averages over them, over the step from 1 on; the weights that one average gives to the
    past stand as bars below."""

    far, nudge = 10, 1

    def __init__(self):
        super().__init__(tr("The series and its averages"))
        self.lines: tuple[tuple[np.ndarray, str, bool], ...] = ()
        """(values, colour, dashed), the series first, which is drawn as points."""
        self.weights = np.zeros(0)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, theme.px(160))

    def show_lines(self, lines, weights: np.ndarray, step: int) -> None:
        """Other lines, the weights (step,) of the values up to a step, and that step."""
        self.lines, self.weights, self.at = lines, weights, step
        every = np.concatenate([values for values, _, _ in lines] + [np.zeros(1)])
        room = 0.08 * float(np.ptp(every)) or 1.0
        self.ends = (1, max(len(lines[0][0]), 2)), (float(every.min()) - room, float(every.max()) + room)
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the series lies; below it the bars."""
        return QRectF(theme.px(38), 6, self.width() - theme.px(38) - 8, (self.height() - theme.px(22)) * 0.8)

    def paintEvent(self, event):
        if not self.lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.area
        self._axes(painter, area)
        here = self.spot(self.at, 0).x()
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "muted"), 1.2))
        painter.drawLine(QPointF(here, area.top()), QPointF(here, self.height() - theme.px(20)))
        series, *averages = self.lines
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(series[1], 0.7))
        for spot in self._spots(series[0]):
            painter.drawEllipse(spot, 2.2, 2.2)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for values, colour, dashed in averages:
            painter.setPen(QPen(theme.colour(colour), 2, Qt.PenStyle.DashLine if dashed else Qt.PenStyle.SolidLine))
            painter.drawPolyline(self._spots(values))
        self._weights(painter, area)

    def _spots(self, values: np.ndarray):
        return self.spots(np.arange(1, len(values) + 1), values)

    def _weights(self, painter, area) -> None:
        foot = self.height() - theme.px(20)
        room, wide = foot - area.bottom() - 8, area.width() / max(len(self.lines[0][0]) - 1, 1)
        largest = float(self.weights.max(initial=0)) or 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("positive"))
        for step, weight in enumerate(self.weights.tolist(), 1):
            high = weight / largest * room
            if high >= 0.3:
                painter.drawRect(QRectF(self.spot(step, 0).x() - wide * 0.4, foot - high, max(wide * 0.8, 1), high))

    def _axes(self, painter, area) -> None:
        foot = self.height() - theme.px(20)
        self.write_numbers(painter, foot + theme.px(2))
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(self.spot(self.ends[0][0], 0), self.spot(self.ends[0][1], 0))
        painter.drawLine(QPointF(area.left(), foot), QPointF(area.right(), foot))


@laboratory
class MovingAverageLab(Laboratory):
    """The average over the series, and the same that smooths the curves of the window."""

    title, place = "Moving average", 6
    begins = NoisySeries

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: tuple[MovingAverage, MovingAverage] | None = None
        self.series, self.ledger, self.legend = SeriesPicture(), Ledger(), Caption()
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.series, 3)
        row.addWidget(scrolled(self.ledger), 2)
        self.board.addLayout(row, 1)
        self.board.addWidget(self.legend)
        self.series.moved.connect(self.walk)

    def walk(self, step: float) -> None:
        """Look at the numbers of another step."""
        self.change(replace(self.settings, step=min(max(round(step), 1), self.settings.points)))

    def show_settings(self):
        settings = self.settings
        step = min(settings.step, settings.points)
        self.found = settings.averaged(settings.beta), settings.averaged(settings.other)
        one, other = self.found
        weights = (1 - settings.beta) * settings.beta ** np.arange(step)[::-1]
        lines = ((one.values, "muted", False), (other.shown, "validation", True), (one.shown, "train", False))
        self.series.show_lines(lines, weights, step)
        names = [tr("β = {beta}", beta=local(f"{beta:g}")) for beta in (settings.beta, settings.other)]
        self.legend.show_parts([(tr("points: the series · solid: {one} · dashed: {other}", one=names[0],
                                    other=names[1]), "", ""), (tr("bars: the weight of each value"), "", "right")])
        self.ledger.show_entries(self._told(step))
        self.sentence.setText(tr("With β = {beta} the average goes over about the last {count} values. The curves of "
                                 "the window are smoothed like this, with correction, over a fortieth of what is "
                                 "shown.",
                                 beta=local(f"{settings.beta:g}"), count=local(f"{reach(settings.beta):.3g}")))

    def _told(self, step: int) -> tuple[LedgerEntry, ...]:
        settings, one = self.settings, self.found[0]
        before = float(one.raw[step - 2]) if step > 1 else 0.0
        value, raw, beta = float(one.values[step - 1]), float(one.raw[step - 1]), settings.beta
        kept, new = digits(beta), digits(round(1 - beta, 10))
        entries = (LedgerEntry(r"x_t", tr("step {step}", step=step), result(value)),
                   LedgerEntry(r"v_t = \beta v_{t-1} + (1 - \beta) x_t",
                               f"{kept} · {digits(before)} + {new} · {digits(value)}", result(raw)))
        if not settings.corrected:
            return entries
        left = 1 - beta ** step
        return (*entries, LedgerEntry(r"1 - \beta^t", f"1 − {kept}{raised(step)}", result(left)),
                LedgerEntry(r"\hat{v}_t = \frac{v_t}{1 - \beta^t}", f"{digits(raw)} / {result(left)}",
                            result(float(one.shown[step - 1])), "positive"))

    def table(self):
        one, other = self.found
        names = [f"average {beta:g}" for beta in (self.settings.beta, self.settings.other)]
        return [("step", "value", *names), *zip(range(1, len(one.values) + 1), one.values, one.shown, other.shown,
                                                strict=True)]
