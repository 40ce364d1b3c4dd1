"""The bias of a unit: a small square at the lower left corner of its picture, orange or blue, sized by its amount."""

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


def paint(painter: QPainter, place: Place, values: np.ndarray | None, ink: Ink, chosen: int = -1,
          picture: Once | None = None) -> None:
    """Every square, filled as strongly as the bias is large among its neighbours. `picture` keeps what they look like,
    which most steps of training do not change."""
    squares = boxes(place)
    if values is None or len(values) != len(squares):
        return
    finite = pictures.finite(np.asarray(values, float))
    share = np.abs(finite) / (float(np.abs(finite).max(initial=0)) or 1.0)
    filled = np.rint(np.where(finite == 0, 0.0, np.maximum(share, 0.25) * (squares[0].w - 2)) * 4) / 4
    look = tuple(np.copysign(filled, finite).tolist())
    whole = around(squares).grown(1)
    left, top = int(whole.x // 1), int(whole.y // 1)

    def draw(inner: QPainter) -> None:
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.translate(-left, -top)
        _paint_all(inner, squares, look, ink, chosen)
    painter.save()
    painter.translate(left, top)
    (picture or Once()).paint(painter, int(whole.right - left) + 2, int(whole.bottom - top) + 2, draw,
                              (look, chosen, place.picture, ink.tokens.name))
    painter.restore()


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
