"""What a value of the network is: how many numbers, what each axis of them means, and of which kind they are."""

from msgspec import Struct
from msgspec.structs import replace

from core.text.messages import say

TIME, HEIGHT, WIDTH, CHANNEL, FEATURE = "time", "height", "width", "channel", "feature"
NUMBER, STEPS, ROW, SERIES, PICTURE = (), (TIME,), (FEATURE,), (TIME, FEATURE), (HEIGHT, WIDTH, CHANNEL)
"""The axes of one number, of one token or number for each moment, of a row, of a row for each moment, and of a
picture."""
FLOAT, TOKENS = "float32", "int32"


class TensorType(Struct, frozen=True):
    """A value without the batch axis: `shape` says how many numbers lie along each axis, `axes` what each axis means.

    `dtype` is "float32", or "int32" for tokens; these are whole numbers below `vocabulary` (0 where that is not known).
    What a block looks like, how a number of it is explained and which views have a meaning follow from the axes.
    """

    shape: tuple[int, ...]
    axes: tuple[str, ...]
    dtype: str = FLOAT
    vocabulary: int = 0

    @property
    def is_row(self) -> bool:
        """One number for each feature."""
        return self.axes == ROW

    @property
    def is_picture(self) -> bool:
        """Height, width and channels."""
        return self.axes == PICTURE

    @property
    def in_time(self) -> bool:
        """It has a moment for each place of its first axis."""
        return self.axes[:1] == STEPS

    @property
    def is_video(self) -> bool:
        """A picture for each moment."""
        return self.in_time and self.axes[-len(PICTURE):] == PICTURE

    @property
    def is_label(self) -> bool:
        """One token: the number of a class."""
        return self.axes == NUMBER and self.is_tokens

    @property
    def moments(self) -> tuple[int, ...]:
        """How many moments there are where each has a row or a picture of its own, as a shape; () else."""
        return self.shape[:1] if self.in_time and self.axes != STEPS else ()

    @property
    def is_tokens(self) -> bool:
        """Whole numbers that name something, and are nothing to add up."""
        return self.dtype == TOKENS

    def sized(self, *shape: int) -> "TensorType":
        """The same axes with other sizes."""
        return replace(self, shape=shape)

    def with_last(self, size: int) -> "TensorType":
        """The same with so many features or channels."""
        return replace(self, shape=(*self.shape[:-1], size))


USUAL = {len(axes): axes for axes in (NUMBER, ROW, SERIES, PICTURE)}


def usual(shape: tuple[int, ...]) -> TensorType:
    """The type of numbers that come as a bare array: a row, rows in time, or a picture, by how many axes there are.

    Where nobody says what the axes mean, and only there, their number decides. Axes in front of a picture are moments.
    """
    axes = USUAL.get(len(shape)) or (TIME,) * (len(shape) - len(PICTURE)) + PICTURE
    return TensorType(tuple(shape), axes)


PLANE = usual((2,))
"""A point of the plane."""


def has_place(shape: tuple[int, ...], place: tuple[int, ...]) -> bool:
    """Whether an array of this shape has such a place: a number along each axis, none of them beyond its end."""
    return len(place) == len(shape) and all(at < size for at, size in zip(place, shape, strict=True))


def named(axes: tuple[str, ...]) -> str:
    """A kind of value as a learner calls it."""
    return say(NAMES.get(axes, "values"))


NAMES = {NUMBER: "one number", STEPS: "one value for each moment", ROW: "a row of numbers",
         SERIES: "a row of numbers for each moment", PICTURE: "pictures (height × width × channels)"}
