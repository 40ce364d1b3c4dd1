"""Precision and recall of every class, as bars from zero."""

from core.inspection.judged_answers import ClassFigures, FiguresOfClasses
from core.inspection.needs import Snapshot
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import SLOWLY, Panel, view
from gui.views.ledger import scrolled
from gui.views.table_rows import Cell, TableRows


def percent(share: float) -> str:
    """A share as a number of percent with one digit after the point."""
    return local(f"{share * 100:.1f}")


@view
class PerClassPanel(Panel):
    """A row for each class."""

    place = 16
    title = "Per class"
    question, glyph, usual = "wrong", "per_class", False
    formula = r"P = \frac{TP}{TP + FP}, \quad R = \frac{TP}{TP + FN}"
    meaning = ("Precision: of the answers for a class, the share that is right. Recall: of the records that belong to "
               "the class, the share that is found. Over the validation split, bars from 0 to 100 %.")
    minimum_height = 220
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: ClassFigures | None = None
        self.rows = TableRows(tr(self.title))
        self.body.addWidget(scrolled(self.rows), 1)

    @classmethod
    def accepts(cls, check, description):
        return check.judged is not None and check.judged.task.judged

    def needs(self):
        return {FiguresOfClasses(self.split): SLOWLY}

    def names(self) -> list[str]:
        """What the classes are called."""
        judged, count = self.document.judged, len(self.found.precision)
        known = judged.classes if judged is not None else ()
        return [known[place] if place < len(known) else str(place) for place in range(count)]

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(FiguresOfClasses(self.split))
        if found is None:
            return
        self.found = found
        self.rows.show_rows(("", tr("precision %"), tr("recall %"), tr("records")), [
            (Cell(name), Cell(percent(p), float(p), fill="ok"), Cell(percent(r), float(r), fill="muted"),
             Cell(str(int(n)), role="muted"))
            for name, p, r, n in zip(self.names(), found.precision, found.recall, found.support, strict=True)])
        mean = percent(float(found.f1.mean()))
        self.say(tr("mean F1 {share} %", share=mean), f"F1 {mean}")

    def table(self):
        found = self.found
        if found is None:
            return []
        return [("class", "precision", "recall", "f1", "records"),
                *zip(self.names(), found.precision, found.recall, found.f1, found.support, strict=True)]
