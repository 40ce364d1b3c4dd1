"""What layers say of the series that they take."""

from core.layers.base import shown
from core.ops.op import Shape
from core.text.errors import ShapeError
from core.text.messages import say


def need_series(shape: Shape, layer) -> Shape:
    """The shape itself; raises ShapeError unless it is rows of numbers in time (time, feature)."""
    if len(shape) != 2:
        raise ShapeError(say("{layer} needs a row of numbers for each moment (time × features), but gets {shape}; put "
                             "it before the Flatten, or a Reshape before it", layer=say(layer.shown_name()),
                             shape=shown(shape)))
    return shape


def need_state(shape: Shape, layer, units: int) -> None:
    """Raise ShapeError unless a state to begin with is a row of as many numbers as the layer has units."""
    if tuple(shape) != (units,):
        raise ShapeError(say("{layer} has {units} units, so the state that it begins with must be {units} numbers, not "
                             "{shape}; give the block that makes it as many", layer=say(layer.shown_name()),
                             units=units, shape=shown(shape)))
