"""The weights of every block as a small histogram each."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen
from PySide6.QtWidgets import QWidget

from core.inspection.needs import Histogram, Snapshot, WeightHistogram
from gui.drawing.axis_ranges import Steady
from gui.drawing.block_names import all_spoken, kernels
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.caption import Caption
from gui.views.histograms import bins, places, spread_words, used_reach

CELL, GAP, LABEL = (104, 76), 12, 18


class SmallHistograms(QWidget):
    """A grid of histograms, all over one axis of values so that their spreads compare."""

    chosen = Signal(str)

    def __init__(self):
        super().__init__()
        self.names: dict[str, str] = {}
        self.found: dict[str, Histogram] = {}
        self.selected = ""
        self._reach = Steady(0.45)
        self._tops: dict[str, Steady] = {}
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Histograms of all blocks"))
        theme.signals.changed.connect(self.update)

    def show_blocks(self, names: dict[str, str], selected: str) -> None:
        """Block id → what stands under its histogram."""
        if set(names) != set(self.names):
            self._reach.forget()
            self._tops.clear()
            self.found = {id: found for id, found in self.found.items() if id in names}
        self.names, self.selected = names, selected
        self.updateGeometry()
        self.update()

    def show_histograms(self, found: dict[str, Histogram]) -> None:
        """The newest histogram of each block."""
        self.found |= found
        self.update()

    @property
    def reach(self) -> float:
        """The weight at the right end of every histogram, and without its sign at the left one."""
        return self._reach.fit(max((used_reach(found) for found in self.found.values()), default=1.0))

    def _columns(self) -> int:
        """As many as fit, or fewer where that fills the last row too."""
        count = max(len(self.names), 1)
        most = max(1, min(count, (self.width() + GAP) // (CELL[0] + GAP)))
        return -(-count // -(-count // most))

    @staticmethod
    def _least() -> int:
        """The smallest height of a cell: that of its picture, and of the name below it."""
        return CELL[1] - LABEL + theme.px(LABEL)

    @staticmethod
    def plot(cell: QRectF) -> QRectF:
        """Where the histogram of a cell stands: above its name."""
        return cell.adjusted(0, 2, 0, -theme.px(LABEL))

    def cells(self) -> dict[str, QRectF]:
        """Where each block is drawn."""
        columns = self._columns()
        rows = -(-len(self.names) // columns) if self.names else 1
        width = (self.width() - GAP * (columns - 1)) / columns
        height = min(max((self.height() - GAP * (rows - 1)) / rows, self._least()), 150)
        return {id: QRectF(place % columns * (width + GAP), place // columns * (height + GAP), width, height)
                for place, id in enumerate(self.names)}

    def minimumSizeHint(self) -> QSize:
        rows = -(-len(self.names) // self._columns()) if self.names else 1
        return QSize(CELL[0], rows * (self._least() + GAP) - GAP)

    def sizeHint(self) -> QSize:
        return self.minimumSizeHint()

    def _at(self, position) -> str:
        return next((id for id, cell in self.cells().items() if cell.contains(position)), "")

    def mousePressEvent(self, event):
        if found := self._at(event.position()):
            self.chosen.emit(found)

    def mouseMoveEvent(self, event):
        id = self._at(event.position())
        found = self.found.get(id)
        self.setToolTip("" if not found else plain(
            f"{self.names[id]}: {spread_words(found)}, {tr('mean {value}', value=places(found.mean))}"))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        reach = self.reach
        for id, cell in self.cells().items():
            plot = self.plot(cell)
            painter.setPen(QPen(theme.colour("line"), 1))
            painter.drawLine(plot.bottomLeft(), plot.bottomRight())
            painter.drawLine(QPointF(plot.center().x(), plot.top()), QPointF(plot.center().x(), plot.bottom()))
            if id in self.found:
                self._paint(painter, id, plot, reach)
            painter.setPen(theme.colour("accent_text" if id == self.selected else "muted"))
            text = painter.fontMetrics().elidedText(self.names[id], Qt.TextElideMode.ElideRight, int(cell.width()))
            painter.drawText(cell, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, text)

    def _paint(self, painter, id, plot, reach):
        found = self.found[id]
        top = self._tops.setdefault(id, Steady()).fit(float(max(found.counts.max(), found.initial.max(), 1)))
        x = plot.center().x() + np.clip(found.edges / reach, -1, 1) * plot.width() / 2
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour(theme.tokens().diverging[-1]))
        painter.drawPath(outline(x, found.counts, plot, top, closed=True))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("text", 0.6), 1))
        painter.drawPath(outline(x, found.initial, plot, top, closed=False))


def outline(x: np.ndarray, counts: np.ndarray, plot: QRectF, top: float, closed: bool) -> QPainterPath:
    """The steps of a histogram: `x` (n + 1,) in pixels, counts (n,), `top` the count at the upper edge."""
    y = plot.bottom() - counts * (plot.height() / top)
    path = QPainterPath(QPointF(x[0], plot.bottom()))
    for left, right, height in zip(x[:-1].tolist(), x[1:].tolist(), y.tolist(), strict=True):
        path.lineTo(left, height)
        path.lineTo(right, height)
    path.lineTo(x[-1], plot.bottom())
    if closed:
        path.closeSubpath()
    return path


@view
class AllWeightsPanel(Panel):
    """Every block that has weights, side by side; a click chooses the block."""

    place = 8
    title = "All weights"
    question, glyph = "layer", "matrix"
    formula = r"n_j = \sum_i [e_j \leq w_i < e_{j+1}]"
    short = "Blocks"
    minimum_height = 150
    meaning = "The weights of every block, now and at the start, over one axis of values."

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.grid, self.legend = SmallHistograms(), Caption()
        self.body.addWidget(self.grid, 1)
        self.body.addWidget(self.legend)
        self.grid.chosen.connect(selection.select)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return sum(count > 0 for count in check.parameters.values()) > 1

    def needs(self):
        return {WeightHistogram(name): 0.0 for name, _ in kernels(self.document).values()}

    def refresh(self) -> None:
        names = all_spoken(self.document.project.network)
        self.grid.show_blocks({id: names[id] for id in kernels(self.document)}, self.selection.node)
        self.say(tr("now over the start"))
        self.needs_changed.emit()

    def table(self):
        rows = [(name, *row) for id, name in self.grid.names.items() if id in self.grid.found
                for row in bins(self.grid.found[id])]
        return [("block", "from", "to", "now", "at start"), *rows] if rows else []

    def draw(self, snapshot: Snapshot) -> None:
        found = {id: snapshot.get(WeightHistogram(name)) for id, (name, _) in kernels(self.document).items()}
        self.grid.show_histograms({id: histogram for id, histogram in found.items() if histogram is not None})
        reach = short(self.grid.reach)
        self.legend.show_parts([(tr("now"), "fill", ""), (tr("at start"), "line", ""),
                                ((tr("weight, −{reach} to {reach} for all", reach=reach),
                                  tr("−{reach} to {reach}", reach=reach)), "", "right")])
