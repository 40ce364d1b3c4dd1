"""The laboratory of the moving average: the noisy series, two averages over it, and one step in numbers."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.laboratories.moving_average import MovingAverage, NoisySeries, reach
from gui.drawing.plot import ticks, words
from gui.drawing.point_arrays import polygon
from gui.laboratories.base import Laboratory, laboratory
from gui.laboratories.pixel_map import KEYS
from gui.style import theme
from gui.text.formula_numbers import digits, result
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.caption import Caption
from gui.views.ledger import Ledger, LedgerEntry, scrolled
from gui.widgets.switches import ARROWS

FAR = 10
SMALL = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")


def raised(number: int) -> str:
    """A whole number as an exponent."""
    return str(number).translate(SMALL)


class SeriesBoard(QWidget):
    """Points of a series with averages over them; the weights that one average gives to the past stand as bars below.

    `walked` with the step (from 1) that a person points at, drags to, or reaches with ← and →.
    """

    walked = Signal(int)

    def __init__(self):
        super().__init__()
        self.lines: tuple[tuple[np.ndarray, str, bool], ...] = ()
        """(values, colour, dashed), the series first, which is drawn as points."""
        self.weights = np.zeros(0)
        self.step, self.ends = 1, (0.0, 1.0)
        self.setAccessibleName(tr("The series and its averages"))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setProperty(ARROWS, True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        return QSize(200, theme.px(160))

    def show_lines(self, lines, weights: np.ndarray, step: int) -> None:
        """Other lines, the weights (step,) of the values up to a step, and that step."""
        self.lines, self.weights, self.step = lines, weights, step
        every = np.concatenate([values for values, _, _ in lines] + [np.zeros(1)])
        room = 0.08 * float(np.ptp(every)) or 1.0
        self.ends = float(every.min()) - room, float(every.max()) + room
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the series lies; below it the bars."""
        return QRectF(theme.px(38), 6, self.width() - theme.px(38) - 8, (self.height() - theme.px(22)) * 0.8)

    def spot(self, place: float, value: float) -> QPointF:
        """A value in pixels of the screen."""
        low, high = self.ends
        area, last = self.area, max(len(self.lines[0][0]) - 1, 1)
        return QPointF(area.left() + place / last * area.width(),
                       area.bottom() - (value - low) / (high - low) * area.height())

    def _spots(self, values: np.ndarray) -> QPolygonF:
        low, high = self.ends
        area, share = self.area, np.arange(len(values)) / max(len(values) - 1, 1)
        return polygon(area.left() + share * area.width(),
                       area.bottom() - (values - low) / (high - low) * area.height())

    def mousePressEvent(self, event):
        last = max(len(self.lines[0][0]) - 1, 1)
        self.walked.emit(round((event.position().x() - self.area.left()) / self.area.width() * last) + 1)

    def mouseMoveEvent(self, event):
        if event.buttons() & Qt.MouseButton.LeftButton:
            self.mousePressEvent(event)

    def keyPressEvent(self, event):
        step = KEYS.get(event.key(), (0, 0))[1]
        if not step:
            super().keyPressEvent(event)
            return
        self.walked.emit(self.step + step * (FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1))

    def paintEvent(self, event):
        if not self.lines:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = self.area
        self._axes(painter, area)
        here = self.spot(self.step - 1, 0).x()
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

    def _weights(self, painter, area) -> None:
        foot = self.height() - theme.px(20)
        room, wide = foot - area.bottom() - 8, area.width() / max(len(self.lines[0][0]) - 1, 1)
        largest = float(self.weights.max(initial=0)) or 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("positive"))
        for place, weight in enumerate(self.weights.tolist()):
            high = weight / largest * room
            if high >= 0.3:
                painter.drawRect(QRectF(self.spot(place, 0).x() - wide * 0.4, foot - high, max(wide * 0.8, 1), high))

    def _axes(self, painter, area) -> None:
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        metrics, count = painter.fontMetrics(), len(self.lines[0][0])
        for step in ticks(1, count, 5):
            word, x = str(round(step)), self.spot(step - 1, 0).x()
            wide = metrics.horizontalAdvance(word)
            left = min(max(x - wide / 2, 0), self.width() - wide)
            painter.drawText(QRectF(left, self.height() - theme.px(18), wide + 1, metrics.height()),
                             Qt.AlignmentFlag.AlignLeft, word)
        down = ticks(*self.ends, 4)
        for value, word in zip(down, words(down), strict=True):
            wide, y = metrics.horizontalAdvance(word), self.spot(0, value).y()
            painter.drawText(QRectF(area.left() - wide - 5, max(y - metrics.height() / 2, 0), wide + 1,
                                    metrics.height()), Qt.AlignmentFlag.AlignLeft, word)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(self.spot(0, 0), self.spot(count - 1, 0))
        painter.drawLine(QPointF(area.left(), self.height() - theme.px(20)),
                         QPointF(area.right(), self.height() - theme.px(20)))


@laboratory
class MovingAverageLab(Laboratory):
    """The average over the series, and the same that smooths the curves of the window."""

    title, place = "Moving average", 6
    begins = NoisySeries

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: tuple[MovingAverage, MovingAverage] | None = None
        self.series, self.ledger, self.legend = SeriesBoard(), Ledger(), Caption()
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self.series, 3)
        row.addWidget(scrolled(self.ledger), 2)
        self.board.addLayout(row, 1)
        self.board.addWidget(self.legend)
        self.series.walked.connect(self.walk)

    def walk(self, step: int) -> None:
        """Look at the numbers of another step."""
        self.change(replace(self.settings, step=min(max(step, 1), self.settings.points)))

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
