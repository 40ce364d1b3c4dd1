"""What layers share whose window slides over time: a series is a picture one row high."""

import math

import numpy as np

from core.declare.parameters import choice, whole, whole_or_none
from core.declare.torch_lines import Line, border1d, call, chain
from core.layers.base import Layer
from core.layers.series import need_series
from core.layers.window import Slide, reach, slide
from core.ops.accounts.base import Window
from core.ops.tensor_type import ROW, TensorType
from core.text.errors import ShapeError
from core.text.messages import say

ONE_ROW = slide(1, 1, 1, "valid")
"""The window over the only row."""


def along_time(steps: int, size: int, stride: int, padding: str | int, dilation: int = 1) -> Slide:
    """The places of a window over time; "causal" pads in front alone, so that it never looks ahead."""
    if padding != "causal":
        return slide(steps, size, stride, padding, dilation)
    before = reach(size, dilation) - 1
    return Slide(steps, size, stride, dilation, before, 0, (steps - 1) // stride + 1)


def as_picture(tensor):
    """A series (samples, steps, features) as pictures of one row."""
    rows, steps, features = tensor.shape
    return tensor.reshaped(rows, 1, steps, features)


def need_time(window: Slide, layer, word: str) -> None:
    """Raise ShapeError where the window does not fit into the series even once."""
    if window.places < 1:
        raise ShapeError(say('{layer}\'s {window} of {size} steps is longer than the series of {steps}; choose a '
                             'shorter one, or padding "same"', layer=say(layer.shown_name()), window=say(word),
                             size=window.reach, steps=window.padded))


class Pooling1D(Layer):
    """A window over time that makes one value of each feature."""

    group = "Follow series"
    pool_size: whole(1, 64, "Window", "how many steps the window sees", unit="steps") = 2
    strides: whole_or_none(1, 64, "Stride", "from one window to the next; left out, windows stand side by side",
                           unit="steps") = None
    padding: choice(("valid", "same"), "Padding", "same: windows may reach over the ends, where only real steps count; "
                    "valid: they may not") = "valid"

    def slides(self, steps: int) -> Slide:
        """How the window slides."""
        return along_time(steps, self.pool_size, self.strides or self.pool_size, self.padding)

    def windows(self, *types):
        return (self.slides(types[0].shape[0]),)

    def output_type(self, x):
        steps, features = need_series(x, self)
        window = self.slides(steps)
        need_time(window, self, "window")
        return x.sized(window.places, features)

    def window(self, scope) -> tuple[int, ...]:
        """Height, width, strides and padding of the window, as the kernels take them."""
        steps = self.slides(scope.x.shape[1])
        return 1, steps.size, 1, steps.stride, 0, steps.before

    def looked_at(self, sight):
        """The values of the window in a row, not a number outside the series, and where they stand."""
        return seen_in(sight, self.slides(len(sight.x)).seen(sight.place[0]))

    def torch_pooling(self, name: str, shapes, **facts) -> Line | None:
        """As for pictures: padding that is one more at the end hangs over, or the first window is cut off."""
        size, stride = self.pool_size, self.strides or self.pool_size
        more = {} if stride == size else {"stride": stride}
        if self.padding == "valid":
            return call(name, size, **more)
        if not shapes:
            return None
        steps = self.slides(shapes[0][0])
        cut = steps.after - steps.before if stride == 1 else 0
        return chain(call(name, size, **more, padding=steps.before + cut, ceil_mode=True, **facts), border1d(-cut, 0))

    def summary(self):
        return say("{size} steps", size=self.pool_size)


class GlobalPooling1D(Layer):
    """One window as long as the series."""

    group = "Follow series"

    def output_type(self, x):
        _, features = need_series(x, self)
        return TensorType((features,), ROW)

    def window(self, scope) -> tuple[int, ...]:
        """Height, width, strides and padding of the window, as the kernels take them."""
        steps = scope.x.shape[1]
        return 1, steps, 1, steps, 0, 0

    def looked_at(self, sight):
        """All values of a feature in a row, and where they stand."""
        return seen_in(sight, range(len(sight.x)))

    def summary(self):
        return say("1 per feature")


def seen_in(sight, steps) -> tuple[np.ndarray, Window]:
    """The values of a feature at some steps (1, steps), not a number outside the series, and where they stand."""
    feature, steps = sight.place[-1], tuple(steps)
    values = [float(sight.x[step, feature]) if 0 <= step < len(sight.x) else math.nan for step in steps]
    return np.array([values]), Window((0,), steps, (feature,))
