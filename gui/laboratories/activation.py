"""The laboratory of activations: curves over each other, their slopes below, and the values at one z."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.laboratories.activation import ActivationCurves, DrawnActivation, values
from gui.laboratories.axes import AxisPicture
from gui.laboratories.base import Laboratory, laboratory
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.ledger import Ledger, LedgerEntry, scrolled
from gui.views.table_rows import Cell, TableRows

DASHES = ((), (6, 3), (2, 2), (8, 2, 2, 2), (4, 2, 1, 2))
NUDGE = 1 / 100


class CurvesOverZ(AxisPicture):
    """Curves over z, with an upright line at one z."""

    def __init__(self, title: str):
        super().__init__(title)
        self.title = title
        self.curves: tuple[tuple[np.ndarray, np.ndarray, tuple], ...] = ()
        """(z, values, flat stretches) of each."""

    def minimumSizeHint(self) -> QSize:
        return QSize(180, theme.px(110))

    def show_curves(self, curves, at: float) -> None:
        """Other curves, and the z that is looked at."""
        self.curves, self.at = curves, at
        if curves:
            z = curves[0][0]
            every = np.concatenate([line for _, line, _ in curves])
            every = every[np.isfinite(every)]
            low, high = min(float(every.min()), 0.0), max(float(every.max()), 0.0)
            # A line that goes on and on must not press the others flat.
            low, high = max(low, -float(z[-1])), min(high, float(z[-1]))
            room = 0.06 * ((high - low) or 1.0)
            self.ends = (float(z[0]), float(z[-1])), (low - room, high + room)
        self.update()

    @property
    def area(self) -> QRectF:
        return QRectF(theme.px(38), theme.px(20), self.width() - theme.px(38) - 8, self.height() - theme.px(40))

    @property
    def nudge(self) -> float:
        left, right = self.ends[0]
        return (right - left) * NUDGE

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area, colours = self.area, theme.class_colours()
        self._axes(painter, area)
        painter.setClipRect(area.adjusted(-1, -1, 1, 1))
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "muted"), 1.2))
        painter.drawLine(self.spot(self.at, self.ends[1][0]), self.spot(self.at, self.ends[1][1]))
        for number, (z, line, flat) in enumerate(self.curves):
            pen = QPen(theme.colour(colours[number]), 2)
            if DASHES[number]:
                pen.setDashPattern(list(DASHES[number]))
            painter.setPen(pen)
            painter.drawPolyline(self.spots(z, np.nan_to_num(line)))
            painter.setPen(QPen(theme.colour("ring"), 1.1))
            painter.setBrush(theme.colour(colours[number]))
            painter.drawEllipse(self.spot(self.at, float(np.interp(self.at, z, line))), 4.5, 4.5)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            # Saturated stretches lie as bars along the foot, a row for each.
            y = area.bottom() - 3 - 5 * number
            painter.setPen(QPen(theme.colour(colours[number], 0.75), 3, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap))
            for first, last in flat:
                painter.drawLine(QPointF(self.spot(first, 0).x(), y), QPointF(self.spot(last, 0).x(), y))

    def _axes(self, painter, area) -> None:
        painter.setFont(theme.font(12, 600))
        painter.setPen(theme.colour("muted"))
        painter.drawText(QRectF(0, 0, self.width(), theme.px(18)), Qt.AlignmentFlag.AlignLeft, self.title)
        self.write_numbers(painter, area.bottom() + 2)
        painter.setPen(QPen(theme.colour("line"), 1))
        for one, other in ((self.spot(self.ends[0][0], 0), self.spot(self.ends[0][1], 0)),
                           (self.spot(0, self.ends[1][0]), self.spot(0, self.ends[1][1]))):
            painter.drawLine(one, other)


@laboratory
class ActivationLab(Laboratory):
    """Both boards have the same z, which is dragged on either of them."""

    title, place = "Activation and slope", 3
    begins = ActivationCurves

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: tuple[DrawnActivation, ...] = ()
        self.value, self.slope = CurvesOverZ(tr("Value f(z)")), CurvesOverZ(tr("Slope f'(z); bars: saturated"))
        self.rows, self.ledger = TableRows(tr("Values at z")), Ledger()
        left, right, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        for board in (self.value, self.slope):
            left.addWidget(board, 1)
            board.moved.connect(self.look_at)
        right.addWidget(self.rows)
        right.addWidget(scrolled(self.ledger), 1)
        row.setSpacing(14)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        self.board.addLayout(row, 1)

    def look_at(self, z: float) -> None:
        """Read the values at another z."""
        self.settings = replace(self.settings, z=z)
        self._read()

    def show_settings(self):
        self.found = self.settings.picture()
        if abs(self.settings.z) > self.settings.reach:
            self.settings = replace(self.settings, z=float(np.clip(self.settings.z, -self.settings.reach,
                                                                   self.settings.reach)))
        self.ledger.show_entries(tuple(LedgerEntry(one.activation.formula, "", "") for one in self.found))
        self._read()

    def _read(self) -> None:
        z = self.settings.z
        self.value.show_curves(tuple((one.z, one.value, ()) for one in self.found), z)
        self.slope.show_curves(tuple((one.z, one.slope, one.flat) for one in self.found), z)
        rows, colours = [], theme.class_colours()
        for number, one in enumerate(self.found):
            value, slope = values(one.activation, np.array([z]))
            flat = abs(float(slope[0])) < self.settings.flat
            rows.append((Cell(tr(one.activation.shown_name()), role=colours[number], strong=True),
                         Cell(result(float(value[0]))),
                         Cell(result(float(slope[0])), role="negative" if flat else "text")))
        self.rows.show_rows((f"z = {local(f'{z:.2f}'.replace('-', '−'))}", "f(z)", "f'(z)"), rows)
        self.sentence.setText(self._say())

    def _say(self) -> str:
        for one in self.found:
            if one.flat:
                stretches = ", ".join(tr("{low} to {high}", low=self._words(low), high=self._words(high))
                                      for low, high in one.flat)
                return tr("{activation} is saturated for z from {stretches}: its slope is below {flat} there, and next "
                          "to no gradient comes through.", activation=tr(one.activation.shown_name()),
                          stretches=stretches, flat=local(f"{self.settings.flat:g}"))
        return tr("None of these is saturated anywhere here: each lets the gradient through.")

    @staticmethod
    def _words(z: float) -> str:
        return local(f"{z:.2g}".replace("-", "−"))

    def restyle(self):
        super().restyle()
        self._read()

    def table(self):
        names = [f"{number + 1} {type(one.activation).__name__}" for number, one in enumerate(self.found)]
        return [("z", *names, *(f"{name} slope" for name in names)),
                *zip(self.found[0].z if self.found else (), *(one.value for one in self.found),
                     *(one.slope for one in self.found), strict=True)]
