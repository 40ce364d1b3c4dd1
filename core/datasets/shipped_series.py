"""The series that ship with the program, by their names in one file."""

import numpy as np

from core.text.errors import DataError
from core.text.messages import say
from core.text.resources import resource


def shipped_series(name: str) -> np.ndarray:
    """A series of resources/datasets/series.npz (float64)."""
    path = resource("datasets/series.npz")
    try:
        with open(path, "rb") as file, np.load(file, allow_pickle=False) as arrays:
            return arrays[name]
    except Exception as error:  # whatever NumPy and zip may meet in a damaged file
        raise DataError(say("The shipped data set {name} is damaged ({error}); install Layerlab again.",
                            name=path.name, error=error)) from None
