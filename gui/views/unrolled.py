"""A recurrent block unrolled: a cell for each step, and how much of the loss comes back to it through time."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QWidget

from core.inspection.needs import Snapshot
from core.inspection.time_gradients import StepSizes, TimeGradients
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import BlockPanel, view

LOWEST = 1e-12
CELL = 9
"""Pixels of a step from which on cells and the arrows between them are drawn."""
POWERS = 8
"""Powers of ten that the scale has at most: what is smaller has a bar of no height."""


class UnrolledCells(QWidget):
    """Cells side by side, as bright as their state is large, each with a bar of its gradient on a logarithmic scale."""

    def __init__(self):
        super().__init__()
        self.found: StepSizes | None = None
        self.setMouseTracking(True)
        theme.signals.changed.connect(self.update)

    def show_sizes(self, found: StepSizes) -> None:
        """Show the sizes of all steps."""
        self.found = found
        first, last = found.gradient[[0, -1]]
        self.setAccessibleName(tr("Gradient at {count} steps: {first} at the first, {last} at the last",
                                  count=len(found.gradient), first=short(first), last=short(last)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(110))

    @property
    def ends(self) -> tuple[int, int]:
        """The powers of ten at both ends of the scale."""
        known = self.found.gradient[np.isfinite(self.found.gradient) & (self.found.gradient > LOWEST)]
        if not len(known):
            return -POWERS, 0
        high = int(np.ceil(np.log10(known.max()) + 0.05))
        return max(int(np.floor(np.log10(known.min()))), high - POWERS), high

    def _geometry(self) -> tuple[float, float, float, float]:
        """Left, width of a step, height of the cells, bottom of the bars."""
        left = float(theme.px(34))
        return left, (self.width() - left - 2) / len(self.found.gradient), theme.px(26), self.height() - theme.px(16)

    def paintEvent(self, event):
        if self.found is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, wide, cells, bottom = self._geometry()
        self._paint_scale(painter, left, cells + 6, bottom)
        low, high = self.ends
        size = np.log10(np.maximum(np.nan_to_num(self.found.gradient), LOWEST))
        bars = np.clip((size - low) / (high - low), 0, 1) * (bottom - cells - 6)
        state = self.found.state / max(float(np.nan_to_num(self.found.state).max()), LOWEST)
        gap = 3.0 if wide >= CELL else 0.0
        for step, (bar, bright) in enumerate(zip(bars.tolist(), np.nan_to_num(state).tolist(), strict=True)):
            x = left + step * wide
            painter.setPen(QPen(theme.colour("line"), 1) if gap else Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent", 0.15 + 0.85 * bright))
            painter.drawRoundedRect(QRectF(x + gap, 3, wide - 2 * gap, cells - 6), gap, gap)
            if gap and step:
                painter.setPen(QPen(theme.colour("muted"), 1.5))
                painter.drawLine(QPointF(x - gap, cells / 2), QPointF(x + gap, cells / 2))
            painter.fillRect(QRectF(x + gap / 2, bottom - bar, max(wide - gap, 1), bar), theme.colour("gradient", 0.8))

    def _paint_scale(self, painter, left: float, top: float, bottom: float) -> None:
        low, high = self.ends
        painter.setFont(theme.font(11, tabular=True))
        each = max(1, -(-(high - low) // 4))
        for power in range(low, high + 1, each):
            y = bottom - (bottom - top) * (power - low) / (high - low)
            painter.setPen(theme.colour("line"))
            painter.drawLine(QPointF(left, y), QPointF(self.width(), y))
            painter.setPen(theme.colour("muted"))
            number = QRectF(0, y - 8, left - 4, 16)
            painter.drawText(number, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"1e{power}")
        painter.drawText(QRectF(left, bottom, self.width() - left, self.height() - bottom),
                         Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, tr("first step"))
        painter.drawText(QRectF(left, bottom, self.width() - left - 2, self.height() - bottom),
                         Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tr("last step"))

    def mouseMoveEvent(self, event):
        if self.found is None:
            return
        left, wide, _, _ = self._geometry()
        step = int((event.position().x() - left) // wide)
        if not 0 <= step < len(self.found.gradient):
            self.setToolTip("")
            return
        self.setToolTip(plain(tr("Step {step}: gradient {gradient}, state {state}", step=step + 1,
                                 gradient=short(float(self.found.gradient[step])),
                                 state=short(float(self.found.state[step])))))


@view
class UnrolledPanel(BlockPanel):
    """What comes back of the loss to each step of a series: vanishing and exploding through time."""

    place = 8
    title = "Unrolled in time"
    question, glyph = "layer", "recurrent"
    meaning = ("A cell for each step of a recurrent block, as bright as its state is large; the bar below says how "
               "large the gradient of the loss by what comes in there is, on a logarithmic scale. It shrinks step by "
               "step on the way back where the block forgets: compare a simple network with a GRU")
    formula = r"\left| \frac{\partial L}{\partial x_t} \right|"
    minimum_height = 170
    share = 20

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: StepSizes | None = None
        self.cells = UnrolledCells()
        self.body.addWidget(self.cells, 1)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return any(layer.further for layer in check.layers.values())

    def fitting(self):
        return [node.id for node in self.document.project.network.nodes if node.layer.further]

    @property
    def need(self) -> TimeGradients | None:
        """The sizes of the chosen block."""
        return TimeGradients(self.node) if self.node else None

    def needs(self):
        return {self.need: 0.5} if self.need else {}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        self.found = found
        self.cells.show_sizes(found)
        ends = found.gradient[::-1] if found.backwards else found.gradient
        if ends[-1] > 0:
            self.say(tr("{factor} × from the last step read to the first", factor=short(float(ends[0] / ends[-1]))))

    def table(self):
        if self.found is None:
            return []
        return [("step", "gradient", "state"), *((step + 1, float(gradient), float(state)) for step, (gradient, state)
                                                 in enumerate(zip(self.found.gradient, self.found.state, strict=True)))]
