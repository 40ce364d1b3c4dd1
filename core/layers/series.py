"""What layers say of the series that they take."""

from core.layers.base import shown
from core.ops.op import Shape
from core.ops.tensor_type import ROW, SERIES, TensorType
from core.text.errors import ShapeError
from core.text.messages import say


def need_series(x: TensorType, layer) -> Shape:
    """Its shape; raises ShapeError unless it is rows of numbers in time (time, feature)."""
    if x.axes != SERIES or x.is_tokens:
        raise ShapeError(say("{layer} needs a row of numbers for each moment (time × features), but gets {shape}; put "
                             "it before the Flatten, or a Reshape before it", layer=say(layer.shown_name()),
                             shape=shown(x.shape)))
    return x.shape


def need_state(x: TensorType, layer, units: int) -> None:
    """Raise ShapeError unless a state to begin with is a row of as many numbers as the layer has units."""
    if x.axes != ROW or x.shape != (units,):
        raise ShapeError(say("{layer} has {units} units, so the state that it begins with must be {units} numbers, not "
                             "{shape}; give the block that makes it as many", layer=say(layer.shown_name()),
                             units=units, shape=shown(x.shape)))


def need_steps(x: TensorType, like: TensorType, layer) -> None:
    """Raise ShapeError unless two series have as many steps."""
    if x.shape[0] != like.shape[0]:
        raise ShapeError(say("{layer} needs keys and values of as many steps, but gets {shape} and {other}; connect "
                             "both to the same series", layer=say(layer.shown_name()), shape=shown(x.shape),
                             other=shown(like.shape)))
