"""The square of the plane with points in it and, as its ground, what the network makes of it."""

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.datasets.painted import Points
from core.inspection.needs import Plane
from gui.drawing import pictures
from gui.drawing.pens import Sheet, ink
from gui.drawing.thumbnails import point_colours
from gui.sidebar.table_head import draw_mark
from gui.style import theme

EDGE = 1.1
"""The square shows so far from the middle."""
MARK, RING = 4.0, 8.0


class PaintSquare(QWidget):
    """Shows painted points. Those in `ringed` (n,) bool have a ring around them; `with_ground` is whether what the
    network answers is drawn below them."""

    def __init__(self):
        super().__init__()
        self.by_value, self.points, self.with_ground = False, Points(), True
        self.ringed = np.zeros(0, bool)
        self._sheet: Sheet | None = None
        self._box = (np.array([-1.0, -1.0]), np.array([1.0, 1.0]))
        self._outputs = np.zeros((0, 1, 1))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 200)
        theme.signals.changed.connect(self._colour)

    def sizeHint(self) -> QSize:
        return QSize(420, 420)

    def show_points(self, points: Points, by_value: bool) -> None:
        """Show painted points, of classes or with values."""
        self.by_value, self.points = by_value, points
        self.update()

    def show_plane(self, plane: Plane, outputs: np.ndarray) -> None:
        """What the network answers (units, size, size), as the ground under the points."""
        self._box, self._outputs = (plane.low, plane.high), outputs
        self._colour()

    def _colour(self):
        """The ground in the colours of the present look."""
        outputs = self._outputs
        if len(outputs) > 1:
            names = theme.class_colours()
            colours = np.array([theme.colour(names[n % len(names)]).getRgb()[:3] for n in range(len(outputs))], float)
            zero = np.array(theme.colour("zero").getRgb()[:3], float)
            self._sheet = Sheet(pictures.classes(outputs, colours, zero))
        elif len(outputs):
            values = outputs[0] if self.by_value else outputs[0] * 2 - 1
            limit = max(float(np.abs(values).max()), 1e-6) if self.by_value else 1.0
            self._sheet = Sheet(ink().table(True)[pictures.indices(values, limit, True)])
        self.update()

    # ---- places

    def square(self) -> QRectF:
        """Where −1.1 to 1.1 is drawn."""
        side = max(min(self.width(), self.height()) - 2, 1)
        return QRectF((self.width() - side) / 2, (self.height() - side) / 2, side, side)

    def to_pixels(self, places: np.ndarray) -> np.ndarray:
        """(n, 2) places as pixels."""
        box = self.square()
        unit = np.asarray(places) / EDGE
        return np.stack([box.center().x() + unit[:, 0] * box.width() / 2,
                         box.center().y() - unit[:, 1] * box.height() / 2], 1)

    def to_place(self, position: QPointF) -> np.ndarray:
        """A pixel as a place."""
        box = self.square()
        return np.array([(position.x() - box.center().x()) / box.width() * 2 * EDGE,
                         (box.center().y() - position.y()) / box.height() * 2 * EDGE])

    # ---- drawing

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box = self.square()
        painter.fillRect(box, theme.colour("panel"))
        painter.save()
        painter.setClipRect(box)
        if self._sheet is not None and self.with_ground:
            (left, top), (right, bottom) = self.to_pixels(np.array([[self._box[0][0], self._box[1][1]],
                                                                    [self._box[1][0], self._box[0][1]]]))
            self._sheet.stretch(painter, (left, top, right - left, bottom - top), smooth=True)
        self._paint_grid(painter, box)
        self._paint_points(painter)
        self._paint_above(painter, box)
        painter.restore()
        painter.setPen(QPen(theme.colour("accent" if self.hasFocus() else "line"), 1.6 if self.hasFocus() else 1.0))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box)

    def _paint_above(self, painter, box):
        """What lies over the points: rings."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(theme.colour("text"), 1.8))
        if len(self.ringed) == len(self.points) and self.ringed.any():
            for x, y in self.to_pixels(self.points.arrays()[0][self.ringed]):
                painter.drawEllipse(QPointF(x, y), RING, RING)

    def _paint_grid(self, painter, box):
        painter.setPen(QPen(theme.colour("line"), 1))
        for at in (-1.0, 0.0, 1.0):
            (x, y), = self.to_pixels(np.array([[at, at]]))
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))

    def _paint_points(self, painter):
        if not len(self.points):
            return
        places, values, _ = self.points.arrays()
        colours = point_colours(values.astype(np.float32)) if self.by_value else ()
        outline = QPen(theme.colour("ground"), 1)
        for place, (x, y) in enumerate(self.to_pixels(places)):
            if self.by_value:
                painter.setPen(outline)
                painter.setBrush(theme.colour(colours[place]))
                painter.drawEllipse(QPointF(x, y), MARK, MARK)
            else:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme.colour("ground"))
                painter.drawEllipse(QPointF(x, y), MARK + 1.2, MARK + 1.2)
                draw_mark(painter, QPointF(x, y), int(values[place]), MARK)
