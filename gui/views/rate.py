"""The learning rate over the epochs: what is planned, what it was, and where training stands."""

import numpy as np
from msgspec.structs import replace
from PySide6.QtGui import QBrush

from core.inspection.needs import Snapshot
from core.inspection.rates import Rate, RateNow, planned
from core.project.update_edits import with_optimizer
from core.schedules.base import Knob
from gui.drawing.axis_ranges import round_up
from gui.drawing.pictures import precise, short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.caption import Caption
from gui.views.knob_handles import KnobHandles
from gui.views.read_out import nearest, read_out
from gui.views.trend import Trend


@view
class RatePanel(Panel):
    """The plan as a line, what training has used as a thicker one, the present as a point."""

    place = 11
    title = "Learning rate"
    short = "Rate"
    question, glyph, usual = "learn", "rate", False
    formula = r"\eta(e)"
    meaning = ("How large the steps are, over the epochs: the schedule as a curve, and where training stands on it. "
               "The rings can be dragged.")
    minimum_height = 170
    share = 16

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Rate | None = None
        self.trend, self._training = Trend(), None
        self.plot = Plot(tr("Learning rate over the epochs"), x_ticks=3, y_ticks=3)
        self.plan, self.used, self.now = self.plot.line(0), self.plot.line(1), self.plot.discs(2)
        self.handles = KnobHandles(self.plot)
        self.handles.pulled.connect(self._pulled)
        self.legend = Caption()
        self.body.setSpacing(2)
        self.up = Caption()
        self.up.show_parts([(tr("learning rate η"), "", "")])
        self.body.addWidget(self.up)
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self.legend)
        read_out(self.plot, self.words_at)
        self.legend.show_parts([(tr("planned"), "line", ""), (tr("epoch"), "", "right")])
        self.restyle()
        self.refresh()

    def needs(self):
        return {RateNow(): 0.05}

    def refresh(self) -> None:
        training = self.document.project.training
        if (training.rules, training.schedule) != self._training:
            self._training = training.rules, training.schedule
            self.trend.forget()
        self._draw_plan()

    @property
    def _end(self) -> float:
        """The last epoch on the axis."""
        return max(float(self.document.project.training.epochs), self.found.epoch if self.found else 0.0)

    def _draw_plan(self) -> None:
        x, y = planned(self.document.project.training, self._end)
        base = float(self.document.project.training.rules[0].optimizer.learning_rate)
        self.plan.show_data(x, y)
        self.plot.show_range((0.0, float(x[-1])), (0.0, round_up(float(y.max()) * 1.05)))
        schedule = self.document.project.training.schedule
        name = tr(schedule.shown_name()) if schedule is not None else tr("no schedule")
        now = self.found.now if self.found is not None else y[0]
        self.handles.show_knobs([(knob.epochs, base * knob.factor) for knob in self.knobs()])
        self.say(tr("{schedule} · now η {rate}", schedule=name, rate=precise(float(now))),
                 tr("now η {rate}", rate=short(float(now))))

    def knobs(self) -> tuple[Knob, ...]:
        """The places of the curve that can be dragged, on it: those of the schedule; without one, the rate itself."""
        training = self.document.project.training
        if training.schedule is not None:
            return training.schedule.knobs()
        return (Knob("learning_rate", self._end / 2, 1.0, lambda *_: None),)

    def _pulled(self, number: int, epochs: float, rate: float, gesture: str) -> None:
        """A knob was dragged to a place: the whole drag is one step of undo."""
        training, knob = self.document.project.training, self.knobs()[number]
        base = float(training.rules[0].optimizer.learning_rate)
        if training.schedule is not None:
            changed = replace(training, schedule=knob.moved(epochs, rate / base if base else 1.0))
        else:
            first, new = training.rules[0].optimizer, float(f"{max(rate, 0.0):.4g}")
            changed = with_optimizer(training, replace(first, learning_rate=new))
        self.document.edit_training(changed, tr("Learning rate by hand"), gesture)

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(RateNow())
        if found is None:
            return
        self.found = found
        self.trend.add(found.epoch, (found.now,))
        self.used.show_data(*self.trend.series(0))
        self.now.show_data([found.epoch], [found.now])
        self._draw_plan()

    def words_at(self, epoch: float) -> str:
        """The rate that is planned for an epoch, and the one that was used there."""
        x, y = planned(self.document.project.training, self._end)
        said = tr("epoch {n}: planned {rate}", n=local(f"{epoch:.1f}"), rate=precise(float(np.interp(epoch, x, y))))
        x, y = self.trend.series(0)
        here = nearest(epoch, x)
        return said if here < 0 or epoch > x[-1] else said + "\n" + tr("used {rate}", rate=precise(float(y[here])))

    def table(self):
        x, y = planned(self.document.project.training, self._end)
        return [("epoch", "planned"), *zip(x, y, strict=True)]

    def restyle(self) -> None:
        self.handles.restyle()
        self.plan.set_look(pen("muted", 1.2, dashed=True))
        self.used.set_look(pen("accent", 2.0))
        self.now.set_look(brush=QBrush(theme.colour("accent")))
        self.update()
