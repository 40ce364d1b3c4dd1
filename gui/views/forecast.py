"""Forecasts beside what was measured and beside the naive ones that anybody could make."""

import numpy as np
from PySide6.QtCore import Qt

from core.inspection.needs import Snapshot
from core.inspection.series import Forecasts, Foretold
from gui.drawing.axis_ranges import round_up
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.text.translation import tr
from gui.views.base import SLOWLY, Panel, view
from gui.views.caption import Caption
from gui.views.read_out import nearest, read_out
from gui.widgets.basic import label

NAIVE_MOST = 3


@view
class ForecastPanel(Panel):
    """Measured, foretold, and the naive lines with what each of them misses by."""

    place = 5
    title = "Forecast"
    question, glyph = "wrong", "curves"
    meaning = ("What the network foretells of steps that it never learnt from, beside what was measured and what one "
               "can say without a network; each with the root of its mean squared error in the unit of the data")
    formula = r"\sqrt{\frac{1}{n} \sum (y - t)^2}"
    minimum_height = 240
    share = 30

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Foretold | None = None
        self.plot = Plot(tr("Forecast and what was measured, over the steps of the series"), x_ticks=4, y_ticks=3)
        self.naive = [self.plot.line(0) for _ in range(NAIVE_MOST)]
        self.measured, self.foretold, self.ahead = self.plot.line(1), self.plot.line(2), self.plot.line(3)
        self.words = label("", "muted", 12, wrap=True)
        self.words.setTextFormat(Qt.TextFormat.PlainText)
        self.body.setSpacing(4)
        self.axes = Caption()
        self.axes.show_parts([(tr("amount, in the unit of the data"), "", ""), (tr("step"), "", "right")])
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self.axes)
        self.body.addWidget(self.words)
        read_out(self.plot, self.words_at)
        self.restyle()

    @classmethod
    def accepts(cls, check, description):
        return bool(description.targets) and description.targets[0].task.foretells

    def needs(self):
        return {Forecasts(): SLOWLY}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(Forecasts())
        if found is None or not np.isfinite(found.foretold).all():
            return
        self.found = found
        steps = np.arange(found.start, found.start + len(found.values))
        self.measured.show_data(steps + 1, found.values)
        self.foretold.show_data(found.places + 1, found.foretold[:, 0])
        last = found.foretold[-1]
        self.ahead.show_data(found.places[-1] + 1 + np.arange(len(last)), last)
        for line, one in zip(self.naive, (*found.naive, *[None] * NAIVE_MOST), strict=False):
            line.show_data(*((found.places + 1, one.values) if one else ([], [])))
        every = np.concatenate([found.values, found.foretold.ravel()])
        low, high = float(every.min()), float(every.max())
        self.plot.show_range((float(steps[0] + 1), float(steps[-1] + 1)), (min(low, 0.0) if low > high / 3 else low,
                                                                           round_up(high)))
        self.say(tr("misses by {miss}", miss=short(found.miss)))
        parts = [tr("blue: the network, misses by {miss}", miss=short(found.miss))]
        parts += [tr("dashed: {name}, misses by {miss}", name=one.name, miss=short(one.miss)) for one in found.naive]
        self.words.setText(" · ".join(parts))

    def words_at(self, step: float) -> str:
        """What was measured and foretold nearest to a step."""
        if self.found is None:
            return ""
        here = nearest(step - 1, self.found.places)
        place = int(self.found.places[here])
        said = [tr("step {n}", n=place + 1),
                tr("measured {value}", value=short(float(self.found.values[place - self.found.start]))),
                tr("foretold {value}", value=short(float(self.found.foretold[here, 0])))]
        return "\n".join(said + [f"{one.name}  {short(float(one.values[here]))}" for one in self.found.naive])

    def table(self):
        if self.found is None:
            return []
        names = [one.name for one in self.found.naive]
        measured = self.found.values[self.found.places - self.found.start]
        return [("step", "measured", "foretold", *names),
                *zip(self.found.places + 1, measured, self.found.foretold[:, 0],
                     *(one.values for one in self.found.naive), strict=True)]

    def restyle(self) -> None:
        self.measured.set_look(pen("muted", 1.6))
        self.foretold.set_look(pen("accent", 2.0))
        self.ahead.set_look(pen("accent", 2.0))
        for line in self.naive:
            line.set_look(pen("faint", 1.0, dashed=True))
        self.update()
