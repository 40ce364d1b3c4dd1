"""The bias of a unit: a small square at the lower left corner of its picture, orange or blue, sized by its amount."""

from functools import cached_property

import numpy as np
from PySide6.QtGui import QPainter

from gui.drawing import pictures
from gui.drawing.geometry import Box, Place, around
from gui.drawing.once import Once
from gui.drawing.pens import Ink, rounded

LEAST, MOST = 7, 11
ROOM = 2


def boxes(place: Place) -> list[Box]:
    """One square a unit."""
    return [_corner(cell) for cell in place.cells or (place.picture,)]


def _corner(cell: Box) -> Box:
    side = min(max(cell.w * 0.2, LEAST), MOST)
    return Box(cell.x + ROOM, cell.bottom - side - ROOM, side, side)


class BiasMarks:
    """The squares of one stack. What they look like is kept as a picture: most steps of training do not change it."""

    def __init__(self, place: Place):
        self.place = place
        self._values, self._look, self._picture = None, (), Once()

    # Worked out where they are first known or painted: most of a large network lies outside of the view.

    @cached_property
    def squares(self) -> list[Box]:
        """One a unit."""
        return boxes(self.place)

    @cached_property
    def box(self) -> Box:
        """What all of them take."""
        return around(self.squares).grown(1)

    def feed(self, values: np.ndarray | None) -> bool:
        """Take the biases (units,), None where they are not known; whether the squares look otherwise now."""
        if values is self._values:
            return False
        before, self._values = self._look, values
        known = values is not None and len(values) == len(self.squares)
        self._look = look_of(values, self.squares[0].w - 2) if known else ()
        return self._look != before

    def paint(self, painter: QPainter, ink: Ink, chosen: int = -1) -> None:
        """Every square; the one of the unit `chosen` is selected."""
        if not self._look:
            return
        corner = int(self.box.x // 1), int(self.box.y // 1)
        size = int(self.box.right - corner[0]) + 2, int(self.box.bottom - corner[1]) + 2

        def draw(inner: QPainter) -> None:
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            inner.translate(-corner[0], -corner[1])
            _paint_all(inner, self.squares, self._look, ink, chosen)
        self._picture.paint(painter, *size, draw, (self._look, chosen, ink.tokens.name), corner)


def look_of(values: np.ndarray, side: float) -> tuple[float, ...]:
    """How far each square of `side` pixels is filled, in quarters of a pixel and with the sign of the bias: as strongly
    as it is large among its neighbours."""
    finite = pictures.finite(np.asarray(values, float))
    share = np.abs(finite)
    share /= float(share.max(initial=0)) or 1.0
    filled = np.rint(np.maximum(share, 0.25) * (side * 4)) / 4
    filled[finite == 0] = 0.0
    return tuple(np.copysign(filled, finite).tolist())


def _paint_all(painter: QPainter, squares: list[Box], look: tuple[float, ...], ink: Ink, chosen: int) -> None:
    for number, (box, side) in enumerate(zip(squares, look, strict=True)):
        edge = ink.pen("accent", 2) if number == chosen else ink.pen("text", 1, 0.7)
        rounded(painter, box, 2, edge, ink.brush("panel"))
        if side:
            size = abs(side)
            inner = Box(box.cx - size / 2, box.cy - size / 2, size, size)
            rounded(painter, inner, 1, None, ink.brush("positive" if side > 0 else "negative"))


def at(place: Place, x: float, y: float) -> int:
    """The unit whose square is under a point, or −1."""
    return next((number for number, box in enumerate(boxes(place)) if box.grown(1.5).contains(x, y)), -1)
