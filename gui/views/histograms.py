"""The histogram of one block's weights, over the outline of their initial values."""

import math

import numpy as np
from PySide6.QtGui import QBrush

from core.inspection.needs import Histogram, Snapshot, WeightHistogram
from gui.drawing.axis_ranges import Steady
from gui.drawing.block_names import kernels
from gui.drawing.pictures import short
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.caption import Caption
from gui.views.read_out import read_out


def places(value: float) -> str:
    """A spread with three digits: 0.117."""
    if value == 0 or not 1e-4 <= abs(value) < 1e5:
        return short(value)
    digits = max(0, 2 - math.floor(math.log10(abs(value))))
    return local(f"{value:.{min(digits, 6)}f}").replace("-", "−")


def spread_words(found: Histogram, short: bool = False) -> str:
    """The standard deviation, at the start and now."""
    first, now = places(found.initial_deviation), places(found.deviation)
    return tr("σ {first} → {now}", first=first, now=now) if short else tr("spread σ {first} → {now}", first=first,
                                                                          now=now)


@view
class WeightsPanel(BlockPanel):
    """The weights of one block as a histogram, filled, over the outline of the first ones."""

    place = 2
    title = "Weights"
    question, glyph = "learn", "histogram"
    minimum_height = 200
    share = 23
    formula = r"n_j = \sum_i [e_j \leq w_i < e_{j+1}]"
    meaning = "How many weights of the block have which value, now and before the first step."

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Histogram | None = None
        self._kernels: dict[str, tuple[str, int]] = {}
        self._reach, self._top = Steady(0.45), Steady()
        self.count = Caption()
        self.count.show_parts([(tr("count"), "", "")])
        self.plot = Plot(tr("Histogram of the weights"), x_ticks=2, y_ticks=3)
        self._zero = self.plot.line(-5)
        self._now, self._start = self.plot.bars(0), self.plot.bars(1)
        for item in (self._now, self._start):
            item.set_visible(False)
        self.legend, self.spread = Caption(), Caption()
        self.body.setSpacing(2)
        for widget, stretch in ((self.count, 0), (self.plot, 1), (self.legend, 0), (self.spread, 0)):
            self.body.addWidget(widget, stretch)
        self.legend.show_parts([(tr("now"), "fill", ""), (tr("at start"), "line", ""), (tr("weight"), "", "right")])
        self.plot.show_range((-1.0, 1.0), (0.0, 1.0), (0.0,))
        read_out(self.plot, self.words_at)
        self.restyle()
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    def fitting(self):
        return list(self._kernels)

    def needs(self):
        return {WeightHistogram(self._kernels[self.node][0]): 0.0} if self.node else {}

    def refresh(self) -> None:
        self._kernels = kernels(self.document)
        super().refresh()
        if self.node:
            self.say(f"{self.spoken} · {grouped(self._kernels[self.node][1])}")

    def show_node(self) -> None:
        self.found = None
        for item in (self._now, self._start):
            item.set_visible(False)
        self._reach.forget()
        self._top.forget()

    def draw(self, snapshot: Snapshot) -> None:
        for need in self.needs():
            found = snapshot.get(need)
            if found is not None:
                self.show_histogram(found)

    def show_histogram(self, found: Histogram) -> None:
        """Draw counts over the outline of the initial ones."""
        self.found = found
        for item in (self._now, self._start):
            item.set_visible(True)
        self._now.show_data(found.edges, found.counts)
        self._start.show_data(found.edges, found.initial)
        reach = self._reach.fit(used_reach(found))
        top = self._top.fit(float(max(found.counts.max(initial=0), found.initial.max(initial=0))) * 1.02)
        self._zero.show_data([0.0, 0.0], [0.0, top])
        self.plot.show_range((-reach, reach), (0.0, top), (-reach, 0.0, reach))
        mean = tr("mean {value}", value=places(found.mean))
        self.spread.show_parts([((spread_words(found), spread_words(found, short=True)), "", ""), (mean, "", "right")])

    def words_at(self, value: float) -> str:
        """How many weights lie where a value lies."""
        if self.found is None or not self.found.edges[0] <= value <= self.found.edges[-1]:
            return ""
        here = min(int(np.searchsorted(self.found.edges, value, "right")) - 1, len(self.found.counts) - 1)
        low, high = (places(float(edge)) for edge in self.found.edges[here:here + 2])
        return tr("{low} to {high}: {now} now, {first} at start", low=low, high=high,
                  now=grouped(int(self.found.counts[here])), first=grouped(int(self.found.initial[here])))

    def table(self):
        return [] if self.found is None else [("from", "to", "now", "at start"), *bins(self.found)]

    def restyle(self) -> None:
        self._now.set_look(brush=QBrush(theme.colour(theme.tokens().diverging[-1])))
        self._start.set_look(pen("text", 1.2, 0.75))
        self._zero.set_look(pen("faint", 1.0, 0.7, dashed=True))
        self.update()


def bins(found: Histogram) -> list[tuple]:
    """Every bar: its ends, how many weights it has now, and how many at the start."""
    return list(zip(found.edges[:-1], found.edges[1:], found.counts, found.initial, strict=True))


def used_reach(found: Histogram) -> float:
    """The largest absolute weight, now or at the start, by the bins that hold any."""
    used = np.flatnonzero((found.counts > 0) | (found.initial > 0))
    if not len(used):
        return 1.0
    return float(max(abs(found.edges[used[0]]), abs(found.edges[used[-1] + 1]))) or 1.0
