"""The base class of block pictures: what each kind shows for the chosen sample. One class a kind: `face_kinds`.

A face takes values from the moment, turns them into one image when it is next painted, and answers what lies under
a point. Kinds over the plane are in `plane_faces`, those with words in `answer_faces`.
"""

import time
from typing import ClassVar, NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QPainter

from core.inspection.needs import Need
from gui.canvas.painting.clip import Clip, edge, pixels
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place, around
from gui.drawing.moment import Block, Moment
from gui.drawing.pens import LEFT, RADIUS_PICTURE, Ink, Sheet, rounded, write
from gui.style import theme
from gui.text.translation import counted, tr

FRAME = 4
USUAL_HEIGHT = 130
"""Pixels of a frame on a canvas that is just filled."""
MOST_GROWTH = 1.6


class Hit(NamedTuple):
    """What lies under the pointer: words for the hover card, and the box that it must not cover."""

    title: str
    lines: tuple[str, ...]
    box: Box
    part: int = -1


class Face:
    """The base: an empty frame. `kind` is the word in `choose`."""

    kind: ClassVar[str] = "blank"
    ground: ClassVar[str] = "panel"
    """The colour behind the picture."""
    asks_again: bool = False
    """What it has seen lets it need something else than it asked for."""

    def __init__(self, block: Block):
        self.block = block
        self._edge: tuple = (None, None)
        self._area: tuple = (None, None)
        self.stale = True
        self.ratio = 1.0
        self.words: str = ""
        self.shorter: tuple[str, ...] = ()
        """What the caption says where its last fact has no room either."""

    def needs(self, sample: tuple[str, int]) -> set[Need]:
        """What it must know of the next moment besides the chosen sample (split, number) or the plane."""
        return set()

    def feed(self, moment: Moment) -> bool:
        """Take what is new; whether anything is to be painted again."""
        return False

    @staticmethod
    def growth(place: Place) -> float:
        """How many times larger than usual words and bars may be: they grow with a frame that is given more room."""
        return min(max(place.picture.h / theme.px(USUAL_HEIGHT), 1.0), MOST_GROWTH)

    def inner(self, place: Place) -> Box:
        """Where the picture lies within its frame."""
        return place.picture.grown(-FRAME)

    def ready(self) -> bool:
        """There is something to show."""
        return False

    def prepare(self, place: Place, ink: Ink) -> None:
        """Make the image, just before it is painted."""

    def area(self, place: Place) -> QRect:
        """The pixels of all that it paints."""
        if self._area[0] is not place:
            self._area = place, pixels(self.reach(place))
        return self._area[1]

    def reach(self, place: Place) -> Box:
        """All that it paints."""
        return around((place.picture, place.caption)).grown(3)

    def freshen(self, place: Place, ink: Ink) -> list[Box]:
        """Make the image of new values; the boxes that look otherwise now."""
        before = self.words
        self.make(place, ink, self.ratio)
        return self.changed(place) + ([place.caption.grown(1)] if self.words != before else [])

    def changed(self, place: Place) -> list[Box]:
        """Where the picture has changed with its values."""
        return [self.reach(place)]

    def make(self, place: Place, ink: Ink, ratio: float) -> None:
        """Have the image at so many device pixels a pixel."""
        if self.ready() and (self.stale or ratio != self.ratio):
            self.ratio, self.stale = ratio, False
            self.prepare(place, ink)

    def paint(self, painter: QPainter, place: Place, ink: Ink, clip: Clip) -> None:
        """Frame, picture and caption, as far as they are in the clip."""
        self.make(place, ink, painter.device().devicePixelRatioF())
        if clip.touches(place.picture.grown(2)):
            self.paint_picture(painter, place, ink, clip)
        if clip.touches(place.caption.grown(2)):
            self.caption(painter, place, ink)

    def paint_picture(self, painter: QPainter, place: Place, ink: Ink, clip: Clip) -> None:
        """Frame and picture; `place` may be another one of the same size."""
        self.make(place, ink, painter.device().devicePixelRatioF())
        self.behind(painter, place, ink, clip)
        if self.ready():
            self.draw(painter, place, ink)

    def behind(self, painter: QPainter, place: Place, ink: Ink, clip: Clip) -> None:
        """The frame; its ground alone where no more is to be painted, as with every new value."""
        if self._edge[0] is not place.picture:
            self._edge = place.picture, edge(place.picture, FRAME - 1)
        if clip.meets(self._edge[1]):
            self.frame(painter, place, ink)
        else:
            painter.fillRect(pixels(place.picture.grown(1 - FRAME)), ink.brush(self.ground))

    def frame(self, painter: QPainter, place: Place, ink: Ink) -> None:
        """The frame: a mosaic without one looks torn when its last row is short."""
        rounded(painter, place.picture, RADIUS_PICTURE, ink.pen("line"), ink.brush("panel"))

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        """The picture itself."""

    def caption(self, painter: QPainter, place: Place, ink: Ink) -> None:
        """The line under the picture; none where there is no picture, of which its numbers would be."""
        if self.words and self.ready():
            # Where not all has room, the last fact (the range) says more than the number of maps, which can be seen.
            last = self.words.rpartition(" · ")[2]
            text = ink.fitting((self.words, last, *self.shorter), place.caption.w, 11, 400, True)
            write(painter, place.caption, text, ink.font(11, 400, True), ink.pen("muted"), LEFT)

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        """What lies under a point of the picture."""
        return None

    def unit_boxes(self, place: Place, units) -> list[Box]:
        """Where the pictures of single units are, as far as they are drawn."""
        return []

    def step_at(self, place: Place, x: float) -> int:
        """The step under a place of the axis of a score; −1 for none."""
        return -1

    def relaid(self) -> None:
        """The place has another size."""
        self.stale = True


