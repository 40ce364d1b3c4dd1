"""What a data set is: a declared recipe for samples and targets."""

from typing import ClassVar

import numpy as np
from msgspec import Struct

from core.registry import Declared


class Description(Struct, frozen=True):
    """What is known of a data set without loading it.

    `task` is "regression", "binary" or "multi-class" ("multi-label" for rows of yes and no). `outputs` is the number
    of target columns for regression, of classes otherwise. `names` are the input columns of a table, `classes`
    the class names, `count` the number of samples.
    """

    input_shape: tuple[int, ...]
    task: str
    outputs: int
    count: int
    names: tuple[str, ...] = ()
    classes: tuple[str, ...] = ()
    target_names: tuple[str, ...] = ()


class Samples(Struct, frozen=True):
    """Loaded data: `x` (n, *input shape) float32; `y` (n,) int32 class numbers, or (n, k) float32 values."""

    x: np.ndarray
    y: np.ndarray


class Dataset(Declared):
    """`describe` is cheap and pure (the window's thread calls it); `load` may read files and runs elsewhere."""

    group: ClassVar[str] = "Plane"
    """The heading under which the data column offers it: Plane, Table, Pictures."""

    def describe(self) -> Description:
        """Shapes, task and names."""
        raise NotImplementedError

    def load(self) -> Samples:
        """All samples, the same ones at every call; raises DataError with one sentence."""
        raise NotImplementedError
