"""Paints the curves of single weights between unit pictures."""

import math
from functools import cached_property

import numpy as np
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen

from core.inspection.needs import WeightValues
from gui.drawing import pictures
from gui.drawing.geometry import Box, Place, around
from gui.drawing.once import Once
from gui.drawing.pens import Ink

STEPS = 24
"""Shades and widths of connections: curves of one step share a pen."""
FEW = 24
"""Up to so many connections a wide pen is affordable."""
MOST_LINES = 4
CROWD = 100
"""Above so many connections in one gap the widest ones get narrower, so that one can still tell them apart."""


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
        # The second of two columns is the right one, and holds the second cell.
        left, top = self._from[0].right - 4, min(one.y, two.y) - 4
        right, bottom = self._to[:2][-1].x + 4, max(one.bottom, two.bottom) + 4
        self.box = Box(left, top, max(right - left, 1), bottom - top)
        """Between the pictures, and no more: what stands beside it need not be painted with it."""
        self._order: list[tuple[int, int]] = []
        self._fed: np.ndarray | None = None
        self._steps: np.ndarray | None = None
        """Shades and widths as they are drawn now, and (`_fed`) as they came last; none where lines are plain."""
        self._picture = Once()

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
        """Take a kernel (inputs, units); None (or another shape) draws plain lines from unit to unit. Whether they look
        otherwise than they were drawn: `renew` draws them so."""
        if weights is not None and weights.shape != (len(self._from), len(self._to)):
            weights = None
        if weights is not self.weights or self._fed is None:
            self.weights, self._fed = weights, np.empty(0, int) if weights is None else steps_of(weights)
        if self._steps is None:
            self.renew()
            return True
        return not np.array_equal(self._steps, self._fed)

    def renew(self) -> None:
        """Look from now on as what was fed last."""
        self._steps = self._fed
        self._order = []
        if len(self._steps):
            order = np.argsort(np.abs(self._steps), kind="stable")
            self._order = list(zip(order.tolist(), self._steps[order].tolist(), strict=True))
        self._picture.forget()

    def paint(self, painter: QPainter, ink: Ink, only: tuple[int, int] | None = None,
              chosen: tuple[int, int] | None = None) -> None:
        """Every curve; `only` (input, unit) is under the pointer, `chosen` is selected."""
        left, top = int(self.box.x // 1), int(self.box.y // 1)
        wide, high = int(self.box.right - left) + 2, int(self.box.bottom - top) + 2

        def draw(inner: QPainter) -> None:
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.translate(-left, -top)
            self._paint_all(inner, ink)
        self._picture.paint(painter, wide, high, draw, (ink.tokens.name,), (left, top))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for marked, pen in ((chosen, ink.pen("accent", 3.5)), (only, ink.pen("text", 2.5))):
            if marked is not None:
                painter.setPen(pen)
                painter.drawPath(self._paths[marked[0] * len(self.ends) + marked[1]])

    def _paint_all(self, painter: QPainter, ink: Ink) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        ratio = painter.device().devicePixelRatioF()
        if not self._order:
            painter.setPen(ink.pen("faint", 1, 0.5 if self.passes else 0.16))
            for number, path in enumerate(self._paths):
                if not self.passes or number % (len(self.ends) + 1) == 0:
                    painter.drawPath(path)
        pen, spread = None, 3.3 * min(1.0, math.sqrt(CROWD / len(self._paths)))
        for number, step in self._order:
            if step != pen:
                pen = step
                few = len(self._paths) <= FEW
                lines, apart, thin = _wide(ink, step, spread) if few else _thin(ink, step, spread, ratio)
                painter.setPen(thin)
            if lines == 1:
                painter.drawPath(self._paths[number])
            else:
                self._abreast(painter, number, lines, apart)

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


def steps_of(weights: np.ndarray) -> np.ndarray:
    """The shade and width of every weight among its neighbours, with its sign: −STEPS to STEPS, in one row."""
    values = pictures.finite(np.asarray(weights, float)).ravel()
    size = np.abs(values)
    steps = np.rint(size * (STEPS / (size.max(initial=0) or 1.0))).astype(int)
    return np.where(values < 0, -steps, steps)


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

