"""Plain boxes and the measures of the canvas, in logical pixels. No Qt, so that layout is tested as arithmetic."""

from typing import NamedTuple

PAD = 16
CARD = 66
CARD_GAP = 8
CAPTION = 24
ARC = 32
"""Room above the cards of a row for the arcs between them."""
LANE_FIRST, LANE_STEP, LANE_LAST = 22, 20, 12
"""Below a row: to the first lane, from lane to lane, from the last lane to the arcs of the next row."""
LABEL = 16
"""Height of the shape on a link, at the usual size of text."""
OVER_STEP = 18
"""From lane to lane above a row, for links that skip blocks of the same row."""
GAP_LEAST, GAP_MOST, GAP_ALONE, GAP_OPEN = 28, 190, 84, 56
GAP_EASY = 76
"""Between cards whose pictures have grown into what was left: the + and the shape on the link still have room."""
PICTURE_LEAST, PICTURE_MOST = 96, 340
WIDTH_LEAST, WIDTH_NARROW = 96, 72
"""Of a card; the narrow one still has the name and one word about it."""
CELL_LEAST, CELL_MOST = 20, 112
"""Of unit pictures; larger ones would show less than a point of the plane a pixel."""
ONE_COLUMN = 10
"""Units that stand in one column; more stand in two, the second half a step lower, so that the connections of each
column run between the pictures of the other."""
COLUMN_GAP = 6
GAP_JOINED = 64
"""Between stacks, so that the connections can be told apart, where the row has room for it."""
ECHO = 96
"""From units that are drawn once more at the left of a row to the first stack of it."""
STACK_GAP = 20
"""Between the card and the stack of unit pictures below it."""
MAP_LEAST, MAP_MOST = 128, 520
COLOUR_BAR = 40
PLUS = 20


def lane_step(scale: float) -> float:
    """From one lane to the next: their labels must not meet."""
    return max(LANE_STEP, LABEL * scale + 2)


def below_lanes(scale: float) -> float:
    """From the last lane to the arcs of the next row, whose labels stand under its own."""
    return LANE_LAST + LABEL * (scale - 1)


class Box(NamedTuple):
    """A rectangle: left, top, width, height."""

    x: float
    y: float
    w: float
    h: float

    @property
    def right(self) -> float:
        return self.x + self.w

    @property
    def bottom(self) -> float:
        return self.y + self.h

    @property
    def cx(self) -> float:
        return self.x + self.w / 2

    @property
    def cy(self) -> float:
        return self.y + self.h / 2

    def contains(self, x: float, y: float) -> bool:
        """Whether a point lies inside."""
        return self.x <= x < self.right and self.y <= y < self.bottom

    def moved(self, dx: float, dy: float) -> "Box":
        """The same box elsewhere."""
        return Box(self.x + dx, self.y + dy, self.w, self.h)

    def grown(self, margin: float) -> "Box":
        """The box with a margin on every side."""
        return Box(self.x - margin, self.y - margin, self.w + 2 * margin, self.h + 2 * margin)

    def touches(self, other: "Box") -> bool:
        """Whether two boxes share more than an edge."""
        return (self.x < other.right and other.x < self.right
                and self.y < other.bottom and other.y < self.bottom)


def around(boxes) -> Box:
    """The smallest box that holds all of these."""
    # Called some thousand times for a large network: no properties here.
    lefts, tops, rights, bottoms = zip(*((x, y, x + w, y + h) for x, y, w, h in boxes), strict=True)
    left, top = min(lefts), min(tops)
    return Box(left, top, max(rights) - left, max(bottoms) - top)


class Wish(NamedTuple):
    """What a block asks of the layout.

    `form` is "frame" (one framed picture, `ratio` times as wide as high), "stack" (`cells` unit pictures one below
    the other) or "map" (the large picture of the plane, with `cells` unit pictures before it where there are any).
    `least` is the least width of its card; where a row has room left, a frame shows more when it is up to `most` times
    as wide as high.
    """

    id: str
    form: str = "frame"
    ratio: float = 1.0
    cells: int = 0
    least: float = WIDTH_LEAST
    most: float = 0.0

    @property
    def asks(self) -> "Wish":
        """The same wish of nobody: blocks that ask alike look alike."""
        return Wish("", *self[1:])

    @property
    def columns(self) -> int:
        """Columns of unit pictures."""
        return 1 if self.cells <= ONE_COLUMN else 2

    @property
    def steps(self) -> float:
        """The height of the stack in steps from picture to picture."""
        return self.cells if self.columns == 1 else (self.cells + 1) // 2 + 0.5


class Place(NamedTuple):
    """Where a block stands. `picture` is the frame, the whole stack or the large map; in a score, where `form` is
    "strip", it stands beside the card and `pitch` are the pixels of a step, 0 without an axis of time."""

    id: str
    row: int
    form: str
    card: Box
    picture: Box
    cells: tuple[Box, ...]
    caption: Box
    pitch: float = 0.0

    @property
    def whole(self) -> Box:
        """Card, picture and caption together."""
        # The picture of a stack is all its cells.
        return around((self.card, self.picture, self.caption, *(self.cells if self.form == "map" else ())))

    @property
    def foot(self) -> tuple[float, float]:
        """Where links are dragged from: the middle of the lower edge of the picture, of the last unit's, or of the card
        that stands beside its strip."""
        box = self.card if self.form == "strip" else self.cells[-1] if self.form == "stack" and self.cells else \
            self.picture
        return box.cx, box.bottom
