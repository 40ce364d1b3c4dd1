"""The handle on the lower edge of a block's card that opens its weights: a small matrix icon."""

from PySide6.QtGui import QPainter

from gui.drawing.geometry import Box, Place
from gui.drawing.pens import Ink, rounded

WIDE, HIGH, CELL = 22, 14, 4
SHADES = "+-+", "0+-"
"""Rows of the little matrix."""
ROLES = {"+": "positive", "-": "negative", "0": "faint"}


def box(place: Place) -> Box:
    """Where it stands: on the edge, clear of the words above and the picture below."""
    return Box(round(place.card.cx - WIDE / 2), round(place.card.bottom) - HIGH + 8, WIDE, HIGH)


def shown(scene, marks) -> tuple[str, ...]:
    """The blocks that have a handle now: the one under the pointer and the selected one."""
    return tuple(id for id in {marks.hovered, marks.node} if id in scene.arrays and id in scene.arrangement.places)


def at(scene, marks, x: float, y: float) -> str:
    """The block whose handle is under a point."""
    places = scene.arrangement.places
    return next((id for id in shown(scene, marks) if box(places[id]).grown(2).contains(x, y)), "")


def paint(painter: QPainter, place: Place, ink: Ink, hovered: bool) -> None:
    """The pill and its little matrix."""
    pill = box(place)
    rounded(painter, pill, 6, ink.pen("accent" if hovered else "line", 1.2), ink.brush("hover" if hovered else "panel"))
    left, top = pill.cx - 1.5 * (CELL + 1) + 0.5, pill.cy - CELL - 0.5
    for row, shades in enumerate(SHADES):
        for column, shade in enumerate(shades):
            cell = Box(left + column * (CELL + 1), top + row * (CELL + 1), CELL, CELL)
            rounded(painter, cell, 1, None, ink.brush(ROLES[shade]))
