"""The chain rule for the chosen weight and the chosen record, line by line."""

from core.inspection.chain_rule import ChainOfWeight, ChainRule
from core.inspection.needs import Snapshot
from gui.text.formula_numbers import result, with_numbers
from gui.text.translation import counted, tr
from gui.views.base import view
from gui.views.ledger import LedgerEntry
from gui.views.optimizer import OptimizerPanel


@view
class ChainRulePanel(OptimizerPanel):
    """From the loss back to one weight, and on to its next value."""

    place = 11
    title = "Chain rule"
    short = "Chain"
    question, glyph, usual = "learn", "chain", False
    formula = (r"\frac{\partial L}{\partial w} = \sum \frac{\partial L}{\partial a} \cdot "
               r"\frac{\partial a}{\partial z} \cdot \frac{\partial z}{\partial w}")
    meaning = ("The gradient of one weight for the chosen record as the product of its factors, summed over all ways "
               "that lead from it to the loss, and the step that the optimiser makes of it. Click a weight in the "
               "network to choose it.")

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        selection.sample_changed.connect(self.needs_changed)

    @property
    def need(self) -> ChainOfWeight | None:
        """The chain of this number for the chosen record."""
        return ChainOfWeight(self.name, self._place, *self.sample) if self.node and self.name else None

    def needs(self):
        return {self.need: 0.2} if self.need else {}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is not None:
            self.show_chain(found, snapshot.epoch)

    def show_chain(self, found: ChainRule, epoch: float) -> None:
        """The lines, violet as far as they come back, and the gradient over time."""
        entries = []
        for line in found.lines:
            back = line.name.startswith(r"\partial")
            numbers = with_numbers(line) if len(line.values) > 1 else ""
            rule = line.name if back else rf"{line.name} \leftarrow {line.formula}"
            entries.append(LedgerEntry(rule, numbers, result(line.result), "gradient" if back else "text"))
        self.ledger.show_entries(tuple(entries))
        self.which.setText(f"{self.name} [{', '.join(map(str, self._place))}]")
        record = self.selection.sample[1] + 1
        self.say(counted(found.places, "record {record} · {n} place", "record {record} · {n} places", record=record),
                 tr("record {n}", n=record))
        names = "gradient", "loss"
        if names != self.line_names:
            self._offer(names)
        self.trend.add(epoch, (found.gradient, found.loss))
        self._plot()
