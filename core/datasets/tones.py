"""The data set Tones."""

import numpy as np

from core.datasets import sounds
from core.datasets.made_series import SERIES_COUNT, MadeSeries
from core.datasets.plane import NOISE
from core.declare.registry import DATASETS

KINDS = ("tone", "rising", "falling")


@DATASETS.member
class Tones(MadeSeries):
    """Tones of any pitch, and chirps that rise or fall, in noise: which one is it?"""

    title = "Tones and chirps"
    group = "Sound"
    noun = "sounds"
    count: SERIES_COUNT = 900
    milliseconds: sounds.LENGTH = 200
    given: sounds.GIVEN = sounds.SPECTRUM
    noise: NOISE = 0.2

    def describe(self):
        return sounds.described(self.given, self.milliseconds, KINDS, self.count)

    def load(self):
        rng, length = np.random.default_rng(self.seed), sounds.values_of(self.milliseconds)
        labels = np.arange(self.count) % len(KINDS)
        low = np.exp(rng.uniform(np.log(200), np.log(1200), self.count))
        high = low * rng.uniform(1.5, 3.0, self.count)
        middle = np.sqrt(low * high)
        begin, end = np.choose(labels, (middle, low, high)), np.choose(labels, (middle, high, low))
        place = np.arange(length) / length
        turns = np.cumsum(begin[:, None] * (end / begin)[:, None] ** place, 1) / sounds.RATE
        heard = np.sin(2 * np.pi * (turns + rng.random((self.count, 1)))) * rng.uniform(0.3, 1, (self.count, 1))
        return sounds.samples(self.given, (heard + rng.standard_normal(heard.shape) * self.noise).astype(np.float32),
                              labels)
