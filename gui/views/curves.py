"""The training curves: loss beside accuracy, or R² of a regression: train, validation, test, and what was changed
when."""

from msgspec import convert, to_builtins
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout

from core.exploration.baselines import Baselines
from core.inspection.needs import Snapshot
from core.session.history import History
from gui.drawing.run_events import events
from gui.text.translation import tr
from gui.views.base import ONCE, Panel, view
from gui.views.curve_tools import CurveLook
from gui.views.metric_plot import SPLITS, MetricPlot

FIGURES_MS = 120


@view
class CurvesPanel(Panel):
    """Loss beside accuracy, or beside R² and MAE where numbers are predicted."""

    place = 1
    title = "Loss"
    question, glyph = "learn", "curves"
    formula = r"J = \frac{1}{n} \sum_{i=1}^{n} L_i"
    minimum_height = 170
    own_head = True
    of_network = False
    meaning = "How wrong the network is, on the samples it learns from and on those it has never seen."

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        row = QHBoxLayout()
        row.setSpacing(16)
        self.loss = MetricPlot("loss", "Loss", "Mean cost of a sample: the number that training makes small.\n"
                               "Thin: every batch. Thick: smoothed.")
        self.accuracy = MetricPlot("accuracy", "Accuracy", "Share of samples that are answered rightly, "
                                   "in percent.", percent=True)
        self.fit = MetricPlot("r2_score", "R²", "How much of the spread of the targets is explained: 1 is perfect, "
                              "0 no better than their mean.\nMAE: by how much a prediction is off on average, in the "
                              "unit of the target.", beside=("mean_absolute_error", "MAE"))
        self.plots = (self.loss, self.accuracy, self.fit)
        for plot in self.plots:
            row.addWidget(plot, 1)
            plot.resized.connect(self._agree)
        self.body.addLayout(row, 1)
        # Figures that change with every picture cannot be read, and cost as much as the curves under them.
        self._unsaid = False
        self._figures = QTimer(self, singleShot=True, interval=FIGURES_MS)
        self._figures.timeout.connect(self._catch_up)
        self.loss.tools.changed.connect(self.show_look)
        self.addActions(self.loss.tools.doings)
        self.runner.track_changed.connect(self._show_track)
        self._show_track(self.runner.track)
        self.refresh()

    def show_look(self, look: CurveLook) -> None:
        """Draw every plot with another scale, smoothing, with or without earlier runs."""
        for plot in self.plots:
            plot.show_look(look)
        self._agree()

    def _show_track(self, track) -> None:
        found = events(track)
        for plot in self.plots:
            plot.marks.show_events(found)

    @property
    def kept(self):
        return {"look": to_builtins(self.loss.look)}

    def take_up(self, kept):
        self.show_look(convert(kept["look"], CurveLook))

    def refresh(self) -> None:
        found, known = self.document.judged, self.document.description is not None
        self.accuracy.setVisible(not known or (found is not None and found.task.judged))
        self.fit.setVisible(found is not None and not found.task.judged)

    def needs(self):
        return {Baselines(): ONCE}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(Baselines())
        for plot in self.plots if found is not None else ():
            plot.rules.show_rules(found)

    def draw_ticks(self, history: History) -> None:
        if history is self.loss.history:
            return
        for plot in self._seen():
            plot.draw_history(history)
        if self._figures.isActive():
            self._unsaid = True
        else:
            self._figures.start()
            self._agree()

    def _catch_up(self) -> None:
        """The newest figures, where some came since the last were written."""
        if self._unsaid:
            self._unsaid = False
            self._figures.start()
            self._agree()

    def _seen(self) -> list[MetricPlot]:
        return [plot for plot in self.plots if plot.isVisibleTo(self)]

    def _agree(self) -> None:
        """No short words beside whole ones."""
        narrow = any(plot.wants_short_words() for plot in self._seen())
        for plot in self._seen():
            plot.show_values(narrow)

    def table(self):
        rows = []
        for plot in self.findChildren(MetricPlot):
            if not plot.isVisibleTo(self):
                continue
            for split, measure in (*((split, plot.measure) for split, _, _ in SPLITS),
                                   *(("validation", key) for key in plot.losses())):
                curve = plot.history.curve(split, measure)
                rows += [(measure, split, *row) for row in zip(curve.x, curve.mean, curve.low, curve.high,
                                                                    curve.smooth, strict=True)]
            rows += [(plot.measure, rule.rule, "", rule.figures[plot.measure], "", "", "") for rule in plot.rules.found]
        for number, curves in enumerate(self.loss.history.former, 1):
            for (split, measure), curve in curves.items():
                rows += [(measure, tr("{split}, run before {n}", split=split, n=number), *row) for row in zip(
                    curve.x, curve.mean, curve.low, curve.high, curve.smooth, strict=True)]
        return [("measure", "split", "epoch", "mean", "lowest", "highest", "smooth"), *rows] if rows else []

    def restyle(self) -> None:
        for plot in self.plots:
            plot.restyle()
