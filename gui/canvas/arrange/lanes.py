"""Routes links: arcs over a gap, lanes between rows, higher lanes for what skips blocks. Pure arithmetic.

A link is a run of right angles that the painter rounds. A block's links into other rows leave the lower edge of
its picture (that is the output) and enter the top of the target. Lanes are ordered so that links that meet at one
block do not cross: of two that run to the left, the one that starts further left takes the upper lane and the
left entry.
"""

from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import NamedTuple

from gui.canvas.arrange.stripes import Stripes
from gui.drawing import geometry as g
from gui.drawing.geometry import Box, Place

Point = tuple[float, float]
MOST_STRIPES = 8
"""Stripes of the canvas whose handles are kept: that of a whole picture, and those that training changes."""
INSET = 22
"""From a card's side to the end of an arc."""
ENTRY = 24
"""Between two entries into one card."""
RISE = 22


class Link(NamedTuple):
    """One link as drawn. `kind`: "arc", "over", "lane", "back" or "joined" (drawn as connections of units); in a score
    "down" to the next card and "side" past others."""

    source: str
    target: str
    kind: str
    skip: bool
    points: tuple[Point, ...]
    label: Point | None


class Slot(NamedTuple):
    """A place for a new block: on the link from `source` to `target`, or after the last one (target "").

    `mark` is the drop line, `reach` what the distance of the pointer is measured to, `plus` the handle's centre.
    A `quiet` handle shows only while its block is hovered or selected.
    """

    source: str
    target: str
    mark: Box
    reach: Box
    plus: Point | None
    quiet: bool = False

    def distance(self, x: float, y: float) -> float:
        """How far a point is from here."""
        dx = max(self.reach.x - x, 0, x - self.reach.right)
        dy = max(self.reach.y - y, 0, y - self.reach.bottom)
        return (dx * dx + dy * dy) ** 0.5


def crossings(rows: Sequence[Sequence[str]], pairs: Sequence[tuple[str, str]]) -> tuple[list[int], list[int]]:
    """How many lanes are wanted above each row, and below each row."""
    where = {id: (row, column) for row, ids in enumerate(rows) for column, id in enumerate(ids)}
    overs, unders = [0] * len(rows), [0] * len(rows)
    for source, target in pairs:
        if source not in where or target not in where:
            continue
        (row, column), (other, place) = where[source], where[target]
        if row == other:
            overs[row] += place > column + 1
        elif other > row:
            for lane_row in {row, other - 1}:
                unders[lane_row] += 1
    return overs, unders


def route(places: dict[str, Place], pairs: Sequence[tuple[str, str]], joined: frozenset,
          width: float, scale: float = 1.0) -> tuple[Link, ...]:
    """The course of every link; `scale` is the factor on text."""
    order = {id: index for index, id in enumerate(places)}
    near, over, lanes = [], [], []
    for source, target in pairs:
        if source not in places or target not in places:
            continue
        step = order[target] - order[source]
        same = places[source].row == places[target].row
        into = near if step <= 0 or (same and step == 1) else over if same else lanes
        into.append((source, target, step))
    entries = _entries(places, over, lanes, {target for _, target, step in near if step == 1})
    found = [_near(places, source, target, step, joined) for source, target, step in near]
    found += _overs(places, over, entries)
    found += _lanes(places, lanes, entries, g.lane_step(scale))
    rank = {pair: index for index, pair in enumerate(pairs)}
    return tuple(sorted(found, key=lambda link: rank[link.source, link.target]))


def _leaves(place: Place) -> Point:
    """Where links into other rows leave: the lower edge of the picture."""
    box = place.cells[-1] if place.form == "stack" and place.cells else place.picture
    return box.right - 10 if box.w > 60 else box.cx, box.bottom


