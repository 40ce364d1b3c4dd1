"""The requests of views: a view names its needs; a snapshot maps each to a read-only result.

Needs are frozen and hashable, so that the union over all views computes nothing twice. Results are made on the
training thread by `core.inspection.inspector`.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
from msgspec import Struct


class Need(Struct, frozen=True):
    """The base of every need; `read(inspector)` computes its result."""

    def read(self, inspector) -> Any:
        """The result for the inspector's present weights."""
        raise NotImplementedError


class WeightValues(Need, frozen=True):
    """The values of one weight array, by name ("dense1.kernel")."""

    name: str

    def read(self, inspector):
        return inspector.weight(self.name)


class WeightSheet(Need, frozen=True):
    """A part of one weight array laid out flat (see `core.ops.weight_sheet`): `outputs` and `inputs` from … to, every
    number, or with `pooled` the means of so many rows and columns."""

    name: str
    outputs: tuple[int, int]
    inputs: tuple[int, int]
    pooled: tuple[int, int] | None = None

    @property
    def numbers(self) -> int:
        """How many outputs times inputs are looked at."""
        return (self.outputs[1] - self.outputs[0]) * (self.inputs[1] - self.inputs[0])

    def read(self, inspector):
        return inspector.sheet(self.name, self.outputs, self.inputs, self.pooled)


class WeightNumber(Need, frozen=True):
    """One number of a weight array."""

    name: str
    index: tuple[int, ...]

    def read(self, inspector):
        return inspector.number(self.name, self.index)


class Slope(Struct, frozen=True):
    """The gradient of the loss by one number, and the largest size of any number of its array."""

    gradient: float
    largest: float


class WeightSlope(Need, frozen=True):
    """The gradient of the loss by one number of a weight array at the present weights, over some training samples."""

    name: str
    index: tuple[int, ...]

    def read(self, inspector):
        return inspector.slope(self.name, self.index)


class Histogram(Struct, frozen=True):
    """Counts of weights per bin, now and at the start, over the same edges (bins + 1)."""

    edges: np.ndarray
    counts: np.ndarray
    initial: np.ndarray
    mean: float
    deviation: float
    initial_deviation: float


class WeightHistogram(Need, frozen=True):
    """How the values of one weight array are spread."""

    name: str
    bins: int = 40

    def read(self, inspector):
        return inspector.histogram(self.name, self.bins)


class Sample(Struct, frozen=True):
    """One sample on its way through the network, without the batch axis.

    `outputs` and `before` (values before the activation, where there is one) by node id; `outputs["input"]` is
    the scaled input, `inputs` holds each input as the data has it. `targets` has for each target a class number or an
    array of values, `answers` what each output block gives, the one that figures speak of first, both in the units of
    the data.
    """

    inputs: dict[str, np.ndarray]
    targets: dict[str, Any]
    outputs: dict[str, np.ndarray]
    before: dict[str, np.ndarray]
    answers: dict[str, np.ndarray]
    masks: dict[str, np.ndarray] = {}
    """Which steps count (steps,), by node id, of the nodes whose steps do not all."""

    @property
    def x(self) -> np.ndarray:
        """The first input."""
        return next(iter(self.inputs.values()))


class SampleView(Need, frozen=True):
    """Everything that the network computes for one sample of a split ("train", "validation", "test")."""

    split: str
    index: int

    def read(self, inspector):
        return inspector.sample(self.split, self.index)


class Plane(Struct, frozen=True):
    """Every unit's output over the input plane. Maps are (units, size, size); row 0 has the largest x₂."""

    low: np.ndarray
    high: np.ndarray
    maps: dict[str, np.ndarray]
    output: np.ndarray


class PlaneMaps(Need, frozen=True):
    """The plane of a data set with two inputs, `size` points a side."""

    size: int = 48

    def read(self, inspector):
        return inspector.plane(self.size)


class ConfusionCounts(Struct, frozen=True):
    """`counts[true, answer]`; `wrong` lists the indices of samples that were answered wrongly."""

    counts: np.ndarray
    wrong: np.ndarray
    answers: np.ndarray


class Confusion(Need, frozen=True):
    """Which classes of a split are taken for which."""

    split: str = "validation"

    def read(self, inspector):
        return inspector.confusion(self.split)


class Predictions(Need, frozen=True):
    """The network's outputs for the first `limit` samples of a split."""

    split: str = "validation"
    limit: int = 64

    def read(self, inspector):
        return inspector.predictions(self.split, self.limit)


class Answers(Need, frozen=True):
    """The values of one output block for the first `limit` samples of a split."""

    output: str
    split: str = "train"
    limit: int = 200

    def read(self, inspector):
        return inspector.answers(self.output, self.split, self.limit)


class Targets(Need, frozen=True):
    """What the figures compare with, of a whole split: class numbers (n,) or values (n, k)."""

    split: str = "validation"

    def read(self, inspector):
        return inspector.targets(self.split)


class Inputs(Need, frozen=True):
    """Some samples of a split as the data has them: (count, *input shape), without those that do not exist; of the
    input `port`, the first one without a name."""

    split: str
    indices: tuple[int, ...]
    port: str = ""

    def read(self, inspector):
        return inspector.inputs(self.split, self.indices, self.port)


class Snapshot(Struct, frozen=True):
    """One moment of training: immutable, swapped as a whole."""

    step: int
    epoch: float
    values: Mapping[Need, Any]

    def get(self, need: Need) -> Any:
        """The result of a need, or None where it was not asked for or has no meaning for this network."""
        return self.values.get(need)
