"""The preparation LabelNoise."""

import numpy as np

from core.datasets.base import Samples
from core.declare.parameters import number, whole
from core.declare.registry import PREPARATIONS
from core.preparations.base import Preparation
from core.text.messages import say


@PREPARATIONS.member
class LabelNoise(Preparation):
    """Some answers of the training samples are made wrong: what a network learns by heart shows so.

    Classes become another one by lot; amounts are moved by a normal deviate of this share of their spread. Validation
    and test keep their true answers.
    """

    title = "Wrong labels"
    share: number(0, 1, "Share", "of the training samples whose answer is wrong", display="percent") = 0.1
    seed: whole(0, 2**31 - 1, "Seed", "another seed spoils others") = 0

    def misfit(self, description):
        task = description.task
        if description.targets and (task.exclusive or task.measured) and not description.targets[0].type.in_time:
            return ""
        return say("Wrong labels need a class or an amount for each sample; remove this step.")

    def spoil(self, samples, train, description):
        rng, target = np.random.default_rng(self.seed), description.targets[0]
        y = samples.targets[target.name].copy()
        if target.task.exclusive:
            chosen = rng.permutation(train)[:round(len(train) * self.share)]
            y[chosen] = (y[chosen] + rng.integers(1, max(target.outputs, 2), len(chosen))) % max(target.outputs, 2)
        else:
            spread = y[train].std(0) * self.share
            y[train] += (rng.standard_normal(y[train].shape) * spread).astype(y.dtype)
        return Samples(samples.inputs, samples.targets | {target.name: y}, samples.gaps)
