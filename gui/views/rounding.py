"""Weights in fewer bits, and what that costs."""

from core.engine.memory import spoken
from core.inspection.needs import Snapshot
from core.inspection.weight_rounding import Rounded, RoundedWeights
from gui.drawing.pictures import precise
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.ledger import scrolled
from gui.views.scores import metric_name
from gui.views.table_rows import Cell, TableRows

RATHER = 2.0


@view
class RoundingPanel(Panel):
    """A row for each number of bits."""

    place = 20
    title = "Fewer bits"
    question, glyph, usual = "layer", "rounding", False
    formula = r"w_q = \Delta \, \mathrm{round}(\frac{w}{\Delta}), \quad \Delta = \frac{\max |w|}{2^{b-1} - 1}"
    meaning = ("The network with its weights rounded to 16, 8, 4 or 2 bits, over the validation split: how much "
               "smaller it gets, and what that costs. Training goes on with all 32.")
    minimum_height = 170
    share = 17

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: tuple[Rounded, ...] = ()
        self.rows = TableRows(tr(self.title))
        self.body.addWidget(scrolled(self.rows), 1)

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    def needs(self):
        return {RoundedWeights(self.split): RATHER}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(RoundedWeights(self.split))
        if found is None:
            return
        self.found = found
        keys = list(dict.fromkeys(key for one in found for key in one.figures))[:2]
        self.rows.show_rows((tr("bits"), *(metric_name(key) for key in keys), tr("weights take")), [
            (Cell(str(one.bits), strong=True), *(Cell(local(precise(one.figures[key])) if key in one.figures else "–")
                                                 for key in keys), Cell(local(spoken(one.nbytes)))) for one in found])

    def table(self):
        keys = list(dict.fromkeys(key for one in self.found for key in one.figures))
        return [("bits", *keys, "bytes"), *((one.bits, *(one.figures.get(key, "") for key in keys), one.nbytes)
                                            for one in self.found)] if self.found else []
