"""The picture of points that a network makes: they and the true ones in the plane."""

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from core.inspection.needs import Answers, Inputs
from core.ops.tensor_type import PLANE
from gui.canvas.faces.base import Face, Hit
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place
from gui.drawing.moment import Block, Moment
from gui.drawing.pens import Ink
from gui.text.translation import tr

MOST, RADIUS = 200, 2.2


class Cloud(Face):
    """What the block makes of the first training samples, over the true points of the data."""

    kind = "cloud"

    def __init__(self, block: Block):
        super().__init__(block)
        ports = block.description.inputs if block.description else ()
        self.port = next((port.name for port in ports if port.type == PLANE), "")
        self.made_need = Answers(block.id, "train", MOST)
        self.true_need = Inputs("train", tuple(range(MOST)), self.port)
        self.made: np.ndarray | None = None
        self.true: np.ndarray | None = None

    def needs(self, sample) -> set:
        return {self.made_need, self.true_need}

    def feed(self, moment: Moment) -> bool:
        made, true = moment.get(self.made_need), moment.get(self.true_need)
        if made is self.made and true is self.true:
            return False
        self.made, self.true = made, true
        self.words = tr("filled: made · hollow: true")
        return True

    def ready(self) -> bool:
        return self.made is not None and self.true is not None and self.made.shape[1:] == self.block.shape

    def _bounds(self) -> tuple[np.ndarray, float]:
        """Lower left corner and side of the square around the true points, with air: what is made may lie far out."""
        low, high = self.true.min(0).astype(float), self.true.max(0).astype(float)
        side = max(float((high - low).max()), 1e-3) * 1.4
        return (low + high) / 2 - side / 2, side

    def places(self, points: np.ndarray, box: Box) -> np.ndarray:
        """Where points are drawn, in pixels (n, 2); those outside stand on the edge."""
        low, side = self._bounds()
        share = np.clip(np.nan_to_num((np.asarray(points, float) - low) / side), 0, 1)
        least = min(box.w, box.h)
        corner = np.array([box.cx - least / 2, box.cy + least / 2])
        return corner + share * (least, -least)

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        inner = self.inner(place).grown(-RADIUS)
        painter.setPen(ink.pen("faint", 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for x, y in self.places(self.true, inner):
            painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ink.brush("accent"))
        for x, y in self.places(self.made, inner):
            painter.drawEllipse(QPointF(x, y), RADIUS, RADIUS)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if not self.ready() or not place.picture.contains(x, y):
            return None
        low, high = self.made.min(0), self.made.max(0)
        lines = [tr("{n} points made of training samples", n=len(self.made))]
        lines += [tr("{name}: {low} to {high}", name=f"x{axis + 1}", low=pictures.short(float(low[axis])),
                     high=pictures.short(float(high[axis]))) for axis in range(2)]
        return Hit(tr("Points that {block} makes", block=self.block.title), tuple(lines), place.picture)
