"""The large map of the answer over the plane of two inputs, with the samples on it."""

import time

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPainterPath

from gui.canvas.faces.base import Hit
from gui.canvas.faces.plane import Units
from gui.canvas.faces.points import PointsLayer
from gui.drawing import pictures
from gui.drawing.colour_bar import gradient
from gui.drawing.geometry import COLOUR_BAR, Box, Place
from gui.drawing.moment import Block, Moment
from gui.drawing.pens import CENTRE, LEFT, RIGHT, Ink, Sheet, qrect, rounded, write
from gui.style import theme
from gui.text.number_text import local
from gui.text.translation import tr
from gui.widgets.basic import ends


class Decision(Units):
    """The answer over the plane, with the samples on it and a colour bar under it."""

    kind = "decision"

    def __init__(self, block: Block):
        super().__init__(block)
        self.points: dict = {}
        self.output: np.ndarray | None = None
        self.instead: tuple[str, np.ndarray] | None = None
        self._probable, self.ends = True, ()
        facts = block.asked
        self.measured = facts is None or facts.task.measured
        self.classes = facts.classes if facts is not None else ()
        self._layer = PointsLayer(self.measured)

    def feed(self, moment: Moment) -> bool:
        super().feed(moment)
        output = moment.plane.output if moment.plane is not None else None
        if output is not None and (self.block.shape is None or len(output) != self.block.shape[0]):
            output = None
        changed = output is not self.output or moment.points is not self.points
        self.output, self.points = output, moment.points
        self.stale = self.stale or changed
        return changed

    def freshen(self, place: Place, ink: Ink) -> list[Box]:
        before = self.ends
        boxes = super().freshen(place, ink)
        return boxes + ([place.picture.grown(COLOUR_BAR)] if self.ends != before else [])

    def show_instead(self, title: str, one: np.ndarray | None) -> None:
        """Show a unit's map in the place of the answer (None: the answer again)."""
        self.stale = self.stale or one is not None or self.instead is not None
        self.instead = None if one is None else (title, one)

    def ready(self) -> bool:
        return self.output is not None

    def prepare(self, place: Place, ink: Ink) -> None:
        if place.cells and self.maps is not None:
            super().prepare(place, ink)
        if self.instead is None and len(self.output) > 2:
            found = np.array([QColor(name).getRgb()[:3] for name in theme.class_colours()])
            colours = np.resize(found, (len(self.output), 3))
            zero = np.array(QColor(ink.tokens.zero).getRgb()[:3])
            self.large, self.ends = Sheet(pictures.classes(self.output, colours, zero)), ()
            return
        one, limit, signed = self._values()
        self.large = Sheet(ink.table(signed)[pictures.indices(one, limit, signed)])

    def _values(self) -> tuple[np.ndarray, float, bool]:
        """(map, limit, signed), and the words of the colour bar in `ends`."""
        one = self.output[0] if self.instead is None else self.instead[1]
        if self.instead is None and not self.measured:
            if len(self.output) == 2:
                one = (self.output[1] - self.output[0] + 1) / 2
            self._probable = bool(one.min() >= -1e-6 and one.max() <= 1 + 1e-6)
            if self._probable:
                names = [*self.classes[:2], "", ""]
                self.ends = (f"0 {names[0]}".strip(), local("0.5"), f"{names[1]} 1".strip())
                return 2 * one - 1, 1.0, True
        limit, signed = self.range.update(one, time.monotonic())
        low, high = self.range.ends
        self.ends = (low, "0" if signed else "", high)
        return one, limit, signed

    def frame(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if place.cells:
            super().frame(painter, place, ink)
        if not self.ready():
            rounded(painter, place.picture, 10, ink.pen("line"), ink.brush("zero"))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if place.cells and self.sheet is not None:
            super().draw(painter, place, ink)
        box, path = place.picture, QPainterPath()
        path.addRoundedRect(qrect(box), 10, 10)
        painter.save()
        painter.setClipPath(path, Qt.ClipOperation.IntersectClip)
        self.large.stretch(painter, box, smooth=True)
        layer = self._layer.pixmap(box, self.ratio, self.plane, self.points, ink)
        painter.drawPixmap(QPointF(box.x, box.y), layer)
        if self.instead is not None:
            across = ink.width(self.instead[0], 11, 500) + 14
            pill = Box(box.x + 8, box.y + 8, min(across, box.w - 16), 20 * ink.scale)
            rounded(painter, pill, 6, None, ink.brush("panel", 0.9))
            write(painter, pill, ink.elided(self.instead[0], pill.w - 12, 11, 500), ink.font(11, 500), ink.pen("text"),
                  CENTRE)
        painter.restore()
        painter.setPen(ink.pen("line", 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(path)

    def caption(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if not self.ready():
            return
        box = place.picture
        if not self.ends:
            self._legend(painter, place, ink)
            return
        strip = QRectF(box.x, box.bottom + 11, box.w, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(gradient(theme.diverging() if len(self.ends[1]) else theme.sequential(), strip))
        painter.drawRoundedRect(strip, 3.5, 3.5)
        line = Box(box.x, box.bottom + 20, box.w, 17 * ink.scale)
        fitting = ends(QFontMetrics(ink.font(11, 500, True)), self.ends, box.w)
        for text, flags in zip(fitting, (LEFT, CENTRE, RIGHT), strict=True):
            write(painter, line, text, ink.font(11, 500, True), ink.pen("muted"), flags)

    def _legend(self, painter: QPainter, place: Place, ink: Ink) -> None:
        """The classes and their colours, as many as fit a line."""
        names = theme.class_colours()
        room = place.picture.w / max(len(self.classes), 1)
        y = place.picture.bottom + 10 + 8 * ink.scale
        for number, name in enumerate(self.classes):
            x = place.picture.x + number * room
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink.brush(names[number % len(names)]))
            painter.drawEllipse(QPointF(x + 5, y), 4, 4)
            line = Box(x + 13, y - 8 * ink.scale, room - 14, 16 * ink.scale)
            write(painter, line, ink.elided(name, room - 14, 11), ink.font(11), ink.pen("muted"))

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        if place.cells and (found := super().hit(place, x, y)):
            return found
        if not self.ready() or not place.picture.contains(x, y):
            return None
        values = [self._read(one, place.picture, x, y) for one in self.output]
        lines = [f"{self._output_name(number)}: {pictures.short(value)}" for number, (value, _) in enumerate(values)]
        lines = (*lines[:6], tr("filled points: training, hollow: validation and test"))
        return Hit(tr("Answer {place}", place=values[0][1]), lines, Box(x - 6, y - 6, 12, 12))

    def _output_name(self, number: int) -> str:
        if len(self.output) > 1 and number < len(self.classes):
            return str(self.classes[number])
        if len(self.output) == 1 and len(self.classes) == 2 and self._probable:
            return tr("probability of {name}", name=self.classes[1])
        return tr("output") if len(self.output) == 1 else tr("output {number}", number=number + 1)
