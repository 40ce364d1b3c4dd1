"""Samples of a person's own, such as a drawing, a picture or a typed row, on their way through the network.

Views ask for a sample by its split and place. Those of one's own have the split `OWN` and a number in turn; the last
few are kept here, for both threads, whatever becomes of the network meanwhile.
"""

import threading
from collections import OrderedDict
from collections.abc import Mapping

import numpy as np

OWN = "own"
MOST_KEPT = 8

_lock = threading.Lock()
_kept: OrderedDict[int, dict[str, np.ndarray]] = OrderedDict()
_last = [0]


def keep(inputs: Mapping[str, np.ndarray]) -> int:
    """The number of a sample: an array for each input (*shape) as the data have it."""
    with _lock:
        _last[0] += 1
        _kept[_last[0]] = {port: np.array(array) for port, array in inputs.items()}
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
        return _last[0]


def find(number: int) -> dict[str, np.ndarray] | None:
    """The inputs of a sample, None where it is long gone."""
    with _lock:
        return _kept.get(number)
