import math

from core.errors import ShapeError
from core.layers.base import Layer, shown
from core.params import sizes
from core.registry import LAYERS


@LAYERS.member
class Reshape(Layer):
    """Gives the same numbers another shape: a row becomes a picture, for example."""

    formula = r"y = \mathrm{reshape}(x)"
    group = "Shape and join"
    icon = "reshape"
    short = "Reshape"
    torch = "nn.Unflatten(1, {target_shape})"
    view = True
    target_shape: sizes(-1, 65536, "Shape", "height, width and channels, or one number for a row; one of them may be "
                        "-1: as many as are left") = (-1,)

    def output_shape(self, shape):
        wanted, count = self.target_shape, math.prod(shape)
        if wanted.count(-1) > 1 or 0 in wanted:
            raise ShapeError(f"Reshape to {shown(wanted)} is not clear; at most one number may be -1, none 0")
        known = math.prod(size for size in wanted if size != -1)
        if count % known or (-1 not in wanted and count != known):
            raise ShapeError(f"Reshape cannot make {shown(wanted)} of {shown(shape)}, which is {count} numbers; choose "
                             f"numbers whose product is {count}")
        return tuple(count // known if size == -1 else size for size in wanted)

    def summary(self):
        if len(self.target_shape) == 1:
            return "to one row"
        return f"to {shown(tuple('…' if size == -1 else size for size in self.target_shape))}"
