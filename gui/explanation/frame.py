"""Where the parts of an explanation stand: what comes in, how, what goes out, below it the sums, then the card."""

from typing import NamedTuple

from gui.canvas.geometry import Box

HEAD, CAPTION, GAP = 42, 22, 12
BETWEEN = 26
SMALLEST, LARGEST = 94, 260
LOWERED = 44
"""How far the pictures move down where nothing stands below them."""
LOWER_LEAST, LOWER_SHARE = 140, 0.47
NARROW = 560
"""Below this width (for text of the usual size) the boxes of a sum stand below its bars, not beside them."""
STOREY = 66
"""The height of that row."""
END_SHARE = 0.31
"""Of a narrow width: what comes in and what goes out."""


class Frame(NamedTuple):
    """The boxes. `least` is the height that shows everything; `narrow` says that `lower` has two storeys."""

    heads: float
    incoming: Box
    middle: Box
    outgoing: Box
    lower: Box
    card: Box
    least: float
    narrow: bool


def framed(width: float, height: float, scale: float, card: float, *, lower: bool, tall: float = 0.0,
           before: float = 0.0, cells: float = 200.0, going: float = 0.0) -> Frame:
    """The boxes for a size; `card` is the card's height, `before` the width of a strip before the map that comes in,
    `cells` the least width of the middle, `going` that of what goes out (else as wide as what comes in); a middle
    that reaches down to the card is at least as high as `tall`."""
    narrow = width < NARROW * scale
    below = (LOWER_LEAST + (STOREY if narrow else 0)) * scale if lower else 0.0
    fixed = (HEAD + CAPTION + GAP) * scale + GAP + card
    least = fixed + max(SMALLEST * max(scale, 1.0) + below, tall)
    height = max(height, least)
    room = height - fixed
    high = min(room * (1 - LOWER_SHARE), room - below) if lower else room
    high = min(high, LARGEST * max(1.0, scale * 0.8))
    across = (width - before - 2 * BETWEEN - cells - going) / (1 if going else 2)
    side = max(min(high, across), 60.0)
    coming, right = before + side, going or side
    if narrow:
        coming, right = max(coming, END_SHARE * width), going or max(side, END_SHARE * width)
    # Square pictures: where the width is short, they are no higher than wide.
    high = high if narrow else max(side, SMALLEST)
    top = HEAD * scale + (0 if lower or tall else min((room - high) * 0.3, LOWERED))
    incoming, outgoing = Box(0, top, coming, high), Box(width - right, top, right, high)
    middle = Box(incoming.right + BETWEEN, top, max(width - coming - right - 2 * BETWEEN, 60), high)
    under, end = top + high + (CAPTION + GAP) * scale, height - card - GAP
    return Frame(top, incoming, middle, outgoing, Box(0, under, width, max(end - under, 0)),
                 Box(0, height - card, width, card), least, narrow)
