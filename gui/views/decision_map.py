"""One function over the plane of two inputs, drawn as a map with the samples on it."""

import time

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from gui.drawing import pictures
from gui.drawing.pens import Sheet, ink
from gui.drawing.thumbnails import point_colours
from gui.style import theme
from gui.text.plain_text import plain
from gui.text.translation import tr
from gui.widgets.basic import ends

RADIUS, MARGIN = 8, 20


class DecisionMap(QWidget):
    """A square map; numbers of the axes at its edges, points on it, the value under the cursor in the tooltip.
    `probed` carries the place on the plane that was clicked, with which `probe` is marked."""

    probed = Signal(float, float)

    def __init__(self):
        super().__init__()
        self._sheet: Sheet | None = None
        self._values: np.ndarray | None = None
        self._low = self._high = np.zeros(2)
        self._points: list[tuple[np.ndarray, np.ndarray, bool]] = []
        self._overlay: QPixmap | None = None
        self.names, self.what = ("x₁", "x₂"), ""
        self.range = pictures.HeldRange()
        self.probe: tuple[float, float] | None = None
        self.limit, self.signed = 1.0, True
        self.setMouseTracking(True)
        self.setMinimumSize(120, 120)
        self.setAccessibleName(tr("Decision map"))
        theme.signals.changed.connect(self._restyle)

    def sizeHint(self) -> QSize:
        return QSize(260, 260)

    def show_values(self, values: np.ndarray, low: np.ndarray, high: np.ndarray, limit: float = 0.0) -> None:
        """Draw values (size, size), row 0 at the largest x₂; `limit` 0 takes the colour range from the values."""
        if not (np.array_equal(low, self._low) and np.array_equal(high, self._high)):
            self._low, self._high, self._overlay = low, high, None
        if limit:
            self.limit, self.signed = limit, True
        else:
            self.limit, self.signed = self.range.update(values, time.monotonic())
        self._values = values
        self._sheet = Sheet(ink().table(self.signed)[pictures.indices(values, self.limit, self.signed)])
        self.update()

    def show_classes(self, outputs: np.ndarray, low: np.ndarray, high: np.ndarray) -> None:
        """Draw the winner of class outputs (classes, size, size), paler where it wins narrowly."""
        self.show_values(outputs.argmax(0).astype(np.float32), low, high, 1.0)
        names = theme.class_colours()
        colours = np.array([theme.colour(names[n % len(names)]).getRgb()[:3] for n in range(len(outputs))], float)
        zero = np.array(theme.colour("zero").getRgb()[:3], float)
        self._sheet = Sheet(pictures.classes(outputs, colours, zero))

    def show_points(self, points: list[tuple[np.ndarray, np.ndarray, bool]]) -> None:
        """(places (n, 2), targets (n,), whether trained on) for every split."""
        self._points, self._overlay = points, None
        self.update()

    def _restyle(self):
        self._overlay = None
        self.update()

    def box(self) -> QRectF:
        """Where the map is drawn: the largest square above the numbers of the axis."""
        line = MARGIN * theme.text_scale()
        side = max(min(self.width() - line, self.height() - line), 1)
        left = max(line, (self.width() - side) / 2)
        return QRectF(left, 0, side, side)

    def resizeEvent(self, event):
        self._overlay = None

    def mousePressEvent(self, event):
        if self._values is not None and self.box().contains(event.position()):
            self.probed.emit(*map(float, self._place(event.position())))

    def show_probe(self, probe: tuple[float, float] | None) -> None:
        """Mark a place of the plane, or none."""
        self.probe = probe
        self.update()

    def _place(self, at) -> tuple[float, float]:
        box = self.box()
        across, down = (at.x() - box.left()) / box.width(), (at.y() - box.top()) / box.height()
        return (self._low[0] + across * (self._high[0] - self._low[0]),
                self._high[1] - down * (self._high[1] - self._low[1]))

    def _paint_probe(self, painter, box: QRectF) -> None:
        reach = np.where(self._high > self._low, self._high - self._low, 1.0)
        across, up = (np.array(self.probe) - self._low) / reach
        at = QPointF(box.left() + across * box.width(), box.bottom() - up * box.height())
        for role, wide in (("panel", 4.0), ("text", 1.8)):
            painter.setPen(QPen(theme.colour(role), wide))
            painter.drawLine(at - QPointF(7, 0), at + QPointF(7, 0))
            painter.drawLine(at - QPointF(0, 7), at + QPointF(0, 7))

    def mouseMoveEvent(self, event):
        box = self.box()
        if self._values is None or not box.contains(event.position()):
            self.setToolTip("")
            return
        across = (event.position().x() - box.left()) / box.width()
        down = (event.position().y() - box.top()) / box.height()
        size = len(self._values)
        value = self._values[min(int(down * size), size - 1), min(int(across * size), size - 1)]
        place = self._place(event.position())
        where = ", ".join(f"{name} {pictures.short(float(at))}" for name, at in zip(self.names, place, strict=False))
        self.setToolTip(plain(f"{where}\n{self.what}: {pictures.short(float(value))}"))

    def paintEvent(self, event):
        if self._sheet is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, outline = self.box(), QPainterPath()
        outline.addRoundedRect(box, RADIUS, RADIUS)
        painter.save()
        painter.setClipPath(outline)
        self._sheet.stretch(painter, (box.x(), box.y(), box.width(), box.height()), smooth=True)
        painter.restore()
        if self._overlay is None:
            self._overlay = self._paint_points(box)
        painter.drawPixmap(box.topLeft(), self._overlay)
        if self.probe is not None:
            self._paint_probe(painter, box)
        painter.setPen(QPen(theme.colour("line"), 1.2))
        painter.drawPath(outline)
        self._paint_axes(painter, box)

    def _paint_points(self, box: QRectF) -> QPixmap:
        """The points never move while training runs: they are drawn once."""
        ratio = self.devicePixelRatioF()
        made = QPixmap(int(box.width() * ratio) + 1, int(box.height() * ratio) + 1)
        made.setDevicePixelRatio(ratio)
        made.fill(Qt.GlobalColor.transparent)
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        reach = np.where(self._high > self._low, self._high - self._low, 1.0)
        for places, targets, trained in self._points:
            at = (places - self._low) / reach * (box.width(), -box.height()) + (0, box.height())
            for (x, y), name in zip(at.tolist(), point_colours(targets), strict=True):
                if trained:
                    painter.setPen(QPen(theme.colour("ring"), 1.1))
                    painter.setBrush(theme.colour(name))
                    painter.drawEllipse(QPointF(x, y), 3.2, 3.2)
                else:
                    painter.setPen(QPen(theme.colour("ring"), 1.0))
                    painter.setBrush(theme.colour(name))
                    painter.drawRect(QRectF(x - 2.4, y - 2.4, 4.8, 4.8))
        painter.end()
        return made

    def _paint_axes(self, painter, box):
        painter.setFont(theme.font(11, tabular=True))
        painter.setPen(theme.colour("muted"))
        line = painter.fontMetrics().height()
        self._paint_axis(painter, QRectF(box.left(), box.bottom() + 3, box.width(), line), 0)
        painter.translate(box.left() - line - 2, box.bottom())
        painter.rotate(-90)
        self._paint_axis(painter, QRectF(0, 0, box.height(), line), 1)

    def _paint_axis(self, painter, line, axis):
        low, high = (pictures.short(float(end[axis])) for end in (self._low, self._high))
        sides = (Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight)
        fitting = ends(painter.fontMetrics(), (low, self.names[axis], high), line.width())
        for words, side in zip(fitting, sides, strict=True):
            painter.drawText(line, side, words)
