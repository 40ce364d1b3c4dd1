"""Paints links, and the + on them."""

import math
from functools import lru_cache

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPolygonF

from gui.canvas.arrange.lanes import Link, Slot
from gui.drawing import geometry as g
from gui.drawing.geometry import Box
from gui.drawing.pens import CENTRE, Ink, rounded, write
from gui.text.shape_words import shape_words
from gui.text.translation import tr

BEND = {"arc": 24, "over": 24, "lane": 8, "back": 18}
REACH = 13
"""From the middle of a + to where a click is no longer meant for it; it is drawn no larger, for the narrowest gap."""


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
    (before, _), (x, y) = link.points[-2:]
    long, wide = ((x - before) / (abs(x - before) or 1) * 6.5, 4.0)
    sides = ((x - long, y - wide), (x - long, y + wide)) if long else ((x - wide, y - 6.5), (x + wide, y - 6.5))
    painter.drawPolygon(QPolygonF([QPointF(x, y), *(QPointF(*side) for side in sides)]))
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
