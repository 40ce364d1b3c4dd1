"""Where the blocks of one row stand: card, picture, unit pictures and caption of each. Pure arithmetic.

An edit of a large network moves many blocks, but most rows look as one looked before, with other blocks in it: what was
worked out for a row holds for all that ask for the same.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from gui.canvas.sizes import Sizes
from gui.drawing import geometry as g
from gui.drawing.geometry import Box, Place, Wish


class Spot(NamedTuple):
    """The place of a block that may be anyone's. The caption is a little wider than the picture; the `narrow` one ends
    where a link leaves it."""

    card: Box
    picture: Box
    cells: tuple[Box, ...]
    caption: Box
    narrow: Box

    def taken(self, wish: Wish, row: int, leaving: bool = False) -> Place:
        """The place of this block; `leaving` says whether a link leaves the picture downwards."""
        return Place(wish.id, row, wish.form, self.card, self.picture, self.cells,
                     self.narrow if leaving else self.caption)


def spots(row: Sequence[Wish], sizes: Sizes, room: float, alone: bool, inset: float, top: float,
          content: float) -> tuple[Spot, ...]:
    """The blocks of a row whose cards stand at `top`, over pictures of which the tallest has the height `content`. The
    row begins `inset` further to the right; `alone` says that there is no other."""
    return _spots(tuple(wish.asks for wish in row), sizes, room, alone, inset, top, content)


def to_the_left(wish: Wish, sizes: Sizes, top: float, content: float) -> Spot:
    """The units of a block where its card would begin: alone they need no more room."""
    return _to_the_left(wish.asks, sizes, top, content)


@lru_cache(maxsize=8192)
def _to_the_left(wish: Wish, sizes, top, content) -> Spot:
    spot = _spot(wish, g.PAD, sizes, top, content, sizes.width(wish))
    cells = tuple(cell.moved(spot.card.x - min(cell.x for cell in spot.cells), 0) for cell in spot.cells)
    return spot._replace(cells=cells, picture=g.around(cells))


@lru_cache(maxsize=8192)
def _spots(row: tuple[Wish, ...], sizes, room, alone, inset, top, content) -> tuple[Spot, ...]:
    widths = _grown(row, sizes, room - inset)
    return tuple(_spot(wish, x, sizes, top, content, width)
                 for wish, x, width in zip(row, _spread(row, widths, room, alone, inset), widths, strict=True))


def _grown(row, sizes, room) -> list[float]:
    """The widths of the blocks of one row: frames that show more when they are wider share what is left."""
    widths = [sizes.width(wish) for wish in row]
    most = [max(width, round(sizes.picture * wish.most)) for width, wish in zip(widths, row, strict=True)]
    left = room - sum(widths) - g.GAP_EASY * (len(row) - 1)
    growing = [place for place, width in enumerate(widths) if most[place] > width]
    while left >= len(growing) > 0:
        share = left // len(growing)
        for place in growing:
            more = min(share, most[place] - widths[place])
            widths[place] += more
            left -= more
        growing = [place for place in growing if most[place] > widths[place]]
    return widths


def _spread(row, widths, room, alone, inset) -> list[float]:
    """The left edges of the blocks of one row, which begins `inset` further to the right."""
    room -= inset
    free = g.GAP_LEAST if len(row) == 1 else (room - sum(widths)) / (len(row) - 1)
    framed = all(wish.form == "frame" for wish in row)
    gap = min(max(free, g.GAP_LEAST), (g.GAP_ALONE if alone else g.GAP_MOST) if framed else 600)
    used = sum(widths) + gap * (len(row) - 1)
    x = g.PAD + inset + (max((room - used) / 2, 0) if alone and len(row) > 1 else 0)
    xs = []
    for width in widths:
        xs.append(round(x))
        x += width + gap
    return xs


def _spot(wish, x, sizes, top, content, width) -> Spot:
    card_height = g.CARD * sizes.scale
    top = round(top)
    if wish.form == "frame":
        card = Box(x, top, width, card_height)
        picture = Box(x, top + card_height + g.CARD_GAP, width, sizes.picture)
        if content > sizes.picture:
            picture = picture.moved(0, round(g.STACK_GAP - g.CARD_GAP + (content - sizes.picture) / 2))
        cells: tuple[Box, ...] = ()
    else:
        start = top + card_height + g.STACK_GAP
        card_width = min(width, max(wish.least * sizes.scale, g.WIDTH_LEAST))
        offset = (width - card_width) / 2
        y = round(start + (content - sizes.stack(wish)) / 2)
        left = x if wish.form == "map" else round(x + (width - sizes.across(wish)) / 2)
        cells = _stacked(wish, left, y, sizes)
        card = Box(round(x + offset), top, card_width, card_height)
        picture = g.around(cells) if cells else Box(x, start, 0, 0)
        if wish.form == "map":
            side = sizes.map
            # The card stands over the middle of the map, and may be the wider of the two.
            left = x + width - (max(side, card_width) + side) / 2
            picture = Box(round(left), round(start + (content - side) / 2), side, side)
            card = Box(round(picture.cx - card_width / 2), top, card_width, card_height)
    caption = Box(picture.x, picture.bottom + 4, picture.w + g.GAP_LEAST - 8, g.CAPTION * sizes.scale - 6)
    return Spot(card, picture, cells, caption, caption._replace(w=picture.w - 16))


def _stacked(wish, left, top, sizes) -> tuple[Box, ...]:
    """Unit pictures in one column, or in two of which the second hangs half a step lower."""
    found = []
    for index in range(wish.cells):
        row, column = (index, 0) if wish.columns == 1 else divmod(index, 2)
        y = top + row * sizes.pitch + column * sizes.pitch // 2
        found.append(Box(left + column * (sizes.cell + g.COLUMN_GAP), y, sizes.cell, sizes.cell))
    return tuple(found)
