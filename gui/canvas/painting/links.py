"""Paints links, the + on them, and the curves of single weights between unit pictures."""

import math
from functools import cached_property, lru_cache

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.inspection.needs import WeightValues
from gui.canvas.arrange.lanes import Link, Slot
from gui.drawing import geometry as g
from gui.drawing.geometry import Box, Place, around
from gui.drawing.pens import CENTRE, Ink, rounded, write
from gui.text.shape_words import shape_words
from gui.text.translation import tr

BEND = {"arc": 24, "over": 24, "lane": 8, "back": 18}
STEPS = 24
"""Shades and widths of connections: curves of one step share a pen."""
FEW = 24
"""Up to so many connections a wide pen is affordable."""
MOST_LINES = 4
REACH = 13
"""From the middle of a + to where a click is no longer meant for it; it is drawn no larger, for the narrowest gap."""
CROWD = 100
"""Above so many connections in one gap the widest ones get narrower, so that one can still tell them apart."""


@lru_cache(maxsize=16384)
def link_box(link: Link) -> Box:
    """Where a link and its label are painted."""
    xs, ys = zip(*link.points, strict=True)
    return Box(min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)).grown(12)


@lru_cache(maxsize=512)
def link_path(link: Link) -> QPainterPath:
    """The run of a link with rounded corners."""
    points = [QPointF(x, y) for x, y in link.points]
    path = QPainterPath(points[0])
    for before, corner, after in zip(points, points[1:], points[2:], strict=False):
        one, two = corner - before, after - corner
        first, second = math.hypot(one.x(), one.y()), math.hypot(two.x(), two.y())
        bend = min(BEND.get(link.kind, 8), first / (1 if before == points[0] else 2),
                   second / (1 if after == points[-1] else 2))
        if bend < 0.5:
            path.lineTo(corner)
            continue
        path.lineTo(corner - one * (bend / first))
        path.quadTo(corner, corner + two * (bend / second))
    path.lineTo(points[-1])
    return path


def distance(link: Link, x: float, y: float) -> float:
    """How far a point is from a link."""
    best = math.inf
    for (x1, y1), (x2, y2) in zip(link.points, link.points[1:], strict=False):
        dx, dy = x2 - x1, y2 - y1
        along = ((x - x1) * dx + (y - y1) * dy) / ((dx * dx + dy * dy) or 1)
        along = min(max(along, 0), 1)
        best = min(best, math.hypot(x - x1 - along * dx, y - y1 - along * dy))
    return best


def label_words(link: Link, shape) -> str:
    """The shape that runs along a link; a skip says so."""
    if shape is None:
        return tr("skip") if link.skip else ""
    words = shape_words(shape)
    return tr("skip {shape}", shape=words) if link.skip else words


def paint_link(painter: QPainter, link: Link, shape, ink: Ink, *, selected: bool, hovered: bool) -> None:
    """The line, a dot where it leaves, an arrow where it enters, and its shape on a pill."""
    role = "accent" if selected else "ok" if link.skip else "negative" if link.kind == "back" else "faint"
    width = 2.5 if selected or hovered else 1.6
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(ink.pen(role, width, 1.0, (8 / width, 5 / width) if link.skip else ()))
    painter.drawPath(link_path(link))
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(ink.brush(role))
    painter.drawEllipse(QPointF(*link.points[0]), 2.8, 2.8)
    x, y = link.points[-1]
    painter.drawPolygon(QPolygonF([QPointF(x, y), QPointF(x - 4, y - 6.5), QPointF(x + 4, y - 6.5)]))
    words = label_words(link, shape)
    if link.label and words:
        weight = 600 if link.skip else 500
        across = ink.width(words, 11, weight, True) + 10
        room = abs(link.points[2][0] - link.points[1][0])
        if link.kind == "arc" or across < room:
            box = Box(link.label[0] - across / 2, link.label[1] - g.LABEL * ink.scale / 2, across, g.LABEL * ink.scale)
            rounded(painter, box, 4, None, ink.brush("panel"))
            tone = "accent_text" if selected else "ok_text" if link.skip else "muted"
            write(painter, box, words, ink.font(11, weight, True), ink.pen(tone), CENTRE)


