"""One metric over the epochs: train, validation, test, the newest values, and what was changed when."""

import numpy as np
from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QBrush, QFontMetrics
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolTip, QVBoxLayout, QWidget

from core.declare.registry import METRICS
from core.session.history import History
from gui.drawing.axis_ranges import Steady, accuracy_floor, epochs_shown, loss_reach, share_floor
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import again, tr
from gui.views.baseline_lines import BaselineLines
from gui.views.curve_tools import CurveLook, CurveTools
from gui.views.newest_values import Newest, NewestValues, beside_it, magnitude
from gui.views.run_marks import RunMarks
from gui.widgets.basic import fitting

SPLITS = (("train", "train", "train"), ("validation", "val", "validation"), ("test", "test", "test"))
"""Split, word in the head, token of its colour."""
SHORT = {"train": "tr.", "validation": "val.", "test": "te."}
"""Words for a narrow head; a letter alone would be the same for two of them in some languages."""
TEXT_COLOURS = {"train": "positive_text", "validation": "negative_text", "test": "muted"}
ASKED = {metric.key: metric.shown_name() for metric in METRICS.values() if not metric.everyday}
"""Metrics without a curve by their keys: their newest value stands beside the others."""
MARKS = 6
PARTS = 6
"""Losses of which the whole is made that have a curve of their own."""
BUTTONS, WIDER = 62, 1.08
"""Pixels that the buttons of the card need beside the head, and by how much its spaced letters are wider."""
POINTS = 250
"""Points of a curve that are drawn: a history has 250 to 500 of them, however long it is."""
RAW = 0.3
"""How much of the curve's colour the raw line under it keeps."""


def loss_name(key: str) -> str:
    """A loss of several as it is shown: "digit" for digit_loss."""
    name = key.removesuffix("_loss").replace("_", " ")
    return tr(name)


