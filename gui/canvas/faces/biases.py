"""The bias of a unit: a small square at the lower left corner of its picture, orange or blue, sized by its amount."""

import numpy as np
from PySide6.QtGui import QPainter

from gui.drawing.geometry import Box, Place
from gui.drawing.pens import Ink, rounded

LEAST, MOST = 7, 11
ROOM = 2


def boxes(place: Place) -> list[Box]:
    """One square a unit."""
    return [_corner(cell) for cell in place.cells or (place.picture,)]


def _corner(cell: Box) -> Box:
    side = min(max(cell.w * 0.2, LEAST), MOST)
    return Box(cell.x + ROOM, cell.bottom - side - ROOM, side, side)


def paint(painter: QPainter, place: Place, values: np.ndarray | None, ink: Ink, chosen: int = -1) -> None:
    """Every square, filled as strongly as the bias is large among its neighbours."""
    squares = boxes(place)
    if values is None or len(values) != len(squares):
        return
    finite = np.nan_to_num(np.asarray(values, float))
    largest = float(np.abs(finite).max(initial=0)) or 1.0
    for number, (box, value) in enumerate(zip(squares, finite.tolist(), strict=True)):
        edge = ink.pen("accent", 2) if number == chosen else ink.pen("text", 1, 0.7)
        rounded(painter, box, 2, edge, ink.brush("panel"))
        if value:
            side = (box.w - 2) * max(abs(value) / largest, 0.25)
            inner = Box(box.cx - side / 2, box.cy - side / 2, side, side)
            rounded(painter, inner, 1, None, ink.brush("positive" if value > 0 else "negative"))


def at(place: Place, x: float, y: float) -> int:
    """The unit whose square is under a point, or −1."""
    return next((number for number, box in enumerate(boxes(place)) if box.grown(1.5).contains(x, y)), -1)