def paint_plus(painter: QPainter, slot: Slot, ink: Ink, hovered: bool) -> None:
    """The + that puts a block onto a link."""
    x, y = slot.plus
    r = min(g.PLUS / 2 * ink.scale, REACH)
    arm = 0.4 * r
    rounded(painter, Box(x - r, y - r, 2 * r, 2 * r), r, ink.pen("accent" if hovered else "line", 1),
            ink.brush("filled" if hovered else "card"))
    painter.setPen(ink.pen("on_filled" if hovered else "muted", 1.6))
    painter.drawLine(QPointF(x - arm, y), QPointF(x + arm, y))
    painter.drawLine(QPointF(x, y - arm), QPointF(x, y + arm))


class Connections:
    """All weights between two stacks of units: one cubic curve each, painted together, weak ones first.

    A pen of one device pixel is the only one that the raster engine draws fast with smooth edges, so a wide curve is
    several thin ones side by side: a quarter of the time of a wide pen. Only a few curves get wide pens. `owner` is
    the block whose weights the target computes with; without one it has none, and hands every unit on to one unit.
    """

    def __init__(self, source: Place, target: Place, owner: str = ""):
        self.made_of = source, target, owner
        self.kernel, passes = WeightValues(f"{owner}.kernel"), not owner
        self._from, self._to = source.cells, target.cells or (target.picture,)
        self.passes = passes and len(source.cells) == len(target.cells)
        self.weights: np.ndarray | None = None
        one, two = source.picture, around((target.picture, *target.cells)) if target.form == "map" else target.picture
        left, top = min(one.x, two.x) - 4, min(one.y, two.y) - 4
        self.box = Box(left, top, max(one.right, two.right) + 4 - left, max(one.bottom, two.bottom) + 4 - top)
        self._order: list[tuple[int, int]] | None = None

    # Worked out where they are first painted or pointed at: most of a large network lies outside of the view.

    @cached_property
    def starts(self) -> list[tuple[float, float]]:
        """Where the curves leave, by input."""
        return [(cell.right, cell.cy) for cell in self._from]

    @cached_property
    def ends(self) -> list[tuple[float, float]]:
        """Where they arrive, by unit."""
        return [(cell.x, cell.cy) for cell in self._to]

    @cached_property
    def leaves(self) -> float:
        """Right of the pictures that they come from."""
        return max(x for x, _ in self.starts)

    @cached_property
    def enters(self) -> float:
        """Left of those that they lead to."""
        return min(x for x, _ in self.ends)

    @cached_property
    def _paths(self) -> list[QPainterPath]:
        return [self._curve(start, end) for start in self.starts for end in self.ends]

    @cached_property
    def _normals(self) -> list[tuple[float, float]]:
        return [self._normal(start, end) for start in self.starts for end in self.ends]

    def _curve(self, start, end) -> QPainterPath:
        """Straight between the pictures of a second column, one cubic over the gap."""
        x1, x2, y1, y2 = self.leaves, self.enters, start[1], end[1]
        bend = (x2 - x1) / 2
        path = QPainterPath(QPointF(*start))
        if start[0] < x1:
            path.lineTo(x1, y1)
        path.cubicTo(x1 + bend, y1, x2 - bend, y2, x2, y2)
        if end[0] > x2:
            path.lineTo(*end)
        return path

    @staticmethod
    def _normal(start, end) -> tuple[float, float]:
        dx, dy = end[0] - start[0], end[1] - start[1]
        length = math.hypot(dx, dy) or 1.0
        return -dy / length, dx / length

    def feed(self, weights: np.ndarray | None) -> bool:
        """Take a kernel (inputs, units); None (or another shape) draws plain lines from unit to unit."""
        if weights is not None and weights.shape != (len(self._from), len(self._to)):
            weights = None
        if weights is self.weights and self._order is not None:
            return False
        self.weights = weights
        if weights is None:
            self._order = []
            return True
        values = np.nan_to_num(np.asarray(weights, float)).ravel()
        share = np.abs(values) / (np.abs(values).max(initial=0) or 1.0)
        steps = np.rint(share * STEPS).astype(int) * np.where(values < 0, -1, 1)
        order = np.argsort(share, kind="stable")
        self._order = list(zip(order.tolist(), steps[order].tolist(), strict=True))
        return True

    def paint(self, painter: QPainter, ink: Ink, only: tuple[int, int] | None = None,
              chosen: tuple[int, int] | None = None) -> None:
        """Every curve; `only` (input, unit) is under the pointer, `chosen` is selected."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ratio = painter.device().devicePixelRatioF()
        if self.weights is None:
            painter.setPen(ink.pen("faint", 1, 0.5 if self.passes else 0.16))
            for number, path in enumerate(self._paths):
                if not self.passes or number % (len(self.ends) + 1) == 0:
                    painter.drawPath(path)
        pen, spread = None, 3.3 * min(1.0, math.sqrt(CROWD / len(self._paths)))
        for number, step in self._order or ():
            if step != pen:
                pen = step
                few = len(self._paths) <= FEW
                lines, apart, thin = _wide(ink, step, spread) if few else _thin(ink, step, spread, ratio)
                painter.setPen(thin)
            if lines == 1:
                painter.drawPath(self._paths[number])
            else:
                self._abreast(painter, number, lines, apart)
        for marked, pen in ((chosen, ink.pen("accent", 3.5)), (only, ink.pen("text", 2.5))):
            if marked is not None:
                painter.setPen(pen)
                painter.drawPath(self._paths[marked[0] * len(self.ends) + marked[1]])

    def _abreast(self, painter: QPainter, number: int, lines: int, apart: float) -> None:
        path, (nx, ny) = self._paths[number], self._normals[number]
        gone = -apart * (lines - 1) / 2
        painter.translate(nx * gone, ny * gone)
        painter.drawPath(path)
        for _ in range(lines - 1):
            painter.translate(nx * apart, ny * apart)
            painter.drawPath(path)
        back = gone + apart * (lines - 1)
        painter.translate(-nx * back, -ny * back)

    def middle(self, one: int, two: int) -> tuple[float, float]:
        """The middle of one curve."""
        return (self.leaves + self.enters) / 2, (self.starts[one][1] + self.ends[two][1]) / 2

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The curve under a point, the nearest within 4 px: (input, unit)."""
        if not self.leaves < x < self.enters:
            return None
        best, found = 4.0, None
        t = _parameter((x - self.leaves) / (self.enters - self.leaves))
        for one, (_, y1) in enumerate(self.starts):
            for two, (_, y2) in enumerate(self.ends):
                there = y1 + (y2 - y1) * (3 * t * t - 2 * t**3)
                if abs(there - y) < best:
                    best, found = abs(there - y), (one, two)
        return found


