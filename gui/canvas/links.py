"""Painting links, the + on them, and the one curve a weight between unit pictures."""

import math

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QPolygonF

from core.layers.base import shown
from gui.canvas import geometry as g
from gui.canvas.geometry import Box, Place
from gui.canvas.ink import CENTRE, Ink, rounded, write
from gui.canvas.lanes import Link, Slot
from gui.numbers import grouped

BEND = {"arc": 18, "over": 18, "lane": 8, "back": 18}
STEPS = 24
"""Shades and widths of connections: curves of one step share a pen."""


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
        return "skip" if link.skip else ""
    words = grouped(shape[0]) if len(shape) == 1 else shown(tuple(shape))
    return f"skip {words}" if link.skip else words


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
            box = Box(link.label[0] - across / 2, link.label[1] - 8, across, 16)
            rounded(painter, box, 4, None, ink.brush("panel"))
            tone = "accent_text" if selected else "ok_text" if link.skip else "muted"
            write(painter, box, words, ink.font(11, weight, True), ink.pen(tone), CENTRE)


def paint_plus(painter: QPainter, slot: Slot, ink: Ink, hovered: bool) -> None:
    """The + that puts a block onto a link."""
    x, y = slot.plus
    r = g.PLUS / 2
    rounded(painter, Box(x - r, y - r, 2 * r, 2 * r), r, ink.pen("accent" if hovered else "line", 1),
            ink.brush("filled" if hovered else "card"))
    painter.setPen(ink.pen("on_filled" if hovered else "muted", 1.6))
    painter.drawLine(QPointF(x - 4, y), QPointF(x + 4, y))
    painter.drawLine(QPointF(x, y - 4), QPointF(x, y + 4))


class Connections:
    """All weights between two stacks of units: one cubic curve each, painted together, weak ones first."""

    def __init__(self, source: Place, target: Place):
        self.starts = [(cell.right, cell.cy) for cell in source.cells]
        ends = target.cells or (target.picture,)
        self.ends = [(cell.x, cell.cy) for cell in ends]
        self.weights: np.ndarray | None = None
        left, right = min(x for x, _ in self.starts), max(x for x, _ in self.ends)
        ys = [y for _, y in (*self.starts, *self.ends)]
        self.box = Box(left, min(ys), right - left, max(ys) - min(ys)).grown(4)
        self._batches: list[tuple[QPainterPath, float, float]] = []

    def feed(self, weights: np.ndarray | None) -> bool:
        """Take a kernel (inputs, units); None (or another shape) draws plain lines from unit to unit."""
        if weights is not None and weights.shape != (len(self.starts), len(self.ends)):
            weights = None
        if weights is self.weights and (self._batches or weights is not None):
            return False
        self.weights = weights
        self._batches = []
        return True

    def _curve(self, path: QPainterPath, start, end) -> None:
        (x1, y1), (x2, y2) = start, end
        bend = (x2 - x1) / 2
        path.moveTo(x1, y1)
        path.cubicTo(x1 + bend, y1, x2 - bend, y2, x2, y2)

    def _made(self) -> list[tuple[QPainterPath, float, float]]:
        """(curves, signed strength −1…1) in steps, the weakest first."""
        if self._batches:
            return self._batches
        if self.weights is None:
            path = QPainterPath()
            straight = len(self.starts) == len(self.ends)
            for number, start in enumerate(self.starts):
                for end in [self.ends[number]] if straight else self.ends:
                    self._curve(path, start, end)
            self._batches = [(path, 0.0, 0.0)]
            return self._batches
        values = np.nan_to_num(np.asarray(self.weights, float)).ravel()
        share = values / (np.abs(values).max(initial=0) or 1.0)
        steps = np.rint(np.abs(share) * STEPS).astype(int) * np.where(share < 0, -1, 1)
        order = np.argsort(np.abs(steps), kind="stable")
        paths: dict[int, QPainterPath] = {}
        for flat in order:
            path = paths.setdefault(int(steps[flat]), QPainterPath())
            self._curve(path, self.starts[flat // len(self.ends)], self.ends[flat % len(self.ends)])
        self._batches = [(path, step / STEPS, abs(step) / STEPS) for step, path in paths.items()]
        return self._batches

    def paint(self, painter: QPainter, ink: Ink, only: tuple[int, int] | None = None) -> None:
        """Every curve; `only` (input, unit) marks one with the accent."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for path, signed, strength in self._made():
            if self.weights is None:
                painter.setPen(ink.pen("faint", 1, 0.5))
            else:
                colour = QColor(ink.colour("positive" if signed >= 0 else "negative"))
                colour.setAlphaF(0.10 + 0.80 * strength**0.8)
                pen = QPen(colour, 0.7 + 3.3 * strength, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap)
                painter.setPen(pen)
            painter.drawPath(path)
        if only is not None:
            path = QPainterPath()
            self._curve(path, self.starts[only[0]], self.ends[only[1]])
            painter.setPen(ink.pen("text", 2.5))
            painter.drawPath(path)

    def at(self, x: float, y: float) -> tuple[int, int] | None:
        """The curve under a point, the nearest within 4 px: (input, unit)."""
        best, found = 4.0, None
        for one, (x1, y1) in enumerate(self.starts):
            for two, (x2, y2) in enumerate(self.ends):
                if not x1 < x < x2 or not min(y1, y2) - 4 <= y <= max(y1, y2) + 4:
                    continue
                t = _parameter((x - x1) / (x2 - x1))
                there = y1 + (y2 - y1) * (3 * t * t - 2 * t**3)
                if abs(there - y) < best:
                    best, found = abs(there - y), (one, two)
        return found


def _parameter(share: float) -> float:
    """The curve's own parameter where x has gone `share` of the way: 1.5 t − 1.5 t² + t³ = share."""
    t = share
    for _ in range(6):
        t -= (1.5 * t - 1.5 * t * t + t**3 - share) / (1.5 - 3 * t + 3 * t * t)
    return min(max(t, 0), 1)


def label_box(link: Link) -> QRectF:
    """Room around a link that it may paint on."""
    xs, ys = [x for x, _ in link.points], [y for _, y in link.points]
    return QRectF(min(xs) - 40, min(ys) - 14, max(xs) - min(xs) + 80, max(ys) - min(ys) + 28)
