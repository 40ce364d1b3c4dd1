"""The laboratory of dropout: masks drawn one by one, and the mean of their answers beside the one of scaled weights."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.laboratories.dropout import DropoutEnsemble, SubNetworks
from gui.drawing.plot import Plot, pen
from gui.laboratories.base import Laboratory, laboratory
from gui.laboratories.transport import Transport
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.number_text import grouped, local
from gui.text.translation import counted, tr
from gui.views.caption import Caption
from gui.views.table_rows import Cell, TableRows


class NetworkSketch(QWidget):
    """Inputs, hidden units and the output; units that are off are crossed out, and their lines are gone."""

    def __init__(self):
        super().__init__()
        self.found: SubNetworks | None = None
        self.mask, self.answer = np.zeros(0, int), 0.0
        self.setAccessibleName(tr("The network with this mask"))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def minimumSizeHint(self) -> QSize:
        return QSize(160, 180)

    def show_mask(self, found: SubNetworks, mask: np.ndarray, answer: float) -> None:
        """Another mask (units,), and what is answered with it."""
        self.found, self.mask, self.answer = found, mask, answer
        self.setAccessibleDescription("".join(map(str, mask.tolist())))
        self.update()

    def _column(self, count: int, share: float) -> list[QPointF]:
        pitch = self.height() / count
        return [QPointF(self.width() * share, pitch * (place + 0.5)) for place in range(count)]

    def paintEvent(self, event):
        if self.found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        network, units = self.found.network, len(self.mask)
        before, hidden, after = self._column(2, 0.14), self._column(units, 0.5), self._column(1, 0.86)
        largest = max(float(np.abs(network.into).max()), float(np.abs(network.out).max()))
        for place, here in enumerate(hidden):
            if self.mask[place]:
                for source, start in enumerate(before):
                    self._line(painter, start, here, float(network.into[source, place]), largest)
                self._line(painter, here, after[0], float(network.out[place]), largest)
        radius = min(theme.px(19), self.height() / (2 * max(units, 2)) - 1)
        settings = network.settings
        for spot, value in zip(before, (settings.first, settings.second), strict=True):
            self._unit(painter, spot, theme.px(19), value, True)
        for place, spot in enumerate(hidden):
            self._unit(painter, spot, radius, float(network.hidden[place]), bool(self.mask[place]))
        self._unit(painter, after[0], theme.px(22), self.answer, True)

    @staticmethod
    def _line(painter, start: QPointF, end: QPointF, weight: float, largest: float) -> None:
        share = abs(weight) / largest
        painter.setPen(QPen(theme.colour("positive" if weight >= 0 else "negative", 0.15 + 0.75 * share),
                            0.7 + 3.3 * share))
        painter.drawLine(start, end)

    @staticmethod
    def _unit(painter, spot: QPointF, radius: float, value: float, on: bool) -> None:
        box = QRectF(spot.x() - radius, spot.y() - radius, 2 * radius, 2 * radius)
        painter.setPen(QPen(theme.colour("muted" if on else "line"), 1.2))
        painter.setBrush(theme.colour("card"))
        painter.drawEllipse(box)
        painter.setFont(theme.font(11, tabular=True))
        if not on:
            painter.setPen(QPen(theme.colour("negative"), 2))
            away = radius * 0.6
            painter.drawLine(spot - QPointF(away, away), spot + QPointF(away, away))
            painter.drawLine(spot + QPointF(-away, away), spot + QPointF(away, -away))
            return
        words = local(f"{value:.2f}".replace("-", "−"))
        metrics = painter.fontMetrics()
        if metrics.horizontalAdvance(words) < 2 * radius and metrics.height() < 2 * radius:
            painter.setPen(theme.colour("text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter, words)


@laboratory
class DropoutLab(Laboratory):
    """Every step draws another mask; the line is the mean of all answers so far."""

    title, place = "Dropout as an ensemble", 7
    begins = DropoutEnsemble

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: SubNetworks | None = None
        self._step = 1
        self.sketch, self.rows, self.steps = NetworkSketch(), TableRows(tr("Means")), Transport()
        self.plot, self.legend = Plot(tr("Answers of the masks, and their mean so far")), Caption()
        self.dots, self.line = self.plot.discs(0), self.plot.line(2)
        self.exact, self.one = self.plot.line(1), self.plot.line(1)
        self.now = self.plot.upright(3)
        self.plot.setMinimumHeight(theme.px(90))
        right, row = QVBoxLayout(), QHBoxLayout()
        right.addWidget(self.rows)
        right.addWidget(self.plot, 1)
        right.addWidget(self.legend)
        row.setSpacing(14)
        row.addWidget(self.sketch, 2)
        row.addLayout(right, 3)
        self.board.addLayout(row, 1)
        self.board.addWidget(self.steps)
        self.legend.show_parts([(tr("points: one mask · line: mean so far · dashed: scaled weights"), "", ""),
                                (tr("masks"), "", "right")])
        self.steps.gone.connect(self.show_step)
        self.restyle()

    @property
    def kept(self):
        return self.settings, self._step

    def first(self):
        return self.begins(), 30

    def take_up(self, kept):
        settings, self._step = kept
        super().take_up(settings)

    def show_settings(self):
        self.reckon(self.settings.ensemble, self._show)

    def _show(self, found: SubNetworks) -> None:
        self.found = found
        self.steps.show_steps(len(found.drawn), self._step)
        values = np.concatenate([found.drawn_answers, [found.mean, found.network.answer]])
        room = 0.08 * float(np.ptp(values)) or 0.1
        self.plot.show_range((0, len(found.drawn)), (float(values.min()) - room, float(values.max()) + room))
        ends = np.array([0, len(found.drawn)])
        self.exact.show_data(ends, np.full(2, found.mean))
        self.one.show_data(ends, np.full(2, found.network.answer))
        off = abs(found.mean - found.network.answer)
        agree = tr("exactly the same") if off < 1e-12 else tr("nearly the same: {off} apart", off=result(off))
        self.sentence.setText(tr("{count} small networks share these weights. Their mean and the single answer of the "
                                 "scaled weights are {agree}.", count=grouped(len(found.every)), agree=agree))
        self.show_step(self.steps.step)

    def show_step(self, step: int) -> None:
        """The mask of a step; before the first one every unit is on, as at test time."""
        self._step = step
        found = self.found
        if found is None:
            return
        network = found.network
        if step:
            self.sketch.show_mask(found, found.drawn[step - 1], float(found.drawn_answers[step - 1]))
        else:
            self.sketch.show_mask(found, np.ones(self.settings.units, int), network.answer)
        steps = np.arange(1, step + 1)
        self.dots.show_data(steps, found.drawn_answers[:step])
        self.line.show_data(steps, found.running[:step])
        self.now.stand_at(step)
        so_far = result(float(found.running[step - 1])) if step else "–"
        self.rows.show_rows((tr("answer"), ""), [
            (Cell(tr("this mask")), Cell(result(self.sketch.answer))),
            (Cell(counted(step, "mean of {n:,} mask", "mean of {n:,} masks"), role="accent_text"), Cell(so_far)),
            (Cell(tr("mean of all {count}", count=grouped(len(found.every))), strong=True), Cell(result(found.mean))),
            (Cell(tr("scaled weights, all on"), strong=True), Cell(result(network.answer)))])

    def restyle(self):
        super().restyle()
        self.dots.set_look(brush=theme.colour("muted", 0.6))
        self.line.set_look(pen("accent", 2))
        self.exact.set_look(pen("text", 1.2))
        self.one.set_look(pen("negative", 1.6, dashed=True))
        self.now.set_look(pen("muted", 1))

    def table(self):
        found = self.found
        if found is None:
            return []
        return [("mask", "answer", "probability"),
                *(("".join(map(str, mask.tolist())), answer, likely) for mask, answer, likely in zip(
                    found.every, found.answers, found.likely, strict=True))]
