"""The network in numbers: shapes, parameters, work, memory, and the time that each block takes."""

from core.engine.memory import spoken as bytes_spoken
from core.inspection.needs import Snapshot
from core.inspection.network_report import NetworkReport, ReportOnNetwork
from gui.drawing.block_names import spoken
from gui.text.number_text import grouped, local
from gui.text.shape_words import shape_words
from gui.text.translation import counted, tr
from gui.views.base import Panel, view
from gui.views.ledger import scrolled
from gui.views.table_rows import Cell, TableRows
from gui.widgets.basic import label

RATHER = 3.0


def micro(seconds: float) -> str:
    """A time for one record in microseconds."""
    return local(f"{seconds * 1e6:.3g}")


@view
class ReportPanel(Panel):
    """A row for each block, the sum below."""

    place = 21
    title = "Network report"
    short = "Report"
    question, glyph, usual = "layer", "report", False
    formula = r"2 \sum_l m_l"
    meaning = ("What comes out of each block, how many weights it has, how many multiplications with weights one "
               "record takes, and the time for it, measured block by block on this machine.")
    minimum_height = 220
    share = 26

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: NetworkReport | None = None
        self.rows, self.sum = TableRows(tr(self.title)), label("", "muted", 12, wrap=True, tabular=True)
        self.body.addWidget(scrolled(self.rows), 1)
        self.body.addWidget(self.sum)

    def needs(self):
        return {ReportOnNetwork(): RATHER}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(ReportOnNetwork())
        if found is None:
            return
        self.found = found
        network, whole = self.document.project.network, sum(block.seconds for block in found.blocks) or 1.0
        self.rows.show_rows(("", tr("out"), tr("weights"), tr("multiplications"), tr("µs a record")), [
            (Cell(spoken(network, block.node)), Cell(shape_words(block.shape)), Cell(grouped(block.parameters)),
             Cell(grouped(block.work)), Cell(micro(block.seconds), block.seconds / whole)) for block in found.blocks],
            brief=("", tr("out"), tr("weights"), tr("mult."), "µs"))
        seconds = sum(block.seconds for block in found.blocks)
        self.sum.setText(counted(found.threads, "{flops} operations and {time} µs a record · training takes {memory} · "
                                 "{n} thread", "{flops} operations and {time} µs a record · training takes {memory} · "
                                 "{n} threads", flops=grouped(found.flops), time=micro(seconds),
                                 memory=local(bytes_spoken(found.training_bytes))))

    def table(self):
        if self.found is None:
            return []
        return [("block", "kind", "shape", "parameters", "multiplications", "bytes out", "seconds"),
                *((one.node, one.kind, "x".join(map(str, one.shape)), one.parameters, one.work, one.nbytes, one.seconds)
                  for one in self.found.blocks)]
