"""Places every block: rows that wrap like text, laid out from the size of the viewport, never shrunk to fit.

Pure arithmetic. Pictures take the largest size at which all rows fit the height; below the least size the rows
scroll. Rows that wrap share both edges.
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

from gui.canvas.arrange import repeated_sources
from gui.canvas.arrange.lanes import Link, Slots, crossings, route
from gui.canvas.arrange.row_geometry import spots, to_the_left
from gui.canvas.arrange.rows import wrapped
from gui.canvas.sizes import plane_sizes
from gui.drawing import geometry as g
from gui.drawing.geometry import Box, Place, Wish

HUGE = 200
"""Blocks above which some stacks are parted whatever the widths: no other widths are tried."""
STEP, ROW = 4, 40
"""Pixels between the sizes of pictures that are tried; pixels of picture that are given for one row less."""
MANY = 12
"""Blocks above which a network may be too large for the view."""
NARROW = (g.WIDTH_LEAST, g.WIDTH_NARROW)
"""Widths of cards that are tried, in turn, where stacks that are joined would stand in different rows."""


class Arrangement(NamedTuple):
    """Everything that is drawn has its place here. `zone` invites the first layer of an empty network; `echoes` are the
    units that a row of connections begins with, by link: the block before it once more, without its card."""

    width: float
    height: float
    places: dict[str, Place]
    links: tuple[Link, ...]
    slots: Slots
    rows: int
    zone: Box | None
    echoes: dict[tuple[str, str], Place] = {}  # noqa: RUF012  (a field)

    def block_at(self, x: float, y: float) -> str:
        """The block under a point, or empty."""
        for place in self.places.values():
            if place.card.contains(x, y) or place.picture.contains(x, y):
                return place.id
            if any(cell.contains(x, y) for cell in place.cells):
                return place.id
        return ""


def arrange(wishes: Sequence[Wish], pairs: Sequence[tuple[str, str]], width: float, height: float, *,
            joined: frozenset = frozenset(), opened: tuple[str, str] | None = None, zoom: float = 1.0,
            scale: float = 1.0) -> Arrangement:
    """Lay out blocks and links in a viewport.

    `pairs` are the links (source, target) in port order; those in `joined` are drawn as connections between unit
    pictures and get no arc. `opened` names two neighbours whose gap makes room for a drop. `zoom` scales pictures
    (type stays as it is), `scale` is the factor on text.
    """
    room = max(width - 2 * g.PAD, g.WIDTH_LEAST)
    rows, sizes = _unbroken(wishes, pairs, room, height, joined, zoom, scale)
    alone = len(rows) == 1
    begun = repeated_sources.begun(rows, sizes, room, joined)
    leaving = _leaving(rows, pairs)
    places: dict[str, Place] = {}
    again: dict[tuple[str, str], Place] = {}
    tops = _heights(rows, sizes, begun, pairs, joined)
    free = max(height - tops[-1], 0)
    lift = free * 0.38 if alone and rows[0][0].form == "frame" else min(free * 0.38, 48)
    for index, row in enumerate(rows):
        before = begun[index]
        content = _content(row, before, sizes)
        top = tops[index] + lift
        if before is not None:
            again[before.id, row[0].id] = to_the_left(before, sizes, top, content).taken(before, index)
        inset = repeated_sources.inset(before, row[0], sizes, joined)
        for wish, spot in zip(row, spots(row, sizes, room, alone, inset, top, content), strict=True):
            places[wish.id] = spot.taken(wish, index, wish.id in leaving)
    if opened:
        places = _parted(places, opened)
    links = route(places, pairs, joined, width, scale)
    zone = _zone(places, width) if len(wishes) == 1 else None
    total = max(tops[-1] + lift, height)
    return Arrangement(width, total, places, links, Slots(places, links, zone, width), len(rows), zone, again)


def _unbroken(wishes, pairs, room, height, joined, zoom, scale):
    """Rows and sizes. Connections are read along a row: where rows would part joined stacks, cards get narrower."""
    best = None
    for most in (math.inf, *NARROW) if len(wishes) <= HUGE else (math.inf,):
        some = [wish if wish.form == "frame" or wish.least <= most else wish._replace(least=most) for wish in wishes]
        rows, sizes = _fitted(some, pairs, room, height, joined, zoom, scale)
        where = {wish.id: index for index, row in enumerate(rows) for wish in row}
        parted = sum(where[source] != where[target] for source, target in joined)
        if best is None or parted < best[0]:
            best = parted, rows, sizes
        if not parted:
            break
    return best[1:]


def _fitted(wishes, pairs, room, height, joined, zoom, scale):
    """Rows and sizes: those that fit, and when a person made pictures larger or smaller than that, theirs."""
    rows, sizes = _largest(wishes, pairs, room, height, joined, scale)
    if zoom != 1:
        sizes = sizes._replace(picture=round(sizes.picture * zoom))
        rows = wrapped(wishes, sizes, room, joined)
    return rows, sizes


def _largest(wishes, pairs, room, height, joined, scale):
    """Rows and sizes: the largest pictures that fit, each further row counting as much as `ROW` pixels of picture."""
    best = None
    framed = any(wish.form == "frame" for wish in wishes)
    candidates = range(g.PICTURE_MOST, g.PICTURE_LEAST - 1, -STEP) if framed else (g.PICTURE_MOST,)
    if len(wishes) > MANY:
        # A large network scrolls anyway: where even the smallest pictures do not fit, no other size is tried.
        sizes = plane_sizes(wishes, candidates[-1], room, height, scale)[-1]
        rows = wrapped(wishes, sizes, room, joined)
        if _heights(rows, sizes, repeated_sources.begun(rows, sizes, room, joined), pairs, joined)[-1] > height:
            return rows, sizes
    for picture in candidates:
        for sizes in plane_sizes(wishes, picture, room, height, scale):
            rows = wrapped(wishes, sizes, room, joined)
            begun = repeated_sources.begun(rows, sizes, room, joined)
            if _heights(rows, sizes, begun, pairs, joined)[-1] > height:
                continue
            torn = repeated_sources.torn(rows, begun, joined)
            worth = picture + sizes.cell - ROW * len(rows) - 2 * g.CELL_MOST * torn
            if best is None or worth > best[0]:
                best = worth, rows, sizes
            if not torn:
                break
        if best and picture + g.CELL_MOST - ROW <= best[0]:
            break
    if best is None:
        best = None, wrapped(wishes, sizes, room, joined), sizes
    return best[1:]


def _content(row, before, sizes) -> float:
    """The height of the tallest picture of a row, the units that it begins with among them."""
    return max(*(sizes.content(wish) for wish in row), 0 if before is None else sizes.stack(before))


def _heights(rows, sizes, begun, pairs, joined) -> list[float]:
    """The top of the cards of every row, and the height of everything."""
    overs, unders = crossings([[wish.id for wish in row] for row in rows], pairs)
    first = {wish.id for wish in rows[0]}
    arcs = any(source in first and target in first and (source, target) not in joined for source, target in pairs)
    y, tops = 0.0, []
    for index, row in enumerate(rows):
        y += (g.ARC if arcs or index else g.PAD) + g.OVER_STEP * overs[index]
        tops.append(y)
        stacked = any(wish.form != "frame" for wish in row)
        y += g.CARD * sizes.scale + (g.STACK_GAP if stacked else g.CARD_GAP)
        y += _content(row, begun[index], sizes) + g.CAPTION * sizes.scale
        if index < len(rows) - 1:
            y += g.LANE_FIRST + g.lane_step(sizes.scale) * max(unders[index] - 1, 0) + g.below_lanes(sizes.scale)
    return [*tops, y + 4]


def _leaving(rows, pairs) -> set[str]:
    """The blocks from which a link goes to a later row, out of the lower edge of their picture."""
    where = {wish.id: index for index, row in enumerate(rows) for wish in row}
    return {source for source, target in pairs if where.get(source, math.inf) < where.get(target, 0)}


def _parted(places, opened) -> dict[str, Place]:
    """Move the neighbours of a gap apart, each with the rest of its side of the row."""
    left, right = (places.get(name) for name in opened)
    if left is None or right is None or left.row != right.row:
        return places
    shift = max(g.GAP_OPEN - (right.card.x - left.card.right), 0) / 2
    moved = {}
    for id, place in places.items():
        dx = 0.0
        if place.row == left.row:
            dx = -shift if place.card.x <= left.card.x else shift
        moved[id] = place._replace(
            card=place.card.moved(dx, 0), picture=place.picture.moved(dx, 0), caption=place.caption.moved(dx, 0),
            cells=tuple(cell.moved(dx, 0) for cell in place.cells))
    return moved


def _zone(places, width) -> Box:
    """Where the first layer of an empty network goes."""
    place = next(iter(places.values()))
    whole = place.whole
    left = whole.right + g.GAP_OPEN
    return Box(left, place.card.y, max(min(width - g.PAD - left, 360), 120), max(whole.h - g.CAPTION, g.CARD * 2))
