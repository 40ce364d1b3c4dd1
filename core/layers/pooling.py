"""Shared by the pooling layers; each has a file of its own."""

import math

from core.declare.parameters import both, choice, pair
from core.declare.torch_lines import Line, border, call, chain, one_or
from core.layers.base import Layer, need_axes
from core.layers.window import need_room, picture, slide, stride_words, times
from core.ops.tensor_type import PICTURE


class Pooling(Layer):
    """A window that makes one value of each channel."""

    group = "See patterns"
    pool_size: pair(1, 64, "Window", "height and width of the window", unit="pixels") = 2
    strides: pair(1, 64, "Stride", "from one window to the next; left out, windows stand side by side",
                  unit="pixels", optional=True) = None
    padding: choice(("valid", "same"), "Padding", "same: windows may reach over the edge, where only real pixels "
                    "count; valid: they may not") = "valid"

    @property
    def stride_pair(self) -> tuple[int, int]:
        """The strides; the window's size where none are given."""
        return both(self.pool_size if self.strides is None else self.strides)

    def slides(self, height: int, width: int):
        """How the window slides over the rows and over the columns."""
        return [slide(length, size, stride, self.padding) for length, size, stride in zip(
            (height, width), both(self.pool_size), self.stride_pair, strict=True)]

    def windows(self, *types):
        return tuple(self.slides(*types[0].shape[:2]))

    def output_type(self, x):
        need_axes(x, PICTURE, self, "put it before the Flatten")
        rows, columns = self.slides(*x.shape[:2])
        need_room(rows, columns, self, "window")
        return x.sized(*picture(rows, columns, x.shape[2]))

    def window(self, scope) -> tuple[int, ...]:
        """Height, width, strides and padding of the window, as the kernels take them."""
        rows, columns = self.slides(*scope.x.shape[1:3])
        return rows.size, columns.size, rows.stride, columns.stride, rows.before, columns.before

    def looked_at(self, sight):
        """The values of the window (rows, columns), not a number outside the picture, and where they stand."""
        (row, column, channel), (rows, columns) = sight.place, self.slides(*sight.x.shape[:2])
        values, window = sight.looked_at(rows.seen(row), columns.seen(column), (channel,), math.nan)
        return values[0], window

    def torch_pooling(self, name: str, shapes, **facts) -> Line | None:
        """The line of PyTorch for a pooling of this name. Its padding is the same on both sides: where ours is one more
        at the end, a last window may hang over (ceil_mode), or, at stride 1, the first one is cut off."""
        stride = {} if self.stride_pair == both(self.pool_size) else {"stride": one_or(self.stride_pair)}
        size = one_or(both(self.pool_size))
        if self.padding == "valid":
            return call(name, size, **stride)
        if not shapes:
            return None
        slides = self.slides(*shapes[0][:2])
        cut = [one.after - one.before if one.stride == 1 else 0 for one in slides]
        padding = one_or(tuple(one.before + more for one, more in zip(slides, cut, strict=True)))
        return chain(call(name, size, **stride, padding=padding, ceil_mode=True, **facts),
                     border((cut[0], 0), (cut[1], 0), sign=-1))

    def summary(self):
        return times(both(self.pool_size)) + stride_words(self.stride_pair, always=True)
