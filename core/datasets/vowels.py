"""The data set Vowels."""

import numpy as np

from core.datasets import sounds
from core.datasets.made_series import SERIES_COUNT, MadeSeries
from core.datasets.plane import NOISE
from core.declare.parameters import whole
from core.declare.registry import DATASETS

FORMANTS = {"a": (730, 1090, 2440), "e": (530, 1840, 2480), "i": (270, 2290, 3010), "o": (570, 840, 2410),
            "u": (300, 870, 2240)}
"""Where the mouth lets most pass, in Hz: the means for men of Peterson and Barney 1952 (their ɑ, ɛ, i, ɔ and u)."""
WIDTHS = (70, 90, 130)
LOWEST, HIGHEST = 90.0, 270.0


@DATASETS.member
class Vowels(MadeSeries):
    """Vowels that are sung at many pitches by throats of many lengths: a, e, i, o or u?

    A buzz with all its overtones passes through three resonances, as in a mouth. All sounds of one pitch come to one
    part of the split, so that what is tested is of pitches that were never heard.
    """

    title = "Vowels"
    group = "Sound"
    noun = "sounds"
    count: SERIES_COUNT = 2000
    milliseconds: sounds.LENGTH = 200
    given: sounds.GIVEN = sounds.SPECTRUM
    pitches: whole(4, 200, "Pitches", "how many different ones between 90 and 270 Hz") = 40
    noise: NOISE = 0.05

    def describe(self):
        return sounds.described(self.given, self.milliseconds, tuple(FORMANTS), self.count)

    def lots(self):
        return np.arange(self.count) // len(FORMANTS) % self.pitches

    def load(self):
        rng, length = np.random.default_rng(self.seed), sounds.values_of(self.milliseconds)
        labels, time = np.arange(self.count) % len(FORMANTS), np.arange(length) / sounds.RATE
        pitch = LOWEST * (HIGHEST / LOWEST) ** (self.lots() / (self.pitches - 1))
        # The pitch of a voice is never still: it wavers by a hundredth five to seven times a second.
        waver = np.cumsum(1 + 0.01 * np.sin(2 * np.pi * (rng.uniform(5, 7, (self.count, 1)) * time
                                                          + rng.random((self.count, 1)))), 1) / sounds.RATE
        formants = np.array(list(FORMANTS.values()))[labels] * rng.uniform(0.97, 1.08, (self.count, 1))
        heard = np.zeros((self.count, length), np.float32)
        for overtone in range(1, int(sounds.RATE / 2 / LOWEST) + 1):
            frequency = overtone * pitch
            strength = _passed(frequency, formants) / overtone * (frequency < 0.48 * sounds.RATE)
            sung = np.flatnonzero(strength)
            turns = frequency[sung, None] * waver[sung] + rng.random((len(sung), 1))
            heard[sung] += strength[sung, None] * np.sin(2 * np.pi * turns)
        heard *= rng.uniform(0.3, 1, (self.count, 1)) / np.abs(heard).max(1, keepdims=True)
        heard += (rng.standard_normal(heard.shape) * self.noise).astype(np.float32)
        return sounds.samples(self.given, heard, labels)


def _passed(frequency: np.ndarray, formants: np.ndarray) -> np.ndarray:
    """How much of a frequency passes through three resonances one after the other, each 1 at frequency 0."""
    found = np.ones(len(frequency))
    for centre, width in zip(formants.T, WIDTHS, strict=True):
        found *= centre**2 / np.hypot(centre**2 - frequency**2, width * frequency)
    return found
