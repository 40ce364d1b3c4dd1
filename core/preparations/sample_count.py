"""The preparation SampleCount."""

import numpy as np
from msgspec.structs import replace

from core.declare.parameters import whole
from core.declare.registry import PREPARATIONS
from core.preparations.base import Preparation


@PREPARATIONS.member
class SampleCount(Preparation):
    """Only so many of the samples stay, drawn by lot: how much a network needs is seen so."""

    title = "Fewer samples"
    count: whole(1, 10_000_000, "Samples", "how many stay; all where there are fewer", scale="log") = 1000
    seed: whole(0, 2**31 - 1, "Seed", "another seed draws others") = 0

    def describe(self, description):
        return replace(description, count=min(self.count, description.count))

    def rows(self, samples, description):
        if len(samples) <= self.count:
            return None
        return np.sort(np.random.default_rng(self.seed).permutation(len(samples))[:self.count])
