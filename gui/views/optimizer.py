"""What the optimiser does with one weight: its formula in the form in use, with the numbers of the next step."""

import numpy as np
from PySide6.QtWidgets import QHBoxLayout

from core.inspection.needs import Snapshot
from core.inspection.next_step import UpdateOfWeight, WeightUpdate
from core.project.network import owned
from gui.drawing.block_names import kernels
from gui.drawing.plot import Plot, pen
from gui.style import theme
from gui.text.formula_numbers import digits, result, with_numbers
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.caption import Caption
from gui.views.ledger import Ledger, LedgerEntry, scrolled
from gui.views.read_out import nearest, read_out
from gui.views.trend import Trend
from gui.widgets.basic import icon_button, label
from gui.widgets.switches import Segments

SLOT_NAMES = {"velocity": "velocity v", "mean": "mean m", "square": "square v", "square_sum": "Σg²",
              "step_square": "steps d", "highest": "largest"}
"""What optimisers keep, as a person names it."""
LEAST = 0.1
"""Epochs on the axis at least."""


@view
class OptimizerPanel(BlockPanel):
    """One number of the chosen block: gradient, what the optimiser keeps for it, the update; all of it over time."""

    place = 10
    title = "Update of a weight"
    short = "Update"
    question, glyph, usual = "learn", "optimizer", False
    formula = r"w \leftarrow w - \eta \frac{\partial L}{\partial w}"
    meaning = ("How the optimiser moves one weight in the next step, line by line with its numbers. Click a weight in "
               "the network to choose it.")
    minimum_height = 300
    share = 34

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: WeightUpdate | None = None
        self.name, self.index = "", ()
        self._kernels: dict[str, tuple[str, int]] = {}
        self.trend, self._shown = Trend(), 0
        self.which, self.ledger, self.held = label("", "", 12, 600, tabular=True), Ledger(), label("", "muted", 12,
                                                                                                  wrap=True)
        self.held.hide()
        back, on = (icon_button(icon, tip, framed=False, size=14) for icon, tip in (
            ("previous", "The weight before"), ("next", "The next weight")))
        back.clicked.connect(lambda: self.walk(-1))
        on.clicked.connect(lambda: self.walk(1))
        head = QHBoxLayout()
        head.addWidget(self.which, 1)
        for button in (back, on):
            head.addWidget(button)
        self.plot = Plot(tr("This number over the epochs"), x_ticks=3, y_ticks=3)
        self.line, self.line_names = self.plot.line(), ()
        self.choices: Segments | None = None
        self.row = QHBoxLayout()
        self.row.addStretch(1)
        self.body.setSpacing(6)
        self.body.addLayout(head)
        self.body.addWidget(scrolled(self.ledger), 3)
        self.body.addWidget(self.held)
        self.body.addLayout(self.row)
        self.axes = Caption()
        self.body.addWidget(self.plot, 1)
        self.body.addWidget(self.axes)
        self.plot.setMinimumHeight(theme.px(64))
        read_out(self.plot, self.words_at)
        selection.weight_changed.connect(self._weight_chosen)
        self.restyle()
        self._weight_chosen()
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    def fitting(self):
        return list(self._kernels)

    def refresh(self) -> None:
        self._kernels = kernels(self.document)
        super().refresh()

    def _weight_chosen(self):
        if self.selection.weight is None or self.pinned:
            return
        name, index = self.selection.weight
        self.node = name.partition(".")[0]
        self._look_at(name, index)

    def show_node(self) -> None:
        if self.node and self.name.partition(".")[0] != self.node:
            name = self._kernels[self.node][0]
            self._look_at(name, ())

    def _look_at(self, name: str, index: tuple[int, ...]) -> None:
        if (name, index) != (self.name, self.index):
            self.name, self.index, self.found = name, index, None
            self.trend.forget()
            self.needs_changed.emit()

    @property
    def _sizes(self) -> tuple[int, ...]:
        """The shape of the array."""
        node, _, key = self.name.partition(".")
        found = self.document.project.network.node(node)
        types = [] if found is None else [self.document.check.types.get(source) for source in found.inputs]
        weights = owned(found.layer, types) if found is not None and types and None not in types else {}
        return weights[key].shape if key in weights else ()

    def walk(self, by: int) -> None:
        """Another number of the same array."""
        sizes = self._sizes
        if sizes:
            here = int(np.ravel_multi_index(self._place, sizes))
            place = np.unravel_index((here + by) % int(np.prod(sizes)), sizes)
            self._look_at(self.name, tuple(map(int, place)))

    @property
    def _place(self) -> tuple[int, ...]:
        return self.index or (0,) * len(self._sizes)

    @property
    def need(self) -> UpdateOfWeight | None:
        """The next step of this number."""
        return UpdateOfWeight(self.name, self._place) if self.node and self.name else None

    def needs(self):
        return {self.need: 0.05} if self.need else {}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        self.found = found
        entries = [LedgerEntry(r"g = \frac{\partial L}{\partial w}", tr("what the last layer passes back"),
                         result(found.gradient), "gradient")]
        entries += [LedgerEntry(rf"{line.name} \leftarrow {line.formula}", with_numbers(line), result(line.result))
                    for line in found.lines]
        self.ledger.show_entries(tuple(entries))
        self.held.setVisible(found.held)
        self.held.setText(tr("It stays at {value}: a limit or a frozen unit has the last word.",
                             value=result(found.after)) if found.held else "")
        self.which.setText(f"{self.name} [{', '.join(map(str, self._place))}] = {result(found.before)}")
        self.say(tr("{optimizer} · step {n} · η {rate}", optimizer=tr(found.optimizer), n=found.step,
                    rate=digits(found.rate)), tr("{optimizer} · step {n}", optimizer=tr(found.optimizer), n=found.step))
        self._add(snapshot.epoch, found)

    def _add(self, epoch: float, found: WeightUpdate) -> None:
        names = ("weight", "gradient", *(SLOT_NAMES.get(name, name) for name in found.slots), "update")
        if names != self.line_names:
            self._offer(names)
        self.trend.add(epoch, (found.before, found.gradient, *found.slots.values(), found.change))
        self._plot()

    def _offer(self, names: tuple[str, ...]) -> None:
        self.line_names, self._shown = names, min(self._shown, len(names) - 1)
        self.trend.forget()
        if self.choices is not None:
            self.row.removeWidget(self.choices)
            self.choices.deleteLater()
        self.choices = Segments(tuple(tr(name) for name in names), name=tr("What is drawn over the epochs"), wraps=True)
        self.choices.show_index(self._shown)
        self.choices.chosen.connect(self._choose)
        self.row.insertWidget(0, self.choices)

    def _choose(self, place: int) -> None:
        self._shown = place
        self._plot()

    def _plot(self) -> None:
        if not len(self.trend):
            return
        x, y = self.trend.series(self._shown)
        self.line.show_data(x, y)
        self.axes.show_parts([(tr(self.line_names[self._shown]), "line", ""), (tr("epoch"), "", "right")])
        low, high = float(np.nanmin(y)), float(np.nanmax(y))
        room = (high - low) * 0.08 or abs(high) * 0.1 or 1e-6
        self.plot.show_range((min(float(x[0]), float(x[-1]) - LEAST), float(x[-1])), (low - room, high + room))

    def words_at(self, epoch: float) -> str:
        """What the drawn number was at an epoch."""
        x, y = self.trend.series(self._shown)
        here = nearest(epoch, x)
        return "" if here < 0 else tr("epoch {n}: {name} {value}", n=local(f"{x[here]:.2f}"), value=result(y[here]),
                                      name=tr(self.line_names[self._shown]))

    def table(self):
        if not len(self.trend):
            return []
        return [("epoch", *self.line_names), *((epoch, *row) for epoch, row in zip(self.trend.epochs, self.trend.rows,
                                                                                    strict=True))]

    @property
    def kept(self):
        return super().kept | {"name": self.name, "index": self.index}

    def take_up(self, kept):
        super().take_up(kept)
        if kept.get("name") and kept["node"] == self.node:
            self._look_at(kept["name"], tuple(kept["index"]))

    def restyle(self) -> None:
        self.line.set_look(pen("text", 1.6))
        self.which.setFont(theme.font(12, 600, tabular=True))
        self.update()
