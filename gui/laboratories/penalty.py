"""The laboratory of L1 and L2: the minimum of the loss is dragged, the solution slides along its path."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.laboratories.penalty import REACH, STRONGEST, WEAKEST, DrawnPenalty, PenaltyGeometry
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.laboratories.base import Laboratory, laboratory
from gui.laboratories.plane import WeightPlane
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.translation import tr
from gui.views.caption import Caption
from gui.views.table_rows import Cell, TableRows


@laboratory
class PenaltyLab(Laboratory):
    """Where the contour of the loss touches that of the penalty lies the solution."""

    title, place = "L1 and L2", 8
    begins = PenaltyGeometry

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: DrawnPenalty | None = None
        self.map, self.rows = WeightPlane(tr("The plane of both weights")), TableRows(tr("The solution"))
        self.map.names, self.bar = ("w₁", "w₂"), ColourBar()
        self.plot, self.legend = Plot(tr("Both weights over λ")), Caption()
        self.lines, self.zeros = tuple(self.plot.line() for _ in "12"), self.plot.discs(2)
        self.now = self.plot.upright(3)
        self.plot.setMinimumHeight(theme.px(90))
        left, right, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.map, 1)
        left.addWidget(self.bar)
        right.addWidget(self.rows)
        right.addWidget(self.plot, 1)
        right.addWidget(self.legend)
        row.setSpacing(14)
        row.addLayout(left, 3)
        row.addLayout(right, 2)
        self.board.addLayout(row, 1)
        self.legend.show_parts([((tr("w₁ strong, w₂ pale; points: exactly 0"), tr("points: exactly 0")), "", ""),
                                (tr("log₁₀ of λ"), "", "right")])
        self.map.moved.connect(lambda x, y: self.change(replace(self.settings, lowest=(x, y))))
        self.map.hovered.connect(self._read_out)
        self.restyle()

    def show_settings(self):
        self.reckon(self.settings.picture, self._show)

    def _show(self, found: DrawnPenalty) -> None:
        self.found = found
        settings = found.settings
        self.map.point = settings.lowest
        self.map.show_field(found.field, found.contours, REACH)
        self.bar.show_words(("0", tr("loss"), short(float(found.field.max()))), False)
        self._draw_map(found)
        powers = np.log10(found.strengths)
        for weight, line in enumerate(self.lines):
            line.show_data(powers, found.way[:, weight])
        zero = np.flatnonzero((found.way == 0).any(1))
        self.zeros.show_data(powers[zero], np.zeros(len(zero)))
        low, high = min(float(found.way.min()), 0.0), max(float(found.way.max()), 0.0)
        room = 0.08 * (high - low) or 0.1
        self.plot.show_range((float(np.log10(WEAKEST)), float(np.log10(STRONGEST))), (low - room, high + room))
        strength = max(settings.regularizer.factors)
        self.now.stand_at(float(np.log10(min(max(strength, WEAKEST), STRONGEST))))
        self._tell(found)

    def _draw_map(self, found: DrawnPenalty) -> None:
        self.map.lines = [(found.way, "text", 1.6, (2, 2)), (found.loss_line, "positive", 2.0, ())]
        self.map.shapes = [(found.penalty_line, "negative")] if len(found.penalty_line) else []
        self.map.dots = [((0.0, 0.0), "muted", 3.0, ""), (found.settings.lowest, "positive", 5.5, tr("smallest loss")),
                         (found.solution, "negative", 6.5, tr("solution"))]
        self.map.update()

    def _tell(self, found: DrawnPenalty) -> None:
        settings = found.settings
        loss, penalty = float(settings.loss(found.solution)), float(settings.penalty(found.solution))
        rows = [(Cell(name), Cell(result(value) if value else tr("exactly 0"), role="text" if value else "accent_text"))
                for name, value in zip(("w₁", "w₂"), found.solution, strict=True)]
        rows += [(Cell(tr("loss")), Cell(result(loss))), (Cell(tr("penalty")), Cell(result(penalty))),
                 (Cell(tr("sum"), strong=True), Cell(result(loss + penalty), strong=True))]
        self.rows.show_rows((tr("at the solution"), ""), rows)
        gone = [(name, found.gone(weight)) for weight, name in enumerate(("w₁", "w₂"))]
        if all(strength is None for _, strength in gone):
            self.sentence.setText(tr("The circle has no corners: both weights shrink, and neither becomes exactly 0."))
            return
        told = ", ".join(tr("{weight} from λ = {strength} on", weight=name, strength=result(strength))
                         for name, strength in gone if strength is not None)
        self.sentence.setText(tr("The corners lie on the axes: weights become exactly 0 ({told}), and few remain.",
                                 told=told))

    def _read_out(self, x: float, y: float) -> None:
        settings = self.settings
        loss, penalty = float(settings.loss((x, y))), float(settings.penalty((x, y)))
        self.foot.show_text(tr("w₁ {x} · w₂ {y} · loss {loss} + penalty {penalty} = {sum}", x=result(round(x, 2)),
                               y=result(round(y, 2)), loss=result(loss), penalty=result(penalty),
                               sum=result(loss + penalty)))

    def restyle(self):
        super().restyle()
        for line, role in zip(self.lines, ("text", "muted"), strict=True):
            line.set_look(pen(role, 2))
        self.zeros.set_look(brush=theme.colour("negative"))
        self.now.set_look(pen("muted", 1.2))

    def table(self):
        if self.found is None:
            return []
        return [("lambda", "w1", "w2"), *((strength, *w) for strength, w in zip(self.found.strengths, self.found.way,
                                                                                strict=True))]
