"""The gates of one unit of a recurrent block over the steps of a sample."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QPainter
from PySide6.QtWidgets import QHBoxLayout, QSpinBox, QWidget

from core.inspection.needs import Snapshot
from core.inspection.series import Gates, Strips
from gui.style import theme
from gui.text.number_text import local
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import BlockPanel, view
from gui.widgets.basic import label

SMALLEST = 8
"""Pixels of a step from which on its sign is written above it."""


class StripGrid(QWidget):
    """A strip for each gate: blue above 0, orange below, as bright as it is far from it."""

    stepped = Signal(int)

    def __init__(self):
        super().__init__()
        self.found: Strips | None = None
        self.tokens: list[str] = []
        self.setMouseTracking(True)
        self.setAccessibleName(tr("Gates over the steps of the sample"))
        theme.signals.changed.connect(self.update)

    def show_strips(self, found: Strips, tokens: list[str]) -> None:
        """Show strips, and what the steps are called where that is known."""
        self.found, self.tokens = found, tokens
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(theme.px(160), theme.px(110))

    def _geometry(self) -> tuple[float, float, float, float]:
        """Left, top, width of a step and height of a strip."""
        metrics = QFontMetricsF(theme.font(11))
        left = max(metrics.horizontalAdvance(name) for name in self.found.names) + 8
        wide = (self.width() - left) / self.found.values.shape[1]
        top = theme.px(18) if self.tokens and wide >= SMALLEST else 0.0
        return left, top, wide, min((self.height() - top) / len(self.found.names), theme.px(30))

    def paintEvent(self, event):
        if self.found is None:
            return
        painter = QPainter(self)
        painter.setFont(theme.font(11))
        left, top, wide, high = self._geometry()
        colours = theme.diverging()
        for row, (name, strip) in enumerate(zip(self.found.names, self.found.values, strict=True)):
            y = top + row * high
            painter.setPen(theme.colour("muted"))
            painter.drawText(QRectF(0, y, left - 8, high), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter,
                             name)
            shades = colours[np.clip((np.nan_to_num(strip) + 1) * 127.5, 0, 255).astype(int)]
            for step, (red, green, blue) in enumerate(shades):
                painter.fillRect(QRectF(left + step * wide, y + 1, wide + 0.5, high - 2),
                                 theme.colour(f"#{red:02x}{green:02x}{blue:02x}"))
        if top:
            painter.setPen(theme.colour("text"))
            for step, name in enumerate(self.tokens):
                painter.drawText(QRectF(left + step * wide, 0, wide, top), Qt.AlignmentFlag.AlignCenter, name)

    def mouseMoveEvent(self, event):
        if self.found is None:
            return
        left, top, wide, high = self._geometry()
        step, row = int((event.position().x() - left) // wide), int((event.position().y() - top) // high)
        if not (0 <= step < self.found.values.shape[1] and 0 <= row < len(self.found.names)):
            self.setToolTip("")
            return
        name = self.tokens[step] if step < len(self.tokens) else ""
        self.setToolTip(plain(tr("{gate} at step {step} “{name}”: {value}", gate=self.found.names[row], step=step + 1,
                                 name=name, value=local(f"{self.found.values[row, step]:.3f}"))))


@view
class GatesPanel(BlockPanel):
    """What one unit of an LSTM or a GRU keeps, lets in and shows, step by step."""

    place = 7
    title = "Gates"
    question, glyph, usual = "layer", "recurrent", True
    meaning = ("The gates of one unit over the steps of the chosen sample: 0 is shut, 1 is open; what is new, the "
               "memory and the state go from −1 (orange) to 1 (blue)")
    formula = r"c_t = f \cdot c_{t-1} + i \cdot \tilde c"
    minimum_height = 190
    share = 22

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: Strips | None = None
        self.grid, self.unit = StripGrid(), QSpinBox()
        self.unit.setMinimum(1)
        self.unit.setAccessibleName(tr("Unit"))
        self.unit.valueChanged.connect(lambda _: self.needs_changed.emit())
        row = QHBoxLayout()
        row.addWidget(label("Unit", "muted", 12))
        row.addWidget(self.unit)
        row.addStretch(1)
        self.body.addLayout(row)
        self.body.addWidget(self.grid, 1)
        selection.sample_changed.connect(self.needs_changed)
        self.refresh()

    @classmethod
    def accepts(cls, check, description):
        return any(layer.gate_words for layer in check.layers.values())

    def fitting(self):
        return [node.id for node in self.document.project.network.nodes if node.layer.gate_words]

    @property
    def need(self) -> Gates | None:
        """The gates of the chosen unit for the chosen sample."""
        return Gates(*self.sample, self.node, self.unit.value() - 1) if self.node else None

    def needs(self):
        return {self.need: 0.2} if self.need else {}

    def show_node(self):
        node = self.document.project.network.node(self.node)
        self.unit.setMaximum(node.layer.units if node else 1)

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(self.need) if self.need else None
        if found is None:
            return
        self.found = found
        names = self.document.description.inputs[0].tokens if self.document.description else ()
        self.grid.show_strips(found, [names[token] for token in found.tokens if token < len(names)])
        self.say(tr("unit {unit}", unit=self.unit.value()))

    def table(self):
        if self.found is None:
            return []
        return [("step", *self.found.names), *((step + 1, *map(float, column))
                                               for step, column in enumerate(self.found.values.T))]
