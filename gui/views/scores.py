"""Loss and every metric over the three splits, side by side."""

from core.declare.registry import METRICS
from core.inspection.needs import Snapshot
from core.inspection.record_losses import Scores
from gui.drawing.pictures import precise
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.ledger import scrolled
from gui.views.table_rows import Cell, TableRows

NAMES = {metric.key: metric.shown_name() for metric in METRICS.values()}
SPLITS = {"train": "positive_text", "validation": "negative_text", "test": "muted"}
RATHER = 1.5
"""Seconds between two looks at all splits while training runs."""


def metric_name(key: str) -> str:
    """A metric, or one of several losses, as it is shown."""
    return tr(NAMES[key]) if key in NAMES else tr(key.replace("_", " ").capitalize())


@view
class ScoresPanel(Panel):
    """A row for each figure, a column for each split."""

    place = 12
    title = "Scores"
    question, glyph, usual = "learn", "scores", False
    formula = r"\frac{1}{n} \sum_{i=1}^{n} m(y_i, t_i)"
    meaning = ("Loss and every metric that suits the task or that the project asks for, over all records of each "
               "split, dropout off. The test split is looked at last: nothing may be chosen by it.")
    minimum_height = 170
    share = 18

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: dict[str, dict[str, float]] = {}
        self.rows = TableRows(tr(self.title))
        self.body.addWidget(scrolled(self.rows), 1)

    def needs(self):
        return {Scores(): RATHER}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(Scores())
        if found is None:
            return
        self.found = found
        self.rows.show_rows(("", *(tr(split) for split in found)),
                            [(Cell(metric_name(key)), *(Cell(local(precise(figures[key])) if key in figures else "–",
                                                             role=SPLITS[split]) for split, figures in found.items()))
                             for key in self._keys])

    @property
    def _keys(self) -> list[str]:
        return list(dict.fromkeys(key for figures in self.found.values() for key in figures))

    def table(self):
        if not self.found:
            return []
        return [("figure", *self.found), *((key, *(figures.get(key, "") for figures in self.found.values()))
                                           for key in self._keys)]
