"""Weights, biases, gradients or activations of a block over time: ridges with the newest in front, or bands."""

from PySide6.QtWidgets import QHBoxLayout

from core.inspection.needs import Snapshot
from core.inspection.value_spreads import WHAT, Spread, SpreadOf
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.histograms import places
from gui.views.ridges import Ridges
from gui.widgets.switches import Segments

MOST = 40
"""Moments that are kept; beyond that every second of the older ones goes."""


@view
class SpreadsPanel(BlockPanel):
    """One kind of values of a block, as it came about."""

    place = 26
    title = "Spread over time"
    short = "Over time"
    question, glyph, usual = "learn", "ridges", False
    formula = r"\sigma = \sqrt{\frac{1}{n} \sum_i (w_i - \bar{w})^2}"
    meaning = ("How the weights, biases, gradients or activations of a block are spread, and how that came about: a "
               "ridge for each moment, the newest in front, each to its own maximum; or bands that hold 50 and 90 % "
               "of all values.")
    minimum_height = 220
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.rows: list[tuple[float, Spread]] = []
        self.now, self.present = 0.0, None
        self.what = Segments(tuple(map(tr, WHAT)), name=tr("What is spread"), wraps=True)
        self.form = Segments((tr("ridges"), tr("bands")), name=tr("How it is drawn"), wraps=True)
        self.ridges = Ridges()
        self.what.chosen.connect(lambda _: self.start_again())
        self.form.chosen.connect(lambda _: self._show())
        for choice in (self.what, self.form):
            row = QHBoxLayout()
            row.addWidget(choice)
            row.addStretch(1)
            self.body.addLayout(row)
        self.body.addWidget(self.ridges, 1)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    def fitting(self):
        check = self.document.check
        return [node.id for node in self.document.project.network.nodes if check.parameters.get(node.owner)
                and node.id in check.types]

    def show_node(self) -> None:
        self.start_again()

    def start_again(self) -> None:
        """Another block or other values: nothing of the past is known."""
        self.rows = []
        self.ridges.show_rows([], bool(self.form.index))
        self.needs_changed.emit()

    @property
    def need(self) -> SpreadOf | None:
        """The values of now."""
        return SpreadOf(self.node, WHAT[self.what.index], self.split) if self.node else None

    def needs(self):
        return {self.need: 0.1} if self.need else {}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        self.now = snapshot.epoch
        # What comes after an earlier moment that is looked at stays in sight, until training goes on from there.
        if not (self.rows and self.runner.state.rewound):
            while self.rows and self.rows[-1][0] >= snapshot.epoch:
                self.rows.pop()
            self.rows.append((snapshot.epoch, found))
        self.present = found
        if len(self.rows) > MOST:
            self.rows = [self.rows[0], *self.rows[1:-MOST // 2:2], *self.rows[-MOST // 2:]]
        self._show()

    def _show(self) -> None:
        self.ridges.show_rows(self.rows, bool(self.form.index), self.now)
        if self.rows:
            first, now = places(self.rows[0][1].deviation), places(self.present.deviation)
            self.say(tr("{block} · σ {first} → {now}", block=self.spoken, first=first, now=now),
                     tr("σ {first} → {now}", first=first, now=now))

    def table(self):
        return [("epoch", "5 %", "25 %", "50 %", "75 %", "95 %"),
                *((epoch, *map(float, spread.quantiles)) for epoch, spread in self.rows)] if self.rows else []
