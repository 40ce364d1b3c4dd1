"""The picture of an activation: its curve and its derivative."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from gui.style import theme
from gui.text.translation import tr

REACH = 3.0
HEIGHT = 58


def has_curve(value) -> bool:
    """Whether a declaration can be drawn as a function of one number."""
    return value is not None and value.drawn


class CurvePicture(QWidget):
    """Solid: the output for z from −3 to 3. Dashed: its slope. Softmax is drawn against one rival at 0."""

    def __init__(self):
        super().__init__()
        self.value = None
        self.setFixedHeight(theme.px(HEIGHT))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(tr("Curve of the activation and its slope"))
        theme.signals.changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(130, theme.px(HEIGHT))

    def show_value(self, value) -> None:
        """Draw another activation."""
        self.value = value
        self.setToolTip(tr("{activation} for z from −3 to 3\nSolid: the output. Dashed: its slope, with which "
                           "gradients are multiplied on the way back.\nGrey cross: zero.",
                           activation=tr(value.shown_name())))
        self.update()

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setPen(theme.colour("line"))
        painter.setBrush(theme.colour("card"))
        painter.drawRoundedRect(box, 8, 8)
        if self.value is None:
            return
        z = np.linspace(-REACH, REACH, 121)
        # A second value at zero leaves functions of single values as they are and gives softmax a rival.
        beside = np.stack([z, np.zeros_like(z)], 1)
        curve, slope = self.value.curve(beside)[:, 0], self.value.slope(beside)[:, 0]
        low, high = self._range(curve, slope)
        inner = box.adjusted(8, 7, -8, -7)
        painter.setClipRect(box.adjusted(1, 1, -1, -1))

        def place(x, y):
            return QPointF(inner.left() + (x + REACH) / (2 * REACH) * inner.width(),
                           inner.bottom() - (y - low) / (high - low) * inner.height())

        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(place(-REACH, 0), place(REACH, 0))
        painter.drawLine(place(0, low), place(0, high))
        self._stroke(painter, z, slope, place, QPen(theme.colour("negative"), 1.4, Qt.PenStyle.DashLine))
        self._stroke(painter, z, curve, place, QPen(theme.colour("positive"), 1.8))

    @staticmethod
    def _range(curve, slope):
        low = min(curve.min(), slope.min(), 0)
        high = max(slope.max(), min(curve.max(), 1.6 if slope.max() <= 1.2 else curve.max()), 0.3)
        return max(low, -1.2), high + 0.05

    @staticmethod
    def _stroke(painter, z, values, place, pen):
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([place(x, y) for x, y in zip(z, values, strict=True)]))


class CurveLegend(QWidget):
    """What the two lines are, in the very strokes that they have."""

    def __init__(self):
        super().__init__()
        self.setFixedHeight(theme.px(HEIGHT))
        theme.signals.changed.connect(self.update)

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.font(12))
        rows = (("output", "positive", Qt.PenStyle.SolidLine), ("slope", "negative", Qt.PenStyle.DashLine))
        for row, (word, role, style) in enumerate(rows):
            y = theme.px(20 + 19 * row)
            painter.setPen(QPen(theme.colour(role), 1.8, style))
            painter.drawLine(0, y, 14, y)
            painter.setPen(theme.colour("muted"))
            line = QRectF(20, y - theme.px(9), self.width() - 20, theme.px(18))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, tr(word))
