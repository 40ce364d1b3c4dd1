"""Reading the data sets that ship with the program."""

import numpy as np

from core.datasets.base import Samples
from core.text.errors import DataError
from core.text.messages import say
from core.text.resources import resource


def shipped(name: str) -> Samples:
    """The arrays `x` and `y` of resources/datasets/<name>.npz as float32 inputs and int32 class numbers, or float32
    amounts."""
    path = resource(f"datasets/{name}.npz")
    try:
        # Opened here, because NumPy leaves the file open when it is no archive.
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
            y = arrays["y"]
            amounts = y.dtype.kind == "f"
            return Samples.of(arrays["x"].astype(np.float32), y.astype(np.float32 if amounts else np.int32))
    except Exception as error:  # whatever NumPy and zip may meet in a damaged file
        raise DataError(say("The shipped data set {name} is damaged ({error}); install Layerlab again.",
                            name=path.name, error=error)) from None
