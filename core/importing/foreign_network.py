"""A network that another program has written: what every way of reading one gives."""

import numpy as np
from msgspec import Struct

from core.ops.tensor_type import TensorType
from core.project.nodes import Network


class ForeignNetwork(Struct, frozen=True):
    """`inputs` are the types of what goes in by name, `weights` arrays by the names that a trainer gives them, none
    where the file has none. `notes` say what is otherwise here than there."""

    network: Network
    inputs: dict[str, TensorType]
    weights: dict[str, np.ndarray] = {}
    notes: tuple[str, ...] = ()
