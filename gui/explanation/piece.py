"""The base class of pieces: one part of an explanation's picture, which paints itself and describes its points."""

from typing import NamedTuple

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPen

from gui.drawing.geometry import Box
from gui.drawing.pens import LEFT, Ink, qrect, write


class Touch(NamedTuple):
    """What lies under the pointer. `act` is what it does: "window" and "place" while the pointer rests, "channel"
    when clicked, "" nothing; `where` says to which. Title and lines stand in the hover card, beside `box`."""

    box: Box
    title: str = ""
    lines: tuple[str, ...] = ()
    act: str = ""
    where: tuple[int, ...] = ()


class Piece:
    """The base."""

    heading = False
    """It stands above others as their title: two beside each other must not meet."""

    def __init__(self, box: Box):
        self.box = box

    def paint(self, painter: QPainter, ink: Ink) -> None:
        """Paint into the box."""
        raise NotImplementedError

    def touch(self, x: float, y: float) -> Touch | None:
        """What a point means, None for nothing."""
        return None


def outline(painter: QPainter, box: Box, radius: float, pen: QPen) -> None:
    """A rounded line around a box."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(pen)
    painter.drawRoundedRect(qrect(box), radius, radius)


class Heading(Piece):
    """A title, or its shorter form where that alone fits, and under it a muted line: the first of some that fits."""

    heading = True

    def __init__(self, box: Box, title: str, *lines: str, short: str = ""):
        super().__init__(box)
        self.titles, self.lines = (title, short) if short else (title,), lines

    def paint(self, painter, ink):
        first = Box(self.box.x, self.box.y, self.box.w, 18 * ink.scale)
        write(painter, first, ink.fitting(self.titles, first.w, 13, 600), ink.font(13, 600), ink.pen("text"), LEFT)
        if self.lines:
            second = first.moved(0, 18 * ink.scale)
            write(painter, second, ink.fitting(self.lines, second.w, 12), ink.font(12), ink.pen("muted"), LEFT)


class WordsPiece(Piece):
    """One line of text."""

    def __init__(self, box: Box, text: str, pixels: int = 11, role: str = "muted", weight: int = 400, flags=LEFT):
        super().__init__(box)
        self.text, self.pixels, self.role, self.weight, self.flags = text, pixels, role, weight, flags

    def paint(self, painter, ink):
        text = self.text if "\n" in self.text else ink.elided(self.text, self.box.w, self.pixels, self.weight)
        write(painter, self.box, text, ink.font(self.pixels, self.weight, True), ink.pen(self.role), self.flags)


class PathPiece(Piece):
    """A line through points, with an arrow head at its end."""

    def __init__(self, points: list[tuple[float, float]], head: bool = True, width: float = 1.5, alpha: float = 1.0):
        super().__init__(Box(*points[0], 0, 0))
        self.points, self.head, self.width, self.alpha = points, head, width, alpha

    def paint(self, painter, ink):
        pen = QPen(ink.pen("accent", self.width, self.alpha))
        painter.setPen(pen)
        points = [QPointF(*point) for point in self.points]
        painter.drawPolyline(points)
        if self.head:
            (x0, y0), (x, y) = self.points[-2:]
            dx, dy = (x > x0) - (x < x0), (y > y0) - (y < y0)
            painter.setPen(QPen(pen.color(), 0))
            painter.setBrush(ink.brush("accent"))
            sides = [QPointF(x - 7 * dx + side * dy, y - 7 * dy + side * dx) for side in (4, -4)]
            painter.drawPolygon([QPointF(x, y), *sides])
