"""The preparation TrainingShare."""

import numpy as np

from core.datasets.base import Samples
from core.declare.parameters import number, whole
from core.declare.registry import PREPARATIONS
from core.preparations.base import Preparation


@PREPARATIONS.member
class TrainingShare(Preparation):
    """Only a share of the training samples is learnt, each so much oftener: what more data are worth shows so.

    An epoch keeps its length, and validation and test their samples, so that runs can be compared.
    """

    title = "Fewer to learn from"
    share: number(0, 1, "Share", "of the training samples that are learnt", above=True, display="percent") = 0.25
    seed: whole(0, 2**31 - 1, "Seed", "another seed chooses others") = 0

    def spoil(self, samples, train, description):
        kept = np.random.default_rng(self.seed).permutation(train)[:max(round(len(train) * self.share), 1)]
        source = np.arange(len(samples))
        source[train] = np.resize(np.sort(kept), len(train))
        return Samples({name: array[source] for name, array in samples.inputs.items()},
                       {name: array[source] for name, array in samples.targets.items()},
                       None if samples.gaps is None else samples.gaps[source])
