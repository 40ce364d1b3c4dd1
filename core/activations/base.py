"""The base class of activations: a function of each value, with its derivative."""

import math
from typing import ClassVar

import numpy as np

from core.declare.torch_lines import EITHER
from core.ops.accounts.bent import Bent
from core.ops.op import Op


class Activation(Op):
    """Applied to every value of a layer's output. `curve` and `slope` are what the form draws."""

    start: ClassVar[str] = "He normal"
    """The shown name of the start of weights that suits it."""
    lowest: ClassVar[float] = -math.inf
    highest: ClassVar[float] = math.inf
    """What it cannot go below or above: a regression wants an output without such bounds."""

    drawn = True
    torch_axes = EITHER
    inner: ClassVar[int] = 0
    """How kernels of recurrent layers call it (`core.kernels.series`), where it is one of `INNER_ACTIVATIONS`."""
    onnx_inner: ClassVar[tuple[str, tuple[float, ...]]] = ("", ())
    """How recurrent nodes of ONNX call it there, with the numbers that it takes."""

    def account(self, sight):
        return Bent.on(self.curve, sight)

    def curve(self, z: np.ndarray) -> np.ndarray:
        """The function itself in NumPy, element by element (for softmax: along the last axis)."""
        raise NotImplementedError

    def slope(self, z: np.ndarray) -> np.ndarray:
        """Its derivative at z in NumPy."""
        raise NotImplementedError
