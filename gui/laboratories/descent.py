"""The laboratory of optimisers: a surface from above, a ball for each, and the numbers of the step."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout

from core.laboratories.descent import DescentRace, DescentResult
from gui.drawing.colour_bar import ColourBar
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.laboratories.base import Laboratory, laboratory
from gui.laboratories.plane import DASHES, WeightPlane
from gui.laboratories.transport import Transport
from gui.style import theme
from gui.text.formula_numbers import result, with_numbers
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.caption import Caption
from gui.views.ledger import Ledger, LedgerEntry, scrolled
from gui.views.table_rows import Cell, TableRows

FLOOR = 1e-8
"""Losses above the lowest of the picture are drawn on a logarithmic scale from here on."""


@laboratory
class DescentLab(Laboratory):
    """Click or drag to put the balls down elsewhere; every step is shown with its numbers, and taken back."""

    title, place = "Descent on a surface", 2
    begins = DescentRace

    def __init__(self, window, background):
        super().__init__(window, background)
        self.found: DescentResult | None = None
        self.chosen, self._step = 0, 0
        self.map, self.bar = WeightPlane(tr("The surface from above")), ColourBar()
        self.rows = TableRows(tr("Who races"))
        self.ledger, self.plot, self.steps = Ledger(), Plot(tr("Loss of each over the steps"), 40), Transport()
        self.axes = Caption()
        self.axes.show_parts([((tr("log₁₀ of the loss above the lowest"), tr("log₁₀ of the loss")), "", ""),
                              (tr("steps"), "", "right")])
        self.curves = [self.plot.line() for _ in DASHES]
        self.now = self.plot.upright(2)
        self.plot.setMinimumHeight(theme.px(80))
        left, right, row = QVBoxLayout(), QVBoxLayout(), QHBoxLayout()
        left.addWidget(self.map, 1)
        left.addWidget(self.bar)
        right.addWidget(self.rows)
        right.addWidget(scrolled(self.ledger), 3)
        right.addWidget(self.plot, 2)
        right.addWidget(self.axes)
        row.setSpacing(14)
        row.addLayout(left, 6)
        row.addLayout(right, round(2 + 2 * theme.text_scale()))  # larger words need room that the picture can spare
        self.board.addLayout(row, 1)
        self.board.addWidget(self.steps)
        self.map.moved.connect(self.put_down)
        self.map.hovered.connect(self._read_out)
        self.rows.chosen.connect(self.choose)
        self.steps.gone.connect(self.show_step)

    @property
    def kept(self):
        return self.settings, self._step, self.chosen

    def first(self):
        return self.begins(), self.begins().steps // 8, 0

    def take_up(self, kept):
        settings, self._step, self.chosen = kept
        self.steps.show_steps(settings.steps, self._step)
        super().take_up(settings)

    def change(self, settings):
        if settings.surface != self.settings.surface:
            settings = replace(settings, start=settings.ground.start)
        super().change(settings)

    def put_down(self, x: float, y: float) -> None:
        """All balls begin here."""
        self.change(replace(self.settings, start=(x, y)))
        self.form.show_value(self.settings)

    def choose(self, place: int) -> None:
        """The optimiser whose step is shown in numbers."""
        self.chosen = place
        self.show_step(self._step)

    # ---- showing

    def show_settings(self):
        self.reckon(self.settings.race, self._show)

    def _show(self, found: DescentResult) -> None:
        self.found = found
        settings, ground = found.settings, found.settings.ground
        self.map.point = settings.start
        self.map.show_field(found.field, found.contours, ground.reach)
        low, high = float(found.field.min()), float(found.field.max())
        self.bar.show_words((short(low), "", short(high)), False, tr("loss"))
        self.sentence.setText(tr(ground.meaning))
        self.chosen = min(self.chosen, max(len(found.ways) - 1, 0))
        self.steps.show_steps(settings.steps, self._step)
        self._draw_curves(found, low)
        self.show_step(self.steps.step)

    def _draw_curves(self, found: DescentResult, low: float) -> None:
        highs = [0.0]
        for number, curve in enumerate(self.curves):
            there = number < len(found.ways)
            curve.set_visible(there)
            if there:
                losses = np.log10(np.maximum(found.ways[number].losses - low, 0) + FLOOR)
                highs += [float(losses.max()), float(losses.min())]
                curve.show_data(np.arange(len(losses)), losses)
        self.plot.show_range((0, found.settings.steps), (min(highs) - 0.2, max(highs) + 0.2))
        self.restyle()

    def show_step(self, step: int) -> None:
        """The balls after so many steps, and the numbers of the last one."""
        self._step = step
        found = self.found
        if found is None:
            return
        colours = theme.class_colours()
        self.map.lines, self.map.dots = [], [(found.settings.start, "muted", 4.0, tr("start"))]
        rows, tips = [], []
        for number, way in enumerate(found.ways):
            here = way.at(step)
            strong = number == self.chosen
            self.map.lines.append((way.points[:here + 1], colours[number], 2.4 if strong else 1.6, DASHES[number]))
            self.map.dots.append((tuple(way.points[here].tolist()), colours[number], 7.0 if strong else 5.5,
                                  str(number + 1)))
            gone = step > here
            rows.append((Cell(f"{number + 1}  {tr(way.optimizer.shown_name())}", role=colours[number], strong=strong),
                         Cell(tr("left for good") if gone else result(float(way.losses[here]))),
                         Cell("" if gone or here >= len(way.steps) else result(float(np.hypot(
                             *way.steps[here].gradient))))))
            tips.append(tr("Click to see its numbers"))
        self.rows.show_rows((tr("Optimiser"), tr("loss"), tr("slope")), rows, tips)
        self.map.update()
        self.now.stand_at(step)
        self._tell(found, step)

    def _tell(self, found: DescentResult, step: int) -> None:
        if not found.ways:
            self.ledger.show_entries(())
            return
        way = found.ways[self.chosen]
        if not 0 < step <= len(way.steps):
            self.ledger.show_entries((LedgerEntry(type(way.optimizer).formula.partition(r", \quad")[0], "", ""),))
            return
        taken = way.steps[step - 1]
        entries = [LedgerEntry(r"g = \frac{\partial L}{\partial x}", tr("step {step} of x", step=step),
                               result(taken.gradient[0]), "gradient")]
        entries += [LedgerEntry(rf"{line.name.replace('w', 'x')} \leftarrow {line.formula.replace('w', 'x', 1)}",
                                with_numbers(line), result(line.result)) for line in taken.lines[0]]
        self.ledger.show_entries(tuple(entries))

    def _read_out(self, x: float, y: float) -> None:
        ground = self.settings.ground
        self.foot.show_text(tr("x {x} · y {y} · loss {loss}", x=local(f"{x:.2f}"), y=local(f"{y:.2f}"),
                               loss=result(float(ground.loss(x, y)))))

    def restyle(self):
        super().restyle()
        for number, curve in enumerate(self.curves):
            curve.set_look(pen(theme.class_colours()[number], 1.8, dashed=number > 0))
        self.now.set_look(pen("muted", 1.2))

    def table(self):
        if self.found is None:
            return []
        return [("optimizer", "step", "x", "y", "loss"),
                *((f"{number + 1} {type(way.optimizer).__name__}", step, *point, loss)
                  for number, way in enumerate(self.found.ways)
                  for step, (point, loss) in enumerate(zip(way.points.tolist(), way.losses.tolist(), strict=True)))]
