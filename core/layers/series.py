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


def need_row(shape: Shape, layer) -> None:
    """Raise ShapeError unless what comes in is one row of numbers."""
    if len(shape) != 1:
        raise ShapeError(say("{layer} needs a row of numbers, but gets {shape}; put a Flatten before it",
                             layer=say(layer.shown_name()), shape=shown(shape)))


def need_steps(shape: Shape, like: Shape, layer) -> None:
    """Raise ShapeError unless two series have as many steps."""
    if shape[0] != like[0]:
        raise ShapeError(say("{layer} needs keys and values of as many steps, but gets {shape} and {other}; connect "
                             "both to the same series", layer=say(layer.shown_name()), shape=shown(shape),
                             other=shown(like)))
