"""Connections that would cross from row to row are restarted: the next row begins with the units that they come
from, drawn once more. Pure arithmetic."""

from collections.abc import Sequence

from gui.drawing import geometry as g
from gui.drawing.geometry import Wish


def inset(before: Wish | None, wish: Wish, sizes, joined: frozenset) -> float:
    """What a row that begins with `wish` gives up at its left for the units of the block before."""
    if before is None or not before.cells or (before.id, wish.id) not in joined:
        return 0.0
    return sizes.across(before) + g.ECHO


def begun(rows: Sequence[Sequence[Wish]], sizes, room: float, joined: frozenset) -> list[Wish | None]:
    """For every row the block whose units it begins with, where there is one and they fit."""
    found: list[Wish | None] = [None] * len(rows)
    for number in range(1, len(rows)):
        before, row = rows[number - 1][-1], rows[number]
        used = inset(before, row[0], sizes, joined)
        if used and used + sum(map(sizes.width, row)) + g.GAP_LEAST * (len(row) - 1) <= room:
            found[number] = before
    return found


def torn(rows: Sequence[Sequence[Wish]], begun: Sequence[Wish | None], joined: frozenset) -> int:
    """How many rows go on with connections whose units have no room before them."""
    return sum((rows[number - 1][-1].id, rows[number][0].id) in joined and begun[number] is None
               for number in range(1, len(rows)))