def _entries(places, over, lanes, arced) -> dict[tuple[str, str], float]:
    """The x at which each link enters the top of its target."""
    found, into = {}, {}
    for number, entered in enumerate((lanes, over)):
        for source, target, _ in entered:
            into.setdefault(target, ([], []))[number].append(source)
    for target, (far, skipping) in into.items():
        box = places[target].card
        coming = [(source, _leaves(places[source])[0]) for source in far]
        left = sorted((x, source) for source, x in coming if x >= box.cx)
        right = sorted(((x, source) for source, x in coming if x < box.cx), reverse=False)
        names = [source for _, source in (*left, *right)]
        first = box.x + (INSET + ENTRY if target in arced else ENTRY)
        step = min(ENTRY + 4, max((box.right - 12 - first) / max(len(names) + len(skipping), 1), 6))
        for index, source in enumerate((*names, *skipping)):
            found[source, target] = round(first + index * step)
    return found


def _near(places, source, target, step, joined) -> Link:
    one, two = places[source].card, places[target].card
    if step <= 0:
        ends = ((one.cx, one.y), (one.cx, one.y - RISE), (two.cx, two.y - RISE), (two.cx, two.y))
        return Link(source, target, "back", False, ends, None)
    if (source, target) in joined:
        y = (places[source].picture.cy + places[target].picture.cy) / 2
        ends = ((places[source].picture.right, y), (places[target].picture.x, y))
        return Link(source, target, "joined", False, ends, None)
    start, end, y = one.right - INSET, two.x + INSET, one.y - RISE
    return Link(source, target, "arc", False, ((start, one.y), (start, y), (end, y), (end, two.y)),
                ((start + end) / 2, y))


def _overs(places, over, entries) -> list[Link]:
    """Links within a row that skip blocks; the shortest run lowest, so that they nest."""
    found, used = [], {}
    for source, target, _ in sorted(over, key=lambda entry: entry[2]):
        one, two = places[source].card, places[target].card
        lane = used.setdefault(places[source].row, 0)
        used[places[source].row] += 1
        start, end = one.right - INSET - 20, entries[source, target]
        y = one.y - g.ARC - 8 - g.OVER_STEP * lane
        found.append(Link(source, target, "over", True, ((start, one.y), (start, y), (end, y), (end, two.y)),
                          ((start + end) / 2, y)))
    return found


def _lanes(places, lanes, entries, apart) -> list[Link]:
    """Links into other rows, each with a lane of its own."""
    bottoms = {}
    for place in places.values():
        bottoms[place.row] = max(bottoms.get(place.row, 0), place.caption.bottom + 2)

    def order(entry):
        leaves, enters = _leaves(places[entry[0]])[0], entries[entry[:2]]
        return (0, leaves) if leaves >= enters else (1, -leaves)

    found, used, margin = [], {}, 0
    for source, target, step in sorted(lanes, key=order):
        start, bottom = _leaves(places[source])
        end, top = entries[source, target], places[target].card.y
        row, goal = places[source].row, places[target].row - 1
        y = _lane(used, bottoms, row, apart)
        points = [(start, bottom), (start, y)]
        if goal > row:
            x = 10 - 5 * (margin % 2)
            margin += 1
            points += [(x, y), (x, _lane(used, bottoms, goal, apart))]
        points += [(end, points[-1][1]), (end, top)]
        skip = step > 1
        run = (end, start) if goal == row else (points[2][0], start)
        found.append(Link(source, target, "lane", skip, tuple(points), _label(run, y, skip)))
    return found


def _lane(used, bottoms, row, apart) -> float:
    number = used.setdefault(row, 0)
    used[row] += 1
    return round(bottoms[row] + g.LANE_FIRST + apart * number)


def _label(run: tuple[float, float], y: float, skip: bool) -> Point | None:
    end, start = run
    if abs(start - end) < 90:
        return None
    if skip or abs(start - end) < 260:
        return (start + end) / 2, y
    return start + (-156 if end < start else 156), y


def _handle(link: Link) -> Point | None:
    """The + of a lane: near its start; in the middle of a short one; none on a skip."""
    if link.skip:
        return None
    (start, _), (_, y), (end, _) = link.points[:3]
    if abs(end - start) < 60:
        return start, y
    if abs(end - start) < 260:
        return start + (34 if end > start else -34), y
    return start + (76 if end > start else -76), y