def _wide(ink: Ink, step: int, spread: float) -> tuple[int, float, QPen]:
    """(1, 0, pen): width 0.7 + spread · share, opacity 0.10 + 0.80 · share^0.8."""
    share = abs(step) / STEPS
    role = "negative" if step < 0 else "positive"
    return 1, 0.0, ink.pen(role, round(0.7 + spread * share, 3), round(0.10 + 0.80 * share**0.8, 3))


def _thin(ink: Ink, step: int, spread: float, ratio: float) -> tuple[int, float, QPen]:
    """(lines, distance between them, pen of one device pixel): the same, in lines side by side.

    What is wider or narrower than whole lines goes into the opacity.
    """
    share = abs(step) / STEPS
    width = (0.7 + spread * share) * ratio
    lines = min(max(round(width * 1.1), 1), MOST_LINES)
    opacity = (0.10 + 0.80 * share**0.8) * (min(width, 1.25) if lines == 1 else 1.0)

    def make() -> QPen:
        colour = QColor(ink.colour("negative" if step < 0 else "positive"))
        colour.setAlphaF(min(opacity, 1.0))
        pen = QPen(colour, 1, Qt.PenStyle.SolidLine, Qt.PenCapStyle.FlatCap)
        pen.setCosmetic(True)
        return pen
    apart = (width - 1) / (lines - 1) / ratio if lines > 1 else 0.0
    return lines, apart, ink.once(("thin", step, lines, opacity), make)


def _parameter(share: float) -> float:
    """The curve's own parameter where x has gone `share` of the way: 1.5 t − 1.5 t² + t³ = share."""
    t = share
    for _ in range(6):
        t -= (1.5 * t - 1.5 * t * t + t**3 - share) / (1.5 - 3 * t + 3 * t * t)
    return min(max(t, 0), 1)

