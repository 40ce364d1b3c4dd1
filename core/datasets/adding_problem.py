"""The data set AddingProblem."""

import numpy as np

from core.datasets.base import Samples
from core.datasets.made_series import SERIES_COUNT, MadeSeries
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.declare.parameters import whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import SERIES, TensorType, usual
from core.tasks.regression import Regression


@DATASETS.member
class AddingProblem(MadeSeries):
    """A long row of numbers of which two are marked: what is their sum?

    The test of memory of Hochreiter and Schmidhuber (1997). Numbers are drawn from 0 to 1; one mark stands in the first
    half, one in the second. Who always answers 1 has a mean squared error of 1/6.
    """

    title = "Adding problem"
    count: SERIES_COUNT = 20_000
    length: whole(2, 1000, "Length", "steps of a series", unit="steps", scale="log") = 50

    def describe(self):
        series = InputPort(INPUT, TensorType((self.length, 2), SERIES), ("number", "mark"))
        return Description((series,), (TargetPort(TARGET, Regression(), 1, usual((1,)), columns=("sum",)),), self.count)

    def load(self):
        rng, half = np.random.default_rng(self.seed), self.length // 2
        x = np.zeros((self.count, self.length, 2), np.float32)
        x[..., 0] = rng.random((self.count, self.length))
        rows = np.arange(self.count)
        marked = rng.integers(0, half, self.count), rng.integers(half, self.length, self.count)
        for place in marked:
            x[rows, place, 1] = 1
        return Samples.of(x, sum(x[rows, place, :1] for place in marked))