class Slots(Sequence):
    """Every place where a block can be put. Each is worked out when it is asked for, since most are never seen: a large
    network has some thousands, and each edit makes them again."""

    def __init__(self, places: dict[str, Place], links: Sequence[Link], zone: Box | None, width: float):
        self._places, self._links, self._zone, self._width = places, links, zone, width
        self._stripes: dict[tuple[float, float], list[Slot]] = {}

    def __getitem__(self, index):
        return self._all[index]

    def __len__(self) -> int:
        return len(self._all)

    def between(self, top: float, bottom: float) -> list[Slot]:
        """Those whose handle may stand in a stripe of the canvas; with every picture of training it is the same."""
        found = self._stripes.get((top, bottom))
        if found is None:
            if len(self._stripes) >= MOST_STRIPES:
                self._stripes.clear()
            found = self._stripes[top, bottom] = list(self._between(top, bottom))
        return found

    def _between(self, top: float, bottom: float) -> Iterator[Slot]:
        for link in self.rows.links(top, bottom) if self._zone is None else ():
            card, ys = self._places[link.source].card, [y for _, y in link.points]
            if min(card.y, *ys) < bottom and max(card.bottom, *ys) > top:
                yield from self._on(link)
        yield from self._behind()

    @cached_property
    def rows(self) -> Stripes:
        """Blocks and links by the rows that they are in."""
        return Stripes(self._places, self._links)

    @cached_property
    def _all(self) -> tuple[Slot, ...]:
        found = [slot for link in self._links if self._zone is None for slot in self._on(link)]
        return (*found, *self._behind())

    def _on(self, link: Link) -> Iterator[Slot]:
        one, two = self._places[link.source], self._places[link.target]
        if link.kind in ("arc", "joined"):
            x = (one.card.right + two.card.x) / 2
            yield _upright(link.source, link.target, x, one, two, (x, one.card.cy))
        elif link.kind == "down":
            x, y = link.points[0][0], (one.card.bottom + two.card.y) / 2
            yield _level(link.source, link.target, y, one, (x, y))
        elif link.kind == "side":
            x, ys = link.points[1][0], sorted((link.points[1][1], link.points[2][1]))
            middle = sum(ys) / 2
            yield Slot(link.source, link.target, Box(x - 14, middle - 1.5, 28, 3), Box(x - 6, ys[0], 12, ys[1] - ys[0]),
                       None)
        elif link.kind in ("lane", "over"):
            xs, y = sorted((link.points[1][0], link.points[2][0])), link.points[1][1]
            handle = _handle(link) if link.kind == "lane" else None
            middle = handle or ((xs[0] + xs[1]) / 2, y)
            mark = Box(middle[0] - 1.5, y - 14, 3, 28)
            yield Slot(link.source, link.target, mark, Box(xs[0], y - 6, xs[1] - xs[0], 12), handle)
            if link.kind == "lane" and not link.skip:
                yield _upright(link.source, link.target, min(one.card.right + 10, self._width - 4), one, one, None)
                yield _upright(link.source, link.target, max(two.card.x - 10, 4), two, two, None)

    def _behind(self) -> Iterator[Slot]:
        """After the last block, or where the first one goes."""
        last = next(reversed(self._places.values()), None)
        if last is None:
            return
        if self._zone is not None:
            yield Slot(last.id, "", self._zone, self._zone, (self._zone.cx, self._zone.y + 56))
            return
        if last.form == "strip":
            y = last.card.bottom + 12
            yield _level(last.id, "", y, last, (last.card.x + 16, y))._replace(quiet=True)
            return
        x = min(last.card.right + 16, self._width - 12)
        yield _upright(last.id, "", x, last, last, (x, last.card.cy))._replace(quiet=True)


def _level(source, target, y, one, plus) -> Slot:
    line = Box(one.card.x, y - 1.5, one.card.w, 3)
    return Slot(source, target, line, line, plus)


def _upright(source, target, x, one, two, plus) -> Slot:
    whole = g.around((one.whole, two.whole))
    line = Box(x - 1.5, whole.y, 3, whole.h)
    return Slot(source, target, line, line, plus)
