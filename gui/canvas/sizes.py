"""Sizes of pictures: those of the units, the map of the plane, and all others. Pure arithmetic."""

from collections import Counter
from functools import lru_cache
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
        return _measured(self, wish[1:]).across

    def stack(self, wish: Wish) -> float:
        """The height of a stack."""
        return _measured(self, wish[1:]).stack

    def width(self, wish: Wish) -> float:
        return _measured(self, wish[1:]).width

    def content(self, wish: Wish) -> float:
        """The height of the picture below the card."""
        return _measured(self, wish[1:]).content


class Measures(NamedTuple):
    """What `Sizes` says of a wish."""

    across: float
    stack: float
    width: float
    content: float


@lru_cache(maxsize=4096)
def _measured(sizes: Sizes, asks: tuple) -> Measures:
    """Worked out once for all blocks that ask for the same: layouts ask a dozen times for each block."""
    wish, picture = Wish("", *asks), sizes.picture
    across = wish.columns * (sizes.cell + g.COLUMN_GAP) - g.COLUMN_GAP
    stack = wish.steps * sizes.pitch - (sizes.pitch - sizes.cell) if wish.cells else 0
    least = wish.least * sizes.scale
    if wish.form == "stack":
        return Measures(across, stack, max(least, across), stack)
    if wish.form == "map":
        width = max(least, sizes.map) + (across + 40 if wish.cells else 0)
        return Measures(across, stack, width, max(sizes.map + g.COLOUR_BAR, stack))
    return Measures(across, stack, max(g.WIDTH_LEAST, least, round(picture * wish.ratio)), picture)


def plane_sizes(wishes, picture, room, height, scale) -> list[Sizes]:
    """Sizes of unit pictures worth trying, the largest first; one entry where there are no unit pictures. Those that
    leave connections room to run in a single row come before all others."""
    if all(wish.form == "frame" for wish in wishes):
        return [Sizes(picture, 0, 0, 0, scale)]
    alike = Counter(wish.asks for wish in wishes)
    tallest = max((wish.steps for wish in alike), default=1) or 1
    free = height - (g.CARD + g.CAPTION) * scale - g.STACK_GAP - g.PAD - 5
    first = min(max(free / tallest, g.CELL_LEAST * 1.22), g.CELL_MOST / 0.8)
    roomy, others = [], []
    for factor in (1, 0.9, 0.8, 0.7, 0.6, 0.5, 0.4):
        pitch = int(max(first * factor, g.CELL_LEAST * 1.22))
        small = Sizes(picture, max(round(pitch * 0.8), g.CELL_LEAST), pitch, g.MAP_LEAST, scale)
        rest = room - sum(small.width(wish) * count for wish, count in alike.items()) - g.GAP_JOINED * (len(wishes) - 1)
        most = min(g.MAP_MOST, free - g.COLOUR_BAR)
        side = int(max(min(g.MAP_LEAST + rest, most), g.MAP_LEAST))
        (roomy if rest >= 0 else others).append(small._replace(map=side))
    return roomy + others
