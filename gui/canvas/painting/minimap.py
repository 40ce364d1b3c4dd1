"""The minimap of a network that does not fit: where everything is, and which part is visible."""

import numpy as np
from pyqtgraph.Qt.internals import PrimitiveArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from gui.canvas.painting import cards
from gui.drawing.geometry import Box
from gui.drawing.pens import ink, rounded
from gui.text.translation import tr

WIDTH, EDGE = 96, 6


class Minimap(QWidget):
    """A child of the canvas in a margin of its own. Click or drag to look elsewhere."""

    def __init__(self, stage):
        super().__init__(stage.viewport())
        self.stage = stage
        self.setAccessibleName(tr("Overview of the network"))
        self.setToolTip(tr("The whole network; click or drag to look elsewhere"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._made: tuple | None = None
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.hide()

    def follow(self) -> None:
        """Stand at the upper right, as high as the network asks for."""
        arrangement, room = self.stage.scene.arrangement, self.stage.viewport().size()
        self.resize(WIDTH, round(min(arrangement.height * self.factor + 2 * EDGE, room.height() - 24)))
        self.move(room.width() - WIDTH - 8, 12)
        self.raise_()
        self.update()

    @property
    def factor(self) -> float:
        """Its pixels for one of the scene."""
        arrangement, room = self.stage.scene.arrangement, self.stage.viewport().size()
        return min((WIDTH - 2 * EDGE) / max(arrangement.width, 1),
                   (room.height() - 24 - 2 * EDGE) / max(arrangement.height, 1))

    def box(self, box: Box, factor: float = 0.0) -> Box:
        """A box of the scene on it; `factor` where it is known already."""
        factor = factor or self.factor
        return Box(EDGE + box.x * factor, EDGE + box.y * factor, box.w * factor, box.h * factor)

    def paintEvent(self, event):
        painter, stage = QPainter(self), self.stage
        painter.drawPixmap(0, 0, self._picture())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = stage.viewport().size()
        view = self.box(Box(0, stage.verticalScrollBar().value(), stage.scene.arrangement.width, room.height()))
        rounded(painter, view, 3, ink().pen("accent", 1.5), ink().brush("accent", 0.08))

    def _picture(self) -> QPixmap:
        """Every block, drawn again only where something else stands there."""
        marks, scene, ratio = self.stage.marks, self.stage.scene, self.devicePixelRatioF()
        key = (scene.arrangement, marks.node, marks.chosen, self.size(), ratio, ink())
        if self._made is None or any(one is not two and one != two for one, two in zip(
                self._made[0][1:], key[1:], strict=True)) or self._made[0][0] is not key[0]:
            self._made = key, self._drawn(ratio)
        return self._made[1]

    def _drawn(self, ratio: float) -> QPixmap:
        made, colours, stage = QPixmap(self.size() * ratio), ink(), self.stage
        made.setDevicePixelRatio(ratio)
        made.fill(colours.colour("panel"))
        painter = QPainter(made)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rounded(painter, Box(0, 0, self.width(), self.height()), 8, colours.pen("line"), colours.brush("card"))
        painter.setPen(Qt.PenStyle.NoPen)
        # All of one colour at once, handed over as arrays: a call for each rectangle costs as much as painting it.
        places = stage.scene.arrangement.places
        colours_of: dict[tuple, list[int]] = {}
        for number, id in enumerate(places):
            chosen = id == stage.marks.node or id in stage.marks.chosen
            colours_of.setdefault((cards.marker(stage.scene.blocks[id]), 1.0 if chosen else 0.55), []).append(number)
        cards_at = self._boxes([place.card for place in places.values()])
        pictures_at = self._boxes([place.picture for place in places.values()])
        found = [(colour, cards_at[some]) for colour, some in colours_of.items()]
        for colour, boxes in (*found[:1], (("faint", 0.35), pictures_at), *found[1:]):
            painter.setBrush(colours.brush(*colour))
            rectangles = PrimitiveArray(QRectF, 4)
            rectangles.resize(len(boxes))
            rectangles.ndarray()[:] = boxes
            painter.drawRects(*rectangles.drawargs())
        painter.end()
        return made

    def _boxes(self, boxes: list[Box]) -> np.ndarray:
        """(n, 4) of boxes of the scene on it."""
        found = np.array(boxes, float).reshape(-1, 4) * self.factor
        found[:, :2] += EDGE
        return found

    def _look(self, y: float) -> None:
        """Bring a place into the middle of the view."""
        bar = self.stage.verticalScrollBar()
        bar.setValue(round((y - EDGE) / self.factor - self.stage.viewport().height() / 2))

    def mousePressEvent(self, event):
        self._look(event.position().y())

    def mouseMoveEvent(self, event):
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._look(event.position().y())