class SampleFace(Face):
    """A picture of the block's output for the chosen sample."""

    def __init__(self, block: Block):
        super().__init__(block)
        self.values: np.ndarray | None = None
        self.range = pictures.HeldRange()

    def feed(self, moment: Moment) -> bool:
        found = moment.output(self.block)
        if found is self.values or (found is None and self.values is None):
            return False
        self.values, self.stale = found, True
        return True

    def ready(self) -> bool:
        return self.values is not None

    def changed(self, place: Place) -> list[Box]:
        return [self.inner(place)]

    def levels(self, values: np.ndarray, ink: Ink) -> tuple[np.ndarray, np.ndarray]:
        """Indices and the table that colours them."""
        limit, signed = self.range.update(values, time.monotonic())
        return pictures.indices(values, limit, signed), ink.table(signed)


class Mosaic(SampleFace):
    """Every map of a block; a join shows one group for each input."""

    kind = "maps"

    def __init__(self, block: Block):
        super().__init__(block)
        self.chosen = np.arange(0)
        self.groups: list = []
        self._held = 0.0

    def maps(self) -> np.ndarray:
        """The values as (height, width, maps)."""
        values = self.values
        return values if self.block.type.is_picture else values.reshape(*values.shape[:1], -1, 1)

    def counts(self, total: int) -> list[int]:
        """Maps of each group: those that each input of a join brings."""
        channels = [shape[-1] for shape in self.block.input_shapes if shape]
        grouped = len(channels) > 1 and sum(channels) == total <= pictures.STRONGEST
        return channels if grouped else [min(total, pictures.STRONGEST)]

    def prepare(self, place: Place, ink: Ink) -> None:
        maps = self.maps()
        total = maps.shape[-1]
        now = time.monotonic()
        if now >= self._held or len(self.chosen) != min(total, pictures.STRONGEST):
            self.chosen, self._held = pictures.strongest(maps), now + 1.0
        if total > len(self.chosen):
            maps = maps[..., self.chosen]
        levels, colours = self.levels(maps, ink)
        inner, counts = self.inner(place), self.counts(total)
        grids = pictures.fitted(counts, int(inner.w * self.ratio), int(inner.h * self.ratio), round(2 * self.ratio),
                                round(10 * self.ratio))
        self.groups, start = [], 0
        for (grid, top), count in zip(grids, counts, strict=True):
            sheet = Sheet(pictures.mosaic(levels[..., start:start + count], grid, colours), self.ratio)
            self.groups.append((grid, top, start, sheet))
            start += count
        self.words, self.shorter = self.sentence(counts, total), (self.range.dense(),)

    def sentence(self, counts: list[int], total: int) -> str:
        """The caption."""
        if total > len(self.chosen):
            return tr("{shown} strongest of {all} · {range}", shown=len(self.chosen), all=total,
                      range=self.range.words())
        if len(counts) > 1:
            return tr("{counts} maps", counts=" + ".join(map(str, counts)))
        return counted(total, "{n} map · {range}", "{n} maps · {range}", range=self.range.words())

    def draw(self, painter: QPainter, place: Place, ink: Ink) -> None:
        inner = self.inner(place)
        for number, (_grid, top, _start, sheet) in enumerate(self.groups):
            sheet.draw(painter, inner.x, inner.y + top / self.ratio)
            if number:
                y = inner.y + top / self.ratio - 6
                painter.setPen(ink.pen("ok", 1.5, 1.0, (4, 3)))
                painter.drawLine(QPointF(inner.x, y), QPointF(inner.right, y))

    def hit(self, place: Place, x: float, y: float) -> Hit | None:
        inner = self.inner(place)
        for grid, top, start, _sheet in self.groups:
            px, py = (x - inner.x) * self.ratio, (y - inner.y) * self.ratio - top
            number = grid.at(px, py)
            if number < 0:
                continue
            left, upper = grid.corner(number)
            box = Box(inner.x + left / self.ratio, inner.y + (upper + top) / self.ratio,
                      grid.tile / self.ratio, grid.tile / self.ratio)
            return self._hit(start + number, (px - left) / grid.tile, (py - upper) / grid.tile, box)
        return None

    def unit_boxes(self, place: Place, units) -> list[Box]:
        inner, wanted, found = self.inner(place), set(units), []
        for grid, top, start, _sheet in self.groups:
            for number in range(grid.count):
                if int(self.chosen[start + number]) in wanted:
                    left, upper = grid.corner(number)
                    found.append(Box(inner.x + left / self.ratio, inner.y + (upper + top) / self.ratio,
                                     grid.tile / self.ratio, grid.tile / self.ratio))
        return found

    def _hit(self, number: int, across: float, down: float, box: Box) -> Hit:
        maps, map_number = self.maps(), int(self.chosen[number])
        high, wide = maps.shape[:2]
        side = max(high, wide)
        row = min(max(int(down * side) - (side - high) // 2, 0), high - 1)
        column = min(max(int(across * side) - (side - wide) // 2, 0), wide - 1)
        one = maps[..., map_number]
        title = tr("{block}, map {map} of {maps}", block=self.block.title, map=map_number + 1, maps=maps.shape[-1])
        return Hit(title, (
            tr("row {row}, column {column}: {value}", row=row + 1, column=column + 1,
               value=pictures.short(float(one[row, column]))),
            tr("whole map: {low} to {high}", low=pictures.short(float(one.min())),
               high=pictures.short(float(one.max())))), box, map_number)


def formula(block: Block) -> str:
    """The block's rule in one line of plain text."""
    if block.layer is None:
        return tr("as it goes into the network")
    activation = block.layer.activation_op
    inside = tr("Σ weight · input + bias") if block.parameters else tr("input")
    if activation is not None:
        return f"= {tr(activation.shown_name())}({inside})"
    return f"= {inside}" if block.parameters else tr(block.layer.meaning())
