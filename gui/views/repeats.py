"""Samples that occur twice, those that lie in two parts, and columns that give the answer away."""

from core.exploration.repeats import Pair, RepeatedSamples, Repeats
from core.inspection.needs import Snapshot
from gui.style import theme
from gui.text.number_text import grouped, local
from gui.text.translation import counted, tr
from gui.views.base import ONCE, Panel, view
from gui.views.ledger import scrolled
from gui.views.table_rows import Cell, TableRows
from gui.widgets.basic import label

PARTS = {"train": "training", "validation": "validation", "test": "test"}


def sentences(found: Repeats) -> list[str]:
    """What ought to be known of repeats and leaks; nothing where there are none."""
    said = [tr("“{name}” alone answers {share} % of the samples kept apart; is it known before the answer is?",
               name=leak.column, share=local(f"{leak.share * 100:.1f}")) for leak in found.leaks]
    known = found.between["train", "validation"] + found.between["train", "test"]
    if known:
        said.append(tr("{n} of {all} samples kept apart are in the training part too: the figures over them flatter.",
                       n=grouped(known), all=grouped(found.sizes["validation"] + found.sizes["test"])))
    if found.contradicting:
        said.append(counted(found.contradicting, "{n} sample has the input of another and a different answer: no "
                            "network can have both right.", "{n} samples have the input of another and a different "
                            "answer: no network can have all of them right.", n=grouped(found.contradicting)))
    return said


@view
class RepeatsPanel(Panel):
    """What is the same in two parts makes figures better than they are."""

    place = 34
    title = "Repeats and leaks"
    short = "Repeats"
    question, glyph, usual = "data", "repeats", False
    formula = r"x_i = x_j, \; i \neq j"
    meaning = ("Samples whose inputs are the same, within a part and in two parts: what is learnt and asked again is "
               "remembered, not understood. And columns that alone answer 98 % and more of what is asked, as a number "
               "given while writing down does. A click on a pair chooses its sample.")
    minimum_height = 200
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Repeats | None = None
        self.words = label("", "", 12, wrap=True)
        self.counts, self.pairs = TableRows(tr(self.title)), TableRows(tr("Pairs of equal samples"))
        self.pairs.chosen.connect(self._choose)
        self.body.addWidget(self.words)
        self.body.addWidget(self.counts)
        self.body.addWidget(scrolled(self.pairs), 1)

    def needs(self):
        return {RepeatedSamples(): ONCE}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(RepeatedSamples())
        if found is None:
            return
        self.found = found
        parts = [split for split, size in found.sizes.items() if size]
        rows = [(Cell(tr(PARTS[split])), Cell(grouped(found.sizes[split])), Cell(grouped(found.within[split])),
                 *(self._shared(split, other) for other in ("train", "validation"))) for split in parts]
        self.counts.show_rows(("", tr("samples"), tr("repeated"), tr("in training"), tr("in validation")),
                              rows)
        self.words.setText("\n".join(sentences(found) or [tr(
            "Nothing is repeated across the parts, and no column answers alone.")]))
        self.pairs.show_rows(("", "", "") if found.pairs else (), [self._pair(pair) for pair in found.pairs])
        total = sum(found.between.values())
        self.say(counted(total, "{n} sample in two parts", "{n} samples in two parts", n=grouped(total)) if total
                 else tr("no sample in two parts"))

    def _shared(self, split: str, other: str) -> Cell:
        count = self.found.between.get((other, split))
        if count is None:
            return Cell("–", role="muted")
        return Cell(grouped(count), role="negative_text" if count else "text", strong=bool(count))

    def _pair(self, pair: Pair) -> tuple[Cell, ...]:
        first, second = (f"{tr(PARTS[split])} {grouped(place + 1)}" for split, place in (pair.first, pair.second))
        return (Cell(first), Cell("= " + second), Cell(tr("same answer") if pair.agree else tr("other answer"),
                                                       role="muted" if pair.agree else "negative_text"))

    def _choose(self, row: int) -> None:
        self.selection.choose_sample(*self.found.pairs[row].second)

    def restyle(self) -> None:
        self.words.setFont(theme.font(12))

    def table(self):
        found = self.found
        if found is None:
            return []
        return [("part", "samples", "repeated", "in training", "in validation"),
                *((split, found.sizes[split], found.within[split], *(found.between.get((other, split), "")
                                                                     for other in ("train", "validation")))
                  for split in found.sizes)]
