"""Pictures over the plane of two inputs: one small map a unit."""

import time

import numpy as np
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath

from gui.canvas.faces.base import Face, Hit, Mosaic, formula
from gui.canvas.painting.clip import Clip
from gui.drawing import pictures
from gui.drawing.geometry import COLOUR_BAR, Box, Place, around
from gui.drawing.moment import Block, Moment, column_name
from gui.drawing.pens import CENTRE, LEFT, RIGHT, Ink, Sheet, qrect, rounded, write
from gui.text.translation import tr

RADIUS_CELL = 7
BESIDE, LINE = 8, 16
"""Pixels between a picture and the name to its left; height of a name above it."""


class Units(Face):
    """A stack of unit pictures."""

    kind = "units"

    def __init__(self, block: Block):
        super().__init__(block)
        self.maps: np.ndarray | None = None
        self.sheet: Sheet | None = None
        self.range = pictures.HeldRange()
        self.plane = None
        self._outlines: dict[tuple, QPainterPath] = {}

    def feed(self, moment: Moment) -> bool:
        found = moment.maps(self.block)
        self.plane = moment.plane
        if found is self.maps or (found is None and self.maps is None):
            return False
        self.maps, self.stale = found, True
        return True

    def ready(self) -> bool:
        return self.maps is not None

    def prepare(self, place: Place, ink: Ink) -> None:
        cell = place.cells[0].w * self.ratio if place.cells else 48
        step = max(int(self.maps.shape[1] // cell), 1)
        maps = self.maps[:, step // 2::step, step // 2::step]
        limit, signed = self.range.update(maps, time.monotonic())
        levels = pictures.indices(maps, limit, signed)
        self.sheet = Sheet(ink.table(signed)[levels].reshape(-1, levels.shape[2]))

    def reach(self, place: Place) -> Box:
        # Names of columns stand beside the pictures.
        whole = around((place.card, place.picture, place.caption, *place.cells)).grown(COLOUR_BAR)
        return whole._replace(x=0, w=whole.right) if self.block.layer is None else whole

    def changed(self, place: Place) -> list[Box]:
        return [around((place.picture, *place.cells)).grown(3)]

    def paint(self, painter: QPainter, place: Place, ink: Ink, clip: Clip) -> None:
        self.paint_picture(painter, place, ink, clip)
        self.caption(painter, place, ink)

    def behind(self, painter: QPainter, place: Place, ink: Ink, clip: Clip) -> None:
        self.frame(painter, place, ink)

    def frame(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if not self.ready():
            for cell in place.cells:
                rounded(painter, cell, RADIUS_CELL, ink.pen("line"), ink.brush("zero"))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        side = self.sheet.colours.shape[1]
        painter.save()
        painter.setClipPath(self._outline(place), Qt.ClipOperation.IntersectClip)
        for number, cell in enumerate(place.cells):
            self.sheet.stretch(painter, cell, QRectF(0, number * side, side, side), True)
        painter.restore()
        painter.setPen(ink.pen("line", 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPath(self._outline(place))

    def _outline(self, place: Place) -> QPainterPath:
        if place.cells not in self._outlines:
            path = QPainterPath()
            for cell in place.cells:
                path.addRoundedRect(qrect(cell), RADIUS_CELL, RADIUS_CELL)
            self._outlines[place.cells] = path
        return self._outlines[place.cells]

    def relaid(self) -> None:
        super().relaid()
        self._outlines.clear()

    def caption(self, painter: QPainter, place: Place, ink: Ink) -> None:
        if self.block.layer is None:
            self._name_columns(painter, place, ink)

    def _name_columns(self, painter: QPainter, place: Place, ink: Ink) -> None:
        """Names to the left of the pictures, where all of them have room there; else above each, or within it."""
        names = [self.name(number) for number in range(len(place.cells))]
        beside = max(ink.width(name, 12, 500) for name in names) <= place.cells[0].x - BESIDE - 2
        tops = [place.card.bottom, *(cell.bottom for cell in place.cells)]
        above = min(cell.y - top for cell, top in zip(place.cells, tops, strict=False)) >= LINE * ink.scale
        for name, cell in zip(names, place.cells, strict=True):
            if beside:
                line, flags = Box(0, cell.cy - 10 * ink.scale, cell.x - BESIDE, 20 * ink.scale), RIGHT
            elif above:
                line, flags = Box(cell.x, cell.y - LINE * ink.scale, place.card.right - cell.x, LINE * ink.scale), LEFT
            else:
                right = cell.right - 3  # a long name begins to the left of its picture, where no connection runs
                wide = min(ink.width(name, 12, 500) + 8, right - min(place.card.x, cell.x + 3))
                line, flags = Box(min(cell.x + 3, right - wide), cell.y + 3, wide, LINE * ink.scale), CENTRE
                rounded(painter, line, 4, None, ink.brush("panel", 0.85))
            text = ink.elided(name, line.w + 1 - 4 * (flags == CENTRE), 12, 500)
            write(painter, line, text, ink.font(12, 500), ink.pen("muted"), flags)

    def name(self, number: int) -> str:
        """A column by its name, a unit by its number."""
        if self.block.layer is None:
            return column_name(self.block, number)
        return tr("{block}, unit {unit} of {units}", block=self.block.title, unit=number + 1,
                  units=self.block.shape[0])

    def unit_boxes(self, place: Place, units) -> list[Box]:
        return [place.cells[unit] for unit in units if unit < len(place.cells)]

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        for number, cell in enumerate(place.cells):
            if cell.contains(x, y):
                lines = [formula(self.block)]
                if self.maps is not None:
                    value, where = self._read(self.maps[number], cell, x, y)
                    lines.insert(0, f"{where}: {pictures.short(value)}")
                    lines.append(tr("colours: {range}", range=self.range.words()))
                return Hit(self.name(number), tuple(lines), cell, number)
        return None

    def _read(self, one: np.ndarray, box: Box, x: float, y: float) -> tuple[float, str]:
        """The value of a map under a point, and the place in the data's own numbers."""
        size = len(one)
        across, down = (x - box.x) / box.w, (y - box.y) / box.h
        value = float(one[min(max(int(down * size), 0), size - 1), min(max(int(across * size), 0), size - 1)])
        low, high = self.plane.low, self.plane.high
        first, second = low[0] + across * (high[0] - low[0]), high[1] - down * (high[1] - low[1])
        return value, tr("at ({x}; {y})", x=pictures.short(float(first)), y=pictures.short(float(second)))


class PlaneMosaic(Mosaic):
    """More units than fit a stack: their maps as a mosaic."""

    kind = "plane"
    _from: np.ndarray | None = None

    def maps(self) -> np.ndarray:
        """The maps over the plane, not those of the block."""
        return self.values

    def feed(self, moment: Moment) -> bool:
        found = moment.maps(self.block)
        if found is self._from:
            return False
        self._from, self.stale = found, True
        self.values = None if found is None else found[:, ::2, ::2].transpose(1, 2, 0)
        return True
