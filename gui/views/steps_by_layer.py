"""How large gradients and updates are, block by block: now as bars, and over time as lines."""

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from core.inspection.needs import Snapshot
from core.inspection.next_step import LayerSteps, StepsOfLayers
from gui.drawing.block_names import spoken
from gui.drawing.pictures import short
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.views.base import Panel, view
from gui.views.caption import Caption
from gui.views.trend import Trend
from gui.widgets.basic import label
from gui.widgets.switches import Segments

NAME, NUMBER, ROW = 0.3, 54, 24
"""Share of the width for the names, pixels for the number, and pixels of a row."""
MEASURES = ("gradient", "update", "update ÷ weight")
LOWEST = 1e-12


class LayerBars(QWidget):
    """A row a block: its name, a bar on a logarithmic scale with the way that it came, and the number."""

    def __init__(self):
        super().__init__()
        self.names: list[str] = []
        self.values = np.zeros(0)
        self.courses = np.zeros((0, 0))
        self.role = "gradient"
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        theme.signals.changed.connect(self.update)

    def show_values(self, names: list[str], values: np.ndarray, courses: np.ndarray, role: str) -> None:
        """Values (blocks,), and what they were before (times, blocks)."""
        self.names, self.values, self.courses, self.role = names, values, courses, role
        self.setAccessibleName("; ".join(f"{name}: {short(value)}" for name, value in zip(names, values, strict=True)))
        self.update()

    def minimumSizeHint(self) -> QSize:
        return QSize(160, theme.px(80))

    @property
    def ends(self) -> tuple[int, int]:
        """The powers of ten at both ends of the scale."""
        known = self.values[np.isfinite(self.values) & (self.values > LOWEST)]
        if not len(known):
            return -6, 0
        low, high = np.floor(np.log10(known.min()) - 0.2), np.ceil(np.log10(known.max()) + 0.05)
        return int(low), int(max(high, low + 2))

    def _share(self, values) -> np.ndarray:
        low, high = self.ends
        return np.clip((np.log10(np.maximum(np.nan_to_num(values), LOWEST)) - low) / (high - low), 0, 1)

    def _geometry(self):
        """Left and width of the bars, and the pitch of rows."""
        left = self.width() * NAME
        tall = self.height() - theme.px(18)
        return left, max(self.width() - left - theme.px(NUMBER), 10), min(theme.px(ROW), tall / max(len(self.names), 1))

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left, wide, pitch = self._geometry()
        shares, font = self._share(self.values), theme.font(12 if pitch > 15 else 10)
        courses = self._share(self.courses) if self.courses.size else self.courses
        self._paint_scale(painter, left, wide, pitch * len(self.names))
        for number, (name, value) in enumerate(zip(self.names, self.values, strict=True)):
            row = QRectF(0, number * pitch, self.width(), pitch)
            bar = QRectF(left, row.top() + pitch * 0.22, wide, pitch * 0.56)
            painter.setFont(font)
            painter.setPen(theme.colour("text"))
            words = painter.fontMetrics().elidedText(name, Qt.TextElideMode.ElideRight, int(left) - 8)
            painter.drawText(row.adjusted(0, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, words)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("card"))
            painter.drawRoundedRect(bar, 3, 3)
            painter.setBrush(theme.colour(self.role, 0.75))
            painter.drawRoundedRect(QRectF(bar.left(), bar.top(), max(shares[number] * wide, 1), bar.height()), 3, 3)
            if len(courses) > 1:
                self._paint_course(painter, bar, courses[:, number])
            painter.setPen(theme.colour("text"))
            painter.setFont(theme.font(12 if pitch > 15 else 10, tabular=True))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight,
                             short(value) if np.isfinite(value) else "–")

    def _paint_course(self, painter, bar: QRectF, course: np.ndarray) -> None:
        """The way of a value over time, from left to right, as high as it is large."""
        x = np.linspace(bar.left(), bar.right(), len(course))
        points = QPolygonF()
        for across, share in zip(x.tolist(), course.tolist(), strict=True):
            points.append(QRectF(across, bar.bottom() - share * bar.height(), 0, 0).topLeft())
        painter.setPen(QPen(theme.colour("text", 0.8), 1))
        painter.drawPolyline(points)

    def _paint_scale(self, painter, left: float, wide: float, bottom: float) -> None:
        low, high = self.ends
        painter.setFont(theme.font(11, tabular=True))
        each = max(1, -(-(high - low) // 4))
        for power in range(low, high + 1, each):
            x = left + wide * (power - low) / (high - low)
            painter.setPen(theme.colour("line"))
            painter.drawLine(QRectF(x, 0, 0, 0).topLeft(), QRectF(x, bottom, 0, 0).topLeft())
            painter.setPen(theme.colour("muted"))
            below = QRectF(x - 30, bottom, 60, theme.px(18))
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, short(10.0 ** power))

    def mouseMoveEvent(self, event):
        _, _, pitch = self._geometry()
        number = int(event.position().y() // pitch)
        inside = 0 <= number < len(self.names)
        self.setToolTip(plain(f"{self.names[number]}: {self.values[number]:.3e}") if inside else "")


@view
class StepsPanel(Panel):
    """Gradients, updates, or updates beside the weights, for every block that learns."""

    place = 9
    title = "Gradients by layer"
    short = "Gradients"
    question, glyph, usual = "learn", "steps_by_layer", False
    formula = r"\sqrt{\frac{1}{n} \sum_i g_i^2}"
    meaning = ("How large the gradient of each block is, and how far the next step moves its weights: root mean "
               "squares on a logarithmic scale, the line is the way that they came. Gradients that shrink from block "
               "to block towards the input vanish, those that grow explode. A thousandth is a usual update beside the "
               "weights.")
    minimum_height = 200
    share = 22

    def __init__(self, document, selection, runner):
        super().__init__(document, selection, runner)
        self.found: LayerSteps | None = None
        self.trends = tuple(Trend() for _ in MEASURES)
        self.choice = Segments(tuple(map(tr, MEASURES)), name=tr("What is measured"), wraps=True)
        self.bars, self.axes = LayerBars(), Caption()
        self.axes.show_parts([((tr("root mean square, logarithmic"), tr("RMS, log")), "", "right")])
        self.choice.chosen.connect(lambda _: self._show())
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addStretch(1)
        self.note_line = label("", "muted", 12, tabular=True)
        self.body.addLayout(row)
        self.body.addWidget(self.bars, 1)
        foot = QHBoxLayout()
        foot.addWidget(self.note_line)
        foot.addWidget(self.axes, 1)
        self.body.addLayout(foot)

    @classmethod
    def accepts(cls, check, description):
        return check.total > 0

    def needs(self):
        return {StepsOfLayers(): 0.05}

    def draw(self, snapshot: Snapshot) -> None:
        found = snapshot.get(StepsOfLayers())
        if found is None:
            return
        if self.found is None or found.nodes != self.found.nodes:
            for trend in self.trends:
                trend.forget()
        self.found = found
        for trend, values in zip(self.trends, (found.gradients, found.updates, found.ratios), strict=True):
            trend.add(snapshot.epoch, tuple(values))
        self._show()

    def _show(self) -> None:
        if self.found is None:
            return
        place, found = self.choice.index, self.found
        values = (found.gradients, found.updates, found.ratios)[place]
        network = self.document.project.network
        self.bars.show_values([spoken(network, node) for node in found.nodes], values,
                              np.array(self.trends[place].rows), ("gradient", "accent", "ok")[place])
        if len(values) > 1 and values[-1] > 0 and values[0] > 0:
            self.note_line.setText(tr("first ÷ last: {share}", share=short(values[0] / values[-1])))

    def table(self):
        if self.found is None:
            return []
        return [("block", "gradient", "update", "weight"),
                *zip(self.found.nodes, self.found.gradients, self.found.updates, self.found.weights, strict=True)]
