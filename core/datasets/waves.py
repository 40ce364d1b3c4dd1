"""The data set Waves."""

import numpy as np

from core.datasets.base import Samples
from core.datasets.made_series import SERIES_COUNT, MadeSeries
from core.datasets.plane import NOISE
from core.datasets.ports import INPUT, TARGET, Description, InputPort, TargetPort
from core.declare.parameters import choice, whole
from core.declare.registry import DATASETS
from core.ops.tensor_type import NUMBER, SERIES, TOKENS, TensorType
from core.tasks.multi_class import MultiClass
from core.tasks.token_labels import TokenLabels

SHAPES = ("sine", "saw", "square")
EACH = "each"


@DATASETS.member
class Waves(MadeSeries):
    """Sine, saw and square waves of any pitch and phase, with noise: which one is it?

    Asked at every step, a series changes its shape at places that are drawn, and each step has a label of its own.
    """

    title = "Waves"
    count: SERIES_COUNT = 2000
    length: whole(8, 500, "Length", "steps of a series", unit="steps") = 64
    noise: NOISE = 0.2
    asked: choice({"series": "the whole series", EACH: "every step"}, "Asked",
                  "one answer for the series, or a label for every step") = "series"

    def describe(self):
        series = InputPort(INPUT, TensorType((self.length, 1), SERIES), ("height",))
        each = self.asked == EACH
        kind = TensorType((self.length,) if each else (), (*SERIES[:1],) if each else NUMBER, TOKENS, len(SHAPES))
        asked = TargetPort(TARGET, TokenLabels() if each else MultiClass(), len(SHAPES), kind, SHAPES)
        return Description((series,), (asked,), self.count)

    def load(self):
        rng = np.random.default_rng(self.seed)
        labels = np.repeat((np.arange(self.count) % len(SHAPES))[:, None], self.length, 1)
        if self.asked == EACH:
            other = rng.integers(1, len(SHAPES), (self.count, 1))
            place = rng.integers(self.length // 4, 3 * self.length // 4, (self.count, 1))
            labels = np.where(np.arange(self.length) < place, labels, (labels + other) % len(SHAPES))
        period = rng.uniform(8, max(self.length / 2, 9), (self.count, 1))
        turn = (np.arange(self.length) / period + rng.random((self.count, 1))) % 1
        heights = np.stack([np.sin(2 * np.pi * turn), 2 * turn - 1, np.where(turn < 0.5, 1.0, -1.0)])
        x = np.take_along_axis(heights, labels[None], 0)[0] + rng.standard_normal(labels.shape) * self.noise
        return Samples.of(x[..., None].astype(np.float32),
                          (labels if self.asked == EACH else labels[:, 0]).astype(np.int32))
