"""Places a network over time as a score: cards in one column, the strip of each beside it, all over one axis of steps.

Pure arithmetic. Where not even the lowest strips fit below one another, or where the axis is too short,
there is no score, and rows are better.
"""

from collections.abc import Sequence
from typing import NamedTuple

from gui.canvas.arrange.lanes import Link, Slots
from gui.canvas.arrange.layout import Arrangement
from gui.drawing import geometry as g
from gui.drawing.geometry import Box, Place, Wish

CARD_WIDE, LOOP = 140, 46
"""A card; from it to the strips, where what goes back into itself has room."""
LANE = 9
"""From one wire at the left of the cards to the next."""
WIRE = 16
"""From a card's left edge to the wire between cards."""
GAP_LEAST, GAP_MOST = 20, 44
STEP_MOST = 80
"""Pixels of a step: few of them are not drawn any wider."""
LETTER = 11
"""Pixels of a step that has a letter, at least: where a window has more of them than fit, its beginning is shown."""
WORD = 46
"""The same for words and pieces of words."""
NARROWEST = 180
"""Pixels of the axis below which rows show more."""
AWAY = 380
"""The widest picture of what has no steps."""
CAPTION = 19


class ScoreLine(NamedTuple):
    """What a block asks of a score: steps, 0 without an axis of time; how many steps of what comes in lie between two
    of them; the least width of one; the height of its picture, at least, usually and at most; whether words stand below
    it."""

    steps: int
    stride: int = 1
    width: float = 0.0
    least: float = 40.0
    usual: float = 56.0
    most: float = 120.0
    captioned: bool = True

    def below(self, scale: float) -> float:
        """The room of its words."""
        return CAPTION * scale if self.captioned else 0.0


def score(wishes: Sequence[Wish], strips: Sequence[ScoreLine], pairs: Sequence[tuple[str, str]], width: float,
          height: float, opened: tuple[str, str] | None = None, zoom: float = 1.0,
          scale: float = 1.0) -> Arrangement | None:
    """Places and wires, in a viewport of this size; None where the cards do not fit below one another."""
    card = g.CARD * scale
    room = height - 2 * g.PAD + 8
    least = sum(max(card, strip.least + strip.below(scale)) for strip in strips) + GAP_LEAST * (len(strips) - 1)
    order = {wish.id: index for index, wish in enumerate(wishes)}
    known = [pair for pair in pairs if pair[0] in order and pair[1] in order]
    lanes = _lanes(known, order)
    left = g.PAD + LANE * (max(lanes.values(), default=-1) + 1)
    start = left + CARD_WIDE * scale + LOOP
    if least > room or width - g.PAD - start < NARROWEST:
        return None
    heights, gap = _heights(strips, card, room, scale, zoom)
    pitch = _pitch(strips, width - g.PAD - start, scale)
    places, y = {}, float(g.PAD - 4)
    for row, (wish, strip, tall) in enumerate(zip(wishes, strips, heights, strict=True)):
        y += g.GAP_OPEN / 2 if opened is not None and wish.id == opened[1] else 0
        step = pitch * strip.stride
        across = min(strip.steps * step, width - g.PAD - start) if strip.steps else min(AWAY, width - g.PAD - start)
        if strip.steps:
            across = step * max(int(across / step + 1e-6), 1)
        whole = max(card, tall + strip.below(scale))
        picture = Box(start, round(y), across, tall)
        caption = Box(start, picture.bottom + 3, width - g.PAD - start, strip.below(scale) - 3)
        box = Box(left, round(y), CARD_WIDE * scale, card)
        places[wish.id] = Place(wish.id, row, "strip", box, picture, (), caption, step if strip.steps else 0.0)
        y += whole + gap
    links = tuple(_wire(places, lanes, order, *pair) for pair in known)
    return Arrangement(width, max(y - gap + 8, height), places, links, Slots(places, links, None, width), len(strips),
                       None)


def _pitch(strips: Sequence[ScoreLine], room: float, scale: float) -> float:
    """Pixels of a step: as many as let all steps in, but for those that need room for letters."""
    steps = max(strip.steps * strip.stride for strip in strips)
    narrowest = max(strip.width / strip.stride for strip in strips) * scale
    return max(min(room / steps, STEP_MOST * scale), narrowest)


def _heights(strips: Sequence[ScoreLine], card: float, room: float, scale: float,
             zoom: float) -> tuple[list[float], float]:
    """The height of every picture, and what lies between two blocks. Room that is left is shared out."""
    tall = [strip.least for strip in strips]

    def used() -> float:
        return sum(max(card, high + strip.below(scale)) for high, strip in zip(tall, strips, strict=True))
    for goal in ([strip.usual for strip in strips], [strip.most for strip in strips]):
        goal = [max(high, strip.least) * zoom for high, strip in zip(goal, strips, strict=True)]
        low, high, before = 0.0, 1.0, list(tall)
        for _ in range(12):
            middle = (low + high) / 2 if high < 1 or low else 1.0
            tall = [one + (other - one) * middle for one, other in zip(before, goal, strict=True)]
            if used() + GAP_LEAST * (len(strips) - 1) <= room:
                low = middle
                if middle == 1.0:
                    break
            else:
                high = min(middle, 0.999)
        tall = [one + (other - one) * low for one, other in zip(before, goal, strict=True)]
    tall = [float(int(high)) for high in tall]
    gap = (room - used()) / max(len(strips) - 1, 1)
    return tall, min(max(gap, GAP_LEAST), GAP_MOST)


def _lanes(pairs: Sequence[tuple[str, str]], order: dict[str, int]) -> dict[tuple[str, str], int]:
    """The lane at the left of the cards of every link that does not lead to the next one, the shortest nearest."""
    far = sorted((pair for pair in pairs if order[pair[1]] - order[pair[0]] != 1),
                 key=lambda pair: abs(order[pair[1]] - order[pair[0]]))
    found: dict[tuple[str, str], int] = {}
    taken: list[list[tuple[int, int]]] = []
    for pair in far:
        low, high = sorted(order[name] for name in pair)
        lane = next((number for number, spans in enumerate(taken)
                     if all(high < first or low > last for first, last in spans)), len(taken))
        if lane == len(taken):
            taken.append([])
        taken[lane].append((low, high))
        found[pair] = lane
    return found


def _wire(places, lanes, order, source: str, target: str) -> Link:
    one, two = places[source].card, places[target].card
    if (source, target) not in lanes:
        x = one.x + WIRE
        return Link(source, target, "down", False, ((x, one.bottom), (x, two.y)), None)
    x = one.x - 6 - LANE * lanes[source, target]
    back = order[target] <= order[source]
    start, end = one.bottom - 16, two.y + 16
    return Link(source, target, "back" if back else "side", not back,
                ((one.x, start), (x, start), (x, end), (two.x, end)), None)
