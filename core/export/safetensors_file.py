"""Weights as safetensors: eight bytes of length, JSON with a place for each array, the numbers."""

import json

import numpy as np

from core.export.base import Exporter
from core.export.trained import made_by
from core.text.messages import short

ALIGNED = 8
KINDS = {"float32": "F32", "float64": "F64"}


class SafetensorsFile(Exporter):
    """The weights alone, under the names and in the shapes that they have here (those of Keras)."""

    word, title, ending = "safetensors", "Weights (safetensors)", ".safetensors"
    weights_alone = True

    def files(self, trained, stem):
        return {f"{stem}.safetensors": packed(trained.weights, {"made_by": made_by(),
                                                                "name": short(trained.project.name)})}


def packed(arrays: dict[str, np.ndarray], facts: dict[str, str]) -> bytes:
    """The bytes of a file with these arrays (float32, or float64) and some texts that say where they come from."""
    places, start = {}, 0
    for name, array in arrays.items():
        stop = start + array.itemsize * array.size
        places[name] = {"dtype": KINDS[array.dtype.name], "shape": list(array.shape), "data_offsets": [start, stop]}
        start = stop
    head = json.dumps({"__metadata__": facts, **places}, ensure_ascii=False).encode()
    head += b" " * (-len(head) % ALIGNED)
    return b"".join((len(head).to_bytes(8, "little"), head,
                     *(array.astype(array.dtype.newbyteorder("<")).tobytes() for array in arrays.values())))
