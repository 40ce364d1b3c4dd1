"""Sizes of pictures: those of the units, the map of the plane, and all others. Pure arithmetic."""

from typing import NamedTuple

from gui.drawing import geometry as g
from gui.drawing.geometry import Wish


class Sizes(NamedTuple):
    """The sizes that are the same in all rows."""

    picture: float
    cell: float
    pitch: float
    map: float
    scale: float

    def across(self, wish: Wish) -> float:
        """The width of a stack."""
        return wish.columns * (self.cell + g.COLUMN_GAP) - g.COLUMN_GAP

    def stack(self, wish: Wish) -> float:
        """The height of a stack."""
        return wish.steps * self.pitch - (self.pitch - self.cell) if wish.cells else 0

    def width(self, wish: Wish) -> float:
        least = wish.least * self.scale
        if wish.form == "stack":
            return max(least, self.across(wish))
        if wish.form == "map":
            return max(least, self.map) + (self.across(wish) + 40 if wish.cells else 0)
        return max(g.WIDTH_LEAST, least, round(self.picture * wish.ratio))

    def content(self, wish: Wish) -> float:
        """The height of the picture below the card."""
        if wish.form == "stack":
            return self.stack(wish)
        return max(self.map + g.COLOUR_BAR, self.stack(wish)) if wish.form == "map" else self.picture


def plane_sizes(wishes, picture, room, height, scale) -> list[Sizes]:
    """Sizes of unit pictures worth trying, the largest first; one entry where there are no unit pictures. Those that
    leave connections room to run in a single row come before all others."""
    if all(wish.form == "frame" for wish in wishes):
        return [Sizes(picture, 0, 0, 0, scale)]
    tallest = max((wish.steps for wish in wishes), default=1) or 1
    free = height - (g.CARD + g.CAPTION) * scale - g.STACK_GAP - g.PAD - 5
    first = min(max(free / tallest, g.CELL_LEAST * 1.22), g.CELL_MOST / 0.8)
    roomy, others = [], []
    for factor in (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
        pitch = int(max(first * factor, g.CELL_LEAST * 1.22))
        small = Sizes(picture, max(round(pitch * 0.8), g.CELL_LEAST), pitch, g.MAP_LEAST, scale)
        rest = room - sum(small.width(wish) for wish in wishes) - g.GAP_JOINED * (len(wishes) - 1)
        most = min(g.MAP_MOST, free - g.COLOUR_BAR)
        side = int(max(min(g.MAP_LEAST + rest, most), g.MAP_LEAST))
        (roomy if rest >= 0 else others).append(small._replace(map=side))
    return roomy + others
