"""The arithmetic of sliding windows that convolutions and poolings share."""

from typing import NamedTuple

from core.declare.parameters import both, choice, pair
from core.layers.base import shown
from core.ops.op import Shape
from core.text.errors import ShapeError
from core.text.messages import say

NUMBERS = tuple(range(9))
PADDINGS = ("valid", "same", *NUMBERS)


FILTER_SIZE = pair(1, 64, "Filter size", "height and width of a filter", unit="pixels")
STRIDE = pair(1, 64, "Stride", "from one place of the filter to the next; 2 halves the picture", unit="pixels")
PADDING = choice(PADDINGS, "Padding", "zeros around the picture: valid is none, same keeps the size (at stride 1), a "
                 "number is that many pixels on every side")
DILATION = pair(1, 64, "Dilation", "distance between the pixels that a filter looks at", unit="pixels")
"""Parameters of layers whose filters slide over pictures."""


class Slide(NamedTuple):
    """One axis of a window that slides over `length` pixels with `before` and `after` pixels of padding.

    `places` is how often it stands: ⌊(length + before + after − reach) / stride⌋ + 1.
    """

    length: int
    size: int
    stride: int
    dilation: int
    before: int
    after: int
    places: int

    @property
    def reach(self) -> int:
        """Pixels from the window's first to its last."""
        return reach(self.size, self.dilation)

    @property
    def padded(self) -> int:
        """Pixels with the padding."""
        return self.length + self.before + self.after

    def seen(self, place: int) -> range:
        """The pixels that the window looks at from a place; those in the padding lie outside 0 … length − 1."""
        first = place * self.stride - self.before
        return range(first, first + self.reach, self.dilation)

    def seen_from(self, pixel: int) -> list[tuple[int, int]]:
        """(place, pixel of the window) of every place from which the window looks at a pixel."""
        away = [(pixel + self.before - step * self.dilation, step) for step in reversed(range(self.size))]
        return [(gone // self.stride, step) for gone, step in away
                if gone % self.stride == 0 and 0 <= gone // self.stride < self.places]


def reach(size: int, dilation: int) -> int:
    """Pixels that a window of `size` spans when its pixels stand `dilation` apart."""
    return (size - 1) * dilation + 1


def slide(length: int, size: int, stride: int, padding: str | int, dilation: int = 1) -> Slide:
    """The places of a window. "same" makes ⌈length / stride⌉ places, as Keras does: where the padding is odd, the
    extra pixel comes at the end. A number pads that many pixels on both sides. `places` may come out below 1."""
    before = after = _counted(padding)
    if padding == "same":
        places = -(-length // stride)
        total = max((places - 1) * stride + reach(size, dilation) - length, 0)
        before, after = total // 2, total - total // 2
    places = (length + before + after - reach(size, dilation)) // stride + 1
    return Slide(length, size, stride, dilation, before, after, places)


def _counted(padding: str | int) -> int:
    """The pixels of a number as padding; words have none of their own."""
    return 0 if isinstance(padding, str) else padding


def slide_back(places: int, size: int, stride: int, padding: str | int, dilation: int = 1) -> Slide:
    """The slide whose window stands at `places` places, with the length that a transposed convolution makes of them:
    places · stride for "same", and for "valid" as much more as the window reaches beyond its stride, as in Keras;
    for a number (places − 1) · stride + reach − 2 · padding. `length` may come out below 1."""
    span = reach(size, dilation)
    if padding == "same":
        length = places * stride
    elif padding == "valid":
        length = places * stride + max(span - stride, 0)
    else:
        length = (places - 1) * stride + span - 2 * _counted(padding)
    return slide(length, size, stride, padding, dilation)


def need_room(rows: Slide, columns: Slide, layer, window: str) -> None:
    """Raise ShapeError where the window of a layer does not fit into the padded picture even once."""
    if rows.places >= 1 and columns.places >= 1:
        return
    spread = "" if rows.reach == rows.size and columns.reach == columns.size else (
        say(" (spread over {rows}×{columns})", rows=rows.reach, columns=columns.reach))
    raise ShapeError(say("{layer}'s {window} of {rows}×{columns}{spread} is larger than the picture of "
                         '{height}×{width}; choose a smaller one, padding "same" or fewer layers that shrink the '
                         "picture", layer=say(layer.shown_name()), window=say(window), rows=rows.size,
                         columns=columns.size, spread=spread, height=rows.padded, width=columns.padded))


def times(pair: tuple[int, int]) -> str:
    """3×3"""
    return shown(pair)


def stride_words(strides: int | tuple[int, int], always: bool = False) -> str:
    """ · stride 2 for (2, 2), else · stride 2×1; nothing for a stride of 1 unless `always`."""
    pair = both(strides)
    if pair == (1, 1) and not always:
        return ""
    return say(" · stride {strides}", strides=str(pair[0]) if pair[0] == pair[1] else times(pair))


def picture(rows: Slide, columns: Slide, channels: int) -> Shape:
    """The shape that comes out of a sliding window."""
    return rows.places, columns.places, channels


def filter_slides(layer, height: int, width: int) -> list[Slide]:
    """How the filter of a layer slides over the rows and over the columns of a picture."""
    return [slide(length, size, stride, layer.padding, dilation) for length, size, stride, dilation in zip(
        (height, width), both(layer.kernel_size), both(layer.strides), both(layer.dilation_rate), strict=True)]