class MetricPlot(QWidget):
    """One metric over the epochs: a head with the newest values, and the curves."""

    resized = Signal()

    def __init__(self, metric: str, title: str, tip: str, percent: bool = False, beside: tuple[str, str] = ()):
        """`beside`: another metric that stands in the head as a number, and what it is called there."""
        super().__init__()
        self.measure, self.percent, self.beside = metric, percent, beside
        self.history = History()
        self._found: tuple[History, list[Newest]] | None = None
        self._top, self._floor, self._narrow = Steady(), None, False
        self.title = tr(title).upper() + "  %" * percent
        self.head = QLabel(self.title)
        self.head.setMinimumWidth(24)
        self.values = NewestValues()
        self.plot = Plot(tr("{metric} over the epochs", metric=tr(title)), x_ticks=3)
        self.axis = QLabel(tr("epoch"))
        self.axis.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.look, self.tools = CurveLook(), CurveTools() if metric == "loss" else None
        self._tip = tip
        self.head.setToolTip(tr(tip))
        self.head.setAccessibleName(tr(title))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        for widget, stretch in ((self.head, 0), (self.values, 0), (self.plot, 1)):
            column.addWidget(widget, stretch)
        foot = QHBoxLayout()
        foot.setSpacing(0)
        if self.tools is not None:
            foot.addWidget(self.tools, 1)
        foot.addWidget(self.axis, 0 if self.tools is not None else 1)
        column.addLayout(foot)
        column.insertSpacing(1, 4)
        column.insertSpacing(3, 1)
        self._raw = self.plot.line(-10, smooth=False, most=2 * POINTS)
        self._lines = {split: self.plot.line(depth, most=POINTS) for depth, (split, _, _) in zip((2, 1, 0), SPLITS,
                                                                                   strict=True)}
        self._first = {split: self.plot.discs(3) for split in self._lines}
        self._parts = [self.plot.line(-2, most=POINTS) for _ in range(PARTS)]
        self._marks = [self.plot.upright(-5) for _ in range(MARKS)]
        self.marks = RunMarks(self.plot, metric, self._placed)
        self.rules = BaselineLines(self.plot, metric, 100.0 if percent else 1.0)
        self.plot.pointed_at.connect(self._hover)
        self.restyle()

    def restyle(self) -> None:
        """Take colours and fonts from the theme."""
        self.head.setFont(theme.heading())
        self.head.setProperty("role", "muted")
        self.axis.setFont(theme.font(11))
        self.axis.setProperty("role", "muted")
        self.values.restyle()
        # A colour of its own, not a transparent one: where many batches share a pixel they would add up to a wall.
        self._raw.set_look(pen(theme.mixed("train", "panel", RAW).name(), 1.0))
        for split, _, token in SPLITS:
            self._lines[split].set_look(pen(token, 2.0))
            self._first[split].set_look(brush=QBrush(theme.colour(token)))
        for line, name in zip(self._parts, theme.class_colours()[2:], strict=False):
            line.set_look(pen(name, 1.4))
        for line in self._marks:
            line.set_look(pen("faint", 1.0, dashed=True))
        self.marks.restyle()
        if self.tools is not None:
            self.tools.restyle()
        self.axis.setFixedHeight(theme.px(17))
        self.rules.restyle()
        self._fit_head()
        self.show_values(self._narrow)

    def resizeEvent(self, event):
        super().resizeEvent(event)
        self._fit_head()
        self.show_values(self._narrow)
        self.resized.emit()

    def _fit_head(self) -> None:
        metrics = QFontMetrics(theme.heading())
        best = f"{self.title}   {self._best_words()}"
        fits = metrics.horizontalAdvance(best) * WIDER <= self.width() - BUTTONS
        self.head.setText(best if fits and self._best_words() else fitting(metrics, (self.title,), self.width() - 2))

    def best(self) -> tuple[float, float] | None:
        """Epoch and value at which the validation was best, or training without one; None before anything was
        measured."""
        curve = next((curve for split in ("validation", "train") if len(curve := self.history.curve(
            split, self.measure))), None)
        if curve is None:
            return None
        place = int(np.argmin(curve.low) if self.measure == "loss" else np.argmax(curve.high))
        return float(curve.x[place]), float((curve.low if self.measure == "loss" else curve.high)[place])

    def _best_words(self) -> str:
        found = self.best()
        if found is None:
            return ""
        value, epoch = self.words(found[1]), local(f"{found[0]:.3g}")
        if self.measure == "loss":
            return tr("min {value} · epoch {epoch}", value=value, epoch=epoch)
        return tr("max {value} · epoch {epoch}", value=value, epoch=epoch)

    def show_look(self, look: CurveLook) -> None:
        """Draw with another scale, another smoothing, with or without earlier runs."""
        self.look = look
        if self.tools is not None:
            self.tools.show_look(look)
        self.marks.forget()
        self.rules.show_rules(self.rules.found, self._placed)
        self.draw_history(self.history)

    def _placed(self, values):
        return self.look.place(np.asarray(values, float)) if self.measure == "loss" else np.asarray(
            values, float) * (100.0 if self.percent else 1.0)

    def show_history(self, history: History) -> None:
        """Draw everything so far, and the newest values."""
        self.draw_history(history)
        self.show_values(self._narrow)

    def draw_history(self, history: History) -> None:
        """Draw everything so far."""
        if history.version < self.history.version or history.epoch < self.history.epoch:
            self._top.forget()
            self._floor = None
        if history.measured != self.history.measured:
            self.head.setToolTip("\n".join(filter(None, (tr(self._tip), again(history.measured)))))
        self.history = history
        train = history.curve("train", self.measure)
        x, y = train.band()
        self._raw.show_data(x, self._placed(y))
        for split, _, _ in SPLITS:
            curve = history.curve(split, self.measure)
            y = self._placed(self.look.smooth(curve) if split == "train" else curve.mean)
            self._lines[split].show_data(curve.x, y)
            # A line of one point draws nothing.
            self._first[split].show_data(*((curve.x, y) if len(curve) == 1 else ((), ())))
        for line, key in zip(self._parts, (*self.losses(), *[""] * PARTS), strict=False):
            curve = history.curve("validation", key)
            line.show_data(curve.x, self._placed(curve.mean))
        for line, mark in zip(self._marks, history.marks[-MARKS:] + (None,) * MARKS, strict=False):
            line.set_visible(mark is not None)
            if mark is not None:
                line.stand_at(mark.epoch)
        end = epochs_shown(max(history.epoch, history.reach), history.epochs)
        if self.look.log and self.measure == "loss" and len(train):
            seen = [train.mean, history.curve("validation", self.measure).mean]
            seen = [values for values in seen if len(values)]
            self.plot.show_log_range((0.0, end), min(map(np.min, seen)), max(map(np.max, seen)))
        else:
            self.plot.show_range((0.0, end), self._reach(train, history))
        self.marks.draw(history, self.look.former, self.best() if len(train) > 1 else None)
        if self.tools is not None:
            self.tools.show_facts(self.look.beta_of(train), len(history.former))

    def _reach(self, train, history):
        watched = history.curve("validation", self.measure).mean
        if self.percent:
            self._floor = accuracy_floor([train.smooth * 100, watched * 100], self._floor)
            return self._floor, 100.0
        if self.beside:  # a share of what is explained: 1 at best, and below 0 where a mean would do better
            return share_floor(watched), 1.0
        return 0.0, self._top.fit(loss_reach(train.smooth, watched))

    def losses(self) -> list[str]:
        """The losses that the whole one is made of, where there are several, in the plot of the loss."""
        keys = self.history.metrics() if self.measure == "loss" else ()
        return [key for key in keys if key.endswith("_loss")][:PARTS]

    def _newest(self) -> list[Newest]:
        """Every split that has a value, and what stands beside them."""
        if self._found is None or self._found[0] is not self.history:
            self._found = self.history, self._read_newest()
        return self._found[1]

    def _read_newest(self) -> list[Newest]:
        found = []
        for split, word, _ in SPLITS:
            curve = self.history.curve(split, self.measure)
            value = curve.last if split == "train" else (float(curve.mean[-1]) if len(curve) else None)
            if value is not None:
                brief = f"{value * 100:.0f}" if self.percent else short(value)
                found.append(Newest(tr(word), tr(SHORT[split]), self.words(value), brief, TEXT_COLOURS[split]))
        for key, token in zip(self.losses(), theme.class_colours()[2:], strict=False):
            value = float(self.history.curve("validation", key).mean[-1])
            found.append(Newest(loss_name(key), loss_name(key), magnitude(value), short(value), token))
        other = self.history.curve("validation", self.beside[0]) if self.beside else ()
        if len(other):
            found.append(beside_it(tr(self.beside[1]), float(other.mean[-1])))
        for key in self.history.metrics() if self.measure != "loss" else ():  # those that the project asks for
            curve = self.history.curve("validation", key)
            if key in ASKED and len(curve):
                found.append(beside_it(tr(ASKED[key]), float(curve.mean[-1])))
        return found

    def wants_short_words(self) -> bool:
        """There is no room for the newest values with their whole words."""
        return self.values.wants_short_words(self._newest(), self.width())

    def show_values(self, narrow: bool) -> None:
        """The newest values in the head, with short words where `narrow`."""
        self._narrow = narrow
        why = tr("not measured yet") if self.history.curves else tr("press Space to train")
        self.values.show_newest(self._newest(), narrow, self.width(), why)

    def words(self, value: float) -> str:
        """A value as the head shows it."""
        if self.percent:
            return local(f"{value * 100:.1f}")
        return magnitude(value)

    def _hover(self, epoch, position):
        if epoch is None:
            QToolTip.hideText()
            return
        said = [tr("epoch {n}", n=local(f"{epoch:.1f}"))]
        for split, _, _ in SPLITS:
            curve = self.history.curve(split, self.measure)
            if len(curve):
                place = int(np.clip(np.searchsorted(curve.x, epoch), 0, len(curve) - 1))
                value = (self.look.smooth(curve) if split == "train" else curve.mean)[place]
                beta = self.look.beta_of(curve)
                smoothed = tr("  (smoothed, β = {beta})", beta=local(f"{beta:.2f}")) if (
                    split == "train" and beta) else ""
                said.append(f"{tr(split)}  {self.words(float(value))}{' %' * self.percent}{smoothed}")
        for key in self.losses():
            curve = self.history.curve("validation", key)
            place = int(np.clip(np.searchsorted(curve.x, epoch), 0, len(curve) - 1))
            said.append(f"{loss_name(key)}  {self.words(float(curve.mean[place]))}")
        said += self.rules.words(lambda value: self.words(value) + " %" * self.percent)
        close = 0.02 * (self.plot.ends[0][1] or 1)
        near = [again(mark.text) for mark in self.history.marks if abs(mark.epoch - epoch) < close]
        near += self.marks.near(epoch, close)
        where = self.plot.mapToGlobal(position.toPoint() + QPoint(12, 0))
        QToolTip.showText(where, plain("\n".join(said + near)), self.plot)
