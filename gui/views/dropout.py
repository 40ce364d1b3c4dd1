"""What a block of dropout switches off: another mask in every step, the same on the way back, none at test time."""

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from core.inspection.dropout_mask import DropoutMask, SwitchedOff
from core.inspection.needs import SampleView, Snapshot
from gui.drawing.pictures import line_length
from gui.style import theme
from gui.text.formula_numbers import result
from gui.text.number_text import local
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.views.table_rows import Cell, TableRows
from gui.widgets.basic import label
from gui.widgets.switches import Segments

MOST_CELLS = 4096


class MaskGrid(QWidget):
    """A cell for each value: crossed out where it is off, as bright as its value where it passes."""

    def __init__(self):
        super().__init__()
        self.factors, self.values = np.zeros(0), np.zeros(0)
        self.setMouseTracking(True)
        self.setAccessibleName(tr("What is switched off"))
        theme.signals.changed.connect(self.update)

    def show_mask(self, factors: np.ndarray, values: np.ndarray | None) -> None:
        """Factors of the values, and the values that come in, where they are known."""
        flat = factors.ravel()[:MOST_CELLS]
        self.factors = flat
        known = values is not None and values.size == factors.size
        self.values = values.ravel()[:MOST_CELLS] if known else np.ones(len(flat))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(120, theme.px(70))

    def _geometry(self) -> tuple[int, float]:
        """Cells in a line, and the side of one."""
        count = len(self.factors)
        across = max(line_length(count, self.width(), self.height()), 1)
        return across, min(self.width() / across, self.height() / -(-count // across))

    def mouseMoveEvent(self, event):
        if not len(self.factors):
            return
        across, side = self._geometry()
        column, row = int(event.position().x() // side), int(event.position().y() // side)
        place = row * across + column
        inside = 0 <= column < across and 0 <= place < len(self.factors)
        self.setToolTip(tr("value {n}: {value} · {factor} = {result}", n=place + 1,
                           value=result(float(self.values[place])), factor=result(float(self.factors[place])),
                           result=result(float(self.values[place] * self.factors[place]))) if inside else "")

    def paintEvent(self, event):
        count = len(self.factors)
        if not count:
            return
        painter = QPainter(self)
        across, side = self._geometry()
        largest, gap = max(float(np.abs(self.values).max(initial=0)), 1e-9), 1 if side > 4 else 0
        for place, (factor, value) in enumerate(zip(self.factors.tolist(), self.values.tolist(), strict=True)):
            box = QRectF(place % across * side, place // across * side, side - gap, side - gap)
            if factor == 0:
                painter.fillRect(box, theme.colour("card"))
                painter.setPen(theme.colour("negative"))
                painter.drawLine(box.topLeft(), box.bottomRight())
            else:
                painter.fillRect(box, theme.mixed("positive" if value >= 0 else "negative", "zero",
                                                  0.25 + 0.75 * min(abs(value) / largest, 1)))


@view
class DropoutPanel(BlockPanel):
    """The mask of the next step over the values of the chosen record, and the two ways of scaling."""

    place = 14
    title = "Dropout mask"
    short = "Mask"
    question, glyph, usual = "layer", "dropout", False
    formula = r"y = \frac{m}{1 - p} x"
    meaning = ("Which values are switched off: a fresh mask in every step, the same one on the way back, none at test "
               "time. What passes is divided by the share that passes, so that sums stay as large as without it.")
    minimum_height = 240
    share = 24

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: SwitchedOff | None = None
        self.values: np.ndarray | None = None
        self.choice = Segments((tr("in training"), tr("at test time")), name=tr("When"), wraps=True)
        self.choice.chosen.connect(lambda _: self._show())
        self.grid, self.words, self.rows = MaskGrid(), label("", "muted", 12, wrap=True), TableRows(tr(self.title))
        self.body.addWidget(self.choice)
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.words)
        self.body.addWidget(self.rows)
        selection.sample_changed.connect(self.needs_changed)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return any(layer.drops for layer in check.layers.values())

    def fitting(self):
        check = self.document.check
        return [node for node, layer in check.layers.items() if layer.drops and node in check.types]

    @property
    def need(self) -> DropoutMask:
        """The mask of the block."""
        return DropoutMask(self.node)

    def needs(self):
        return {self.need: 0.05, SampleView(*self.sample): 0.05} if self.node else {}

    def show_node(self):
        self.found = self.values = None

    def draw(self, snapshot: Snapshot) -> None:
        if not self.node:
            return
        sample = snapshot.get(SampleView(*self.sample))
        if sample is not None:
            source = self.document.project.network.node(self.node).inputs[0]
            self.values = sample.outputs.get(source)
        self.found = snapshot.get(self.need) or self.found
        self._show()

    def _show(self) -> None:
        found = self.found
        if found is None:
            return
        factors = found.factors if self.choice.index == 0 else np.ones_like(found.factors)
        self.grid.show_mask(factors, self.values)
        off, total = int((found.factors == 0).sum()), found.factors.size
        self.say(tr("step {n} · {off} of {total} off", n=found.step, off=off, total=total),
                 tr("{off} of {total} off", off=off, total=total))
        passes, up = 1 - found.rate, local(f"{1 / max(1 - found.rate, 1e-9):.3g}")
        self.words.setText(tr("The gradient comes back through the same mask; the next step draws another.")
                           if self.choice.index == 0 else tr("All values pass, unchanged: nothing is left to chance."))
        mean = 1.0 if self.values is None else float(np.mean(self.values))
        kept = local(f"{passes:.3g}")
        self.rows.show_rows((tr("scaling"), tr("in training"), tr("at test time"), tr("mean, expected")), [
            (Cell(tr("here: in training")), Cell(f"x · m · {up}"), Cell("x"), Cell(result(mean))),
            (Cell(tr("classical: at test time")), Cell("x · m"), Cell(f"x · {kept}"), Cell(result(mean * passes)))])

    def table(self):
        if self.found is None:
            return []
        return [("place", "factor"), *enumerate(self.found.factors.ravel())]
