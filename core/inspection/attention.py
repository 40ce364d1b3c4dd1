"""Where a block of attention looks, for one sample."""

import numpy as np
from msgspec import Struct

from core.inspection.needs import Need
from core.ops.tensor_type import STEPS


class Looking(Struct, frozen=True):
    """`looks` are the weights (heads, queries, keys) of one sample, `tokens` the sample where it is of tokens."""

    looks: np.ndarray
    tokens: tuple[int, ...]


class Looks(Need, frozen=True):
    """Where a block of attention looks, for a sample of a split; None where there is no such block or sample."""

    split: str
    index: int
    node: str

    def read(self, inspector):
        found = inspector.kept(self.split, self.index, self.node, "weights")
        if found is None:
            return None
        port = inspector.trainer.description.inputs[0]
        if not (port.type.is_tokens and port.type.axes == STEPS):
            return Looking(found, ())
        tokens = inspector.sample(self.split, self.index).inputs[port.name]
        return Looking(found, tuple(map(int, tokens)))
