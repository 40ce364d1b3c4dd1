"""`TimeDistributed` of Keras: a layer that is applied to every step of a series."""

from typing import Any

from core.files.user_files import shown
from core.importing.keras.layers import ODD, layer_of
from core.ops.tensor_type import TensorType, usual
from core.text.errors import SpecError
from core.text.messages import say, short

WRAPPER = "TimeDistributed"


def layer_at_each_step(config: dict[str, Any], name: str, x: TensorType, path) -> Any:
    """The layer inside of the wrapper, which needs none here where it does the same for every row of numbers as it is:
    it makes of a series what it makes of a step, step by step, with the same weights. SpecError for any other."""
    inner, step = config["layer"], usual(x.shape[1:])
    layer = layer_of(inner["class_name"], inner["config"], name, [step.shape], path)
    try:
        alike = (layer.output_type(x).shape == (x.shape[0], *layer.output_type(step).shape)
                 and layer.weights(x.shape) == layer.weights(step.shape))
    except ODD:
        alike = False
    if not alike:
        raise SpecError(say("{path}: {name} applies {kind} to every step of a series, which no layer here does; only "
                            "layers that work on rows of numbers, such as Dense, can be applied so.",
                            path=shown(path), name=short(name), kind=short(inner["class_name"])))
    return layer
