"""Layout of an explanation: input, computation, output, below it the sums, then the card."""

from typing import NamedTuple

from gui.drawing.geometry import Box

HEAD, CAPTION, GAP = 42, 22, 12
BETWEEN = 26
SMALLEST, LARGEST = 94, 260
LOWERED = 44
"""How far the pictures move down where nothing stands below them."""
LOWER_LEAST, LOWER_SHARE = 140, 0.47
NARROW = 560
"""Below this width (for text of the usual size) parts stand below each other."""
STOREY = 66
"""The height of that row."""
WITH_STRIP = 0.52
"""The share of what comes in with a strip of channels, there: the titles of both ends have room at twice the size."""
MIDDLE_LEAST, GOING_LEAST = 132, 190
"""Where the width is short: the heights of the middle, and of a list of what goes out, which stand below each other."""


class StageFrame(NamedTuple):
    """The boxes. `floor` is where the middle may reach down to, `least` the height that shows everything; `narrow`
    says that the middle stands below what comes in and goes out."""

    incoming: Box
    middle: Box
    outgoing: Box
    lower: Box
    card: Box
    floor: float
    least: float
    narrow: bool


class StageWishes(NamedTuple):
    """What a kind asks for. `lower`: something stands below; `tall`: the least height of a middle that reaches down
    to the card; `before`: the width of a strip before the map that comes in; `cells`: the least width of the middle;
    `going`: the width of what goes out where that is a list (else as wide as what comes in)."""

    lower: bool = False
    tall: float = 0.0
    before: float = 0.0
    cells: float = 200.0
    going: float = 0.0


def framed(width: float, height: float, scale: float, card: float, wishes: StageWishes) -> StageFrame:
    """The boxes for a size; `card` is the card's height."""
    return (_stacked if width < NARROW * scale else _beside)(width, height, scale, card, wishes)


def _beside(width: float, height: float, scale: float, card: float, wishes: StageWishes) -> StageFrame:
    """In, how and out beside each other."""
    below = LOWER_LEAST * scale if wishes.lower else 0.0
    fixed = (HEAD + CAPTION + GAP) * scale + GAP + card
    least = fixed + max(SMALLEST * max(scale, 1.0) + below, wishes.tall)
    height = max(height, least)
    room = height - fixed
    high = min(room * (1 - LOWER_SHARE), room - below) if wishes.lower else room
    high = min(high, LARGEST * max(1.0, scale * 0.8))
    across = (width - wishes.before - 2 * BETWEEN - wishes.cells - wishes.going) / (1 if wishes.going else 2)
    side = max(min(high, across), 60.0)
    coming, right, high = wishes.before + side, wishes.going or side, max(side, SMALLEST)
    top = HEAD * scale + (0 if wishes.lower or wishes.tall else min((room - high) * 0.3, LOWERED))
    incoming, outgoing = Box(0, top, coming, high), Box(width - right, top, right, high)
    middle = Box(incoming.right + BETWEEN, top, max(width - coming - right - 2 * BETWEEN, 60), high)
    under, end = top + high + (CAPTION + GAP) * scale, height - card
    return StageFrame(incoming, middle, outgoing, Box(0, under, width, max(end - GAP - under, 0)),
                      Box(0, end, width, card), end, least, False)


def _stacked(width: float, height: float, scale: float, card: float, wishes: StageWishes) -> StageFrame:
    """In and out beside each other, how below them; a list of what goes out below that."""
    high, head = SMALLEST * scale, HEAD * scale
    middle = max(MIDDLE_LEAST * scale, wishes.tall)
    below = (LOWER_LEAST + STOREY) * scale if wishes.lower else 0.0
    listed = head + (GOING_LEAST + GAP) * scale if wishes.going else 0.0
    least = 2 * head + high + (CAPTION + 2 * GAP) * scale + middle + listed + below + GAP + card
    height = max(height, least)
    coming = width if wishes.going else (width - BETWEEN) * WITH_STRIP if wishes.before else (width - BETWEEN) / 2
    second = head + high + (CAPTION + GAP) * scale + head
    inner = Box(0, second, width, middle if wishes.going or wishes.lower else height - card - second - 2 * GAP)
    outgoing = Box(coming + BETWEEN, head, width - coming - BETWEEN, high)
    if wishes.going:
        third = inner.bottom + GAP * scale + head
        outgoing = Box(0, third, width, height - card - third - GAP)
    under, end = inner.bottom + GAP * scale, height - card
    floor = outgoing.y - head if wishes.going else under if wishes.lower else end
    return StageFrame(Box(0, head, coming, high), inner, outgoing, Box(0, under, width, max(end - GAP - under, 0)),
                 Box(0, end, width, card), floor, least, True)
