"""The curves of a race over each other: the loss of every lane by epoch, on a plain or a logarithmic scale."""

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.races.lane import LaneStanding
from gui.centre.race_lanes import lane_pen
from gui.drawing.axis_ranges import Steady, epochs_shown, loss_reach
from gui.drawing.plot import Plot
from gui.style import theme
from gui.text.translation import tr
from gui.widgets.basic import Elided
from gui.widgets.switches import Segments

MOST_LANES = 4
CURVES = ("validation", "train", "gap")
"""What is drawn of a lane: one of its losses, or the one less the other."""


def curve_of(standing: LaneStanding, name: str) -> tuple[np.ndarray, np.ndarray]:
    """Places and values of one of CURVES; the gap is how much larger the validation loss is."""
    if name == "gap":
        train = np.interp(standing.validation.x, standing.train.x, standing.train.mean) if len(
            standing.train) else standing.validation.mean
        return standing.validation.x, standing.validation.mean - train
    found = standing.validation if name == "validation" else standing.train
    return found.x, found.mean


class RaceCurves(QWidget):
    """`pointed_at` carries the epoch under the pointer, None where it leaves."""

    pointed_at = Signal(object)

    def __init__(self):
        super().__init__()
        self.setProperty("clear", True)
        self.standings: tuple[LaneStanding, ...] = ()
        self.epochs, self._top = 1, Steady()
        self.which = Segments((tr("Validation"), tr("Training"), tr("Difference")), (
            tr("Loss on samples that were never learnt from"), tr("Loss on the samples that are learnt from"),
            tr("Validation less training loss: how much is learnt by heart")), tr("Loss of"))
        self.which.chosen.connect(lambda _: self._again())
        self.scale = Segments((tr("linear"), tr("log")), name=tr("Scale of the loss"))
        self.scale.chosen.connect(lambda _: self._again())
        self.plot = Plot(tr("Losses of the lanes over the epochs"), x_ticks=4)
        self.plot.setMinimumHeight(90)
        self.lines = [self.plot.line(place) for place in range(MOST_LANES)]
        self.pointer = self.plot.upright(-5)
        self.plot.pointed_at.connect(self._hover)
        column, head = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        title = Elided()
        title.show_text(tr("Loss over the epochs"))
        head.addWidget(title, 1)
        head.addWidget(self.which)
        head.addWidget(self.scale)
        column.addLayout(head)
        column.addWidget(self.plot, 1)
        theme.signals.changed.connect(self.restyle)
        self.restyle()

    def restyle(self) -> None:
        """Take colours from the theme."""
        for place, line in enumerate(self.lines):
            line.set_look(lane_pen(place))
        self.pointer.set_look(lane_pen(3, 1.0))

    def _again(self):
        self._top.forget()
        self.show_standings(self.standings, self.epochs)

    @property
    def name(self) -> str:
        """Which of CURVES is drawn."""
        return CURVES[self.which.index]

    def show_standings(self, standings: tuple[LaneStanding, ...], epochs: int) -> None:
        """Draw the lanes so far."""
        self.standings, self.epochs = standings, epochs
        found = [curve_of(one, self.name) for one in standings]
        log = bool(self.scale.index) and self.name != "gap"
        self.scale.setEnabled(self.name != "gap")
        for line, (x, y) in zip(self.lines, (*found, *[((), ())] * MOST_LANES), strict=False):
            line.show_data(x, np.log10(np.maximum(y, 1e-12)) if log and len(y) else y)
        every = [y for _, y in found if len(y)]
        end = epochs_shown(max((one.epoch for one in standings), default=0.0), epochs)
        if not every:
            self.plot.show_range((0.0, end), (0.0, 1.0))
        elif log:
            low, high = min(float(y.min()) for y in every), max(float(y.max()) for y in every)
            self.plot.show_log_range((0.0, end), low, high)
        else:
            low = min(0.0, min(float(y.min()) for y in every)) if self.name == "gap" else 0.0
            top = self._top.fit(max(loss_reach(np.abs(y), np.abs(y)) for y in every))
            self.plot.show_range((0.0, end), (-self._top.top if low < -0.05 * top else 0.0, top))

    def _hover(self, epoch, _position):
        self.pointer.set_visible(epoch is not None)
        if epoch is not None:
            self.pointer.stand_at(epoch)
        self.pointed_at.emit(epoch)
