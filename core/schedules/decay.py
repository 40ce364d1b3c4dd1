"""Schedules that decrease the learning rate over the epochs."""

import numpy as np

from core.declare.parameters import number
from core.declare.registry import SCHEDULES
from core.declare.torch_lines import OPTIMIZER, Name, Sum, call, rate_by
from core.kernels import schedule as k
from core.schedules.base import Knob, Schedule


@SCHEDULES.member
class StepDecay(Schedule):
    """Holds the rate for some epochs, then multiplies it, again and again: stairs.

    e counts epochs since the warm-up, parts of them too.
    """

    title = "Steps"
    formula = r"\eta = \eta_0 \, \gamma^{\lfloor e / s \rfloor}"
    step_epochs: number(0.01, 100_000, "Every", "epochs between two steps", unit="epochs") = 10.0
    gamma: number(0, 1, "Factor γ", "what each step leaves of the rate", above=True) = 0.5

    def record(self, scope):
        scope.play(k.step_decay, "step_epochs", "gamma")

    def factor(self, epochs):
        return self.gamma ** np.floor(epochs / self.step_epochs + 1e-9)

    def own_knobs(self):
        begin = self.warmup_epochs
        return (Knob("step_epochs", begin + self.step_epochs, 1.0,
                     lambda epochs, _: self.bounded(step_epochs=epochs - begin)),
                Knob("gamma", begin + 1.5 * self.step_epochs, self.gamma,
                     lambda _, factor: self.bounded(gamma=factor)))

    def in_torch(self, *shapes):
        if self.warmup_epochs or self.step_epochs % 1:
            return None
        return call("torch.optim.lr_scheduler.StepLR", OPTIMIZER, step_size=int(self.step_epochs), gamma=self.gamma)


@SCHEDULES.member
class ExponentialDecay(Schedule):
    """Shrinks the rate by the same share in the same time, smoothly.

    e counts epochs since the warm-up, parts of them too.
    """

    title = "Exponential"
    formula = r"\eta = \eta_0 \, \gamma^{e / d}"
    decay_epochs: number(0.01, 100_000, "Over", "epochs in which the rate shrinks by the factor", unit="epochs") = 10.0
    decay_rate: number(0, 1, "Factor γ", "what is left after that time", above=True) = 0.5

    def record(self, scope):
        scope.play(k.exponential_decay, "decay_epochs", "decay_rate")

    def factor(self, epochs):
        return self.decay_rate ** (epochs / self.decay_epochs)

    def own_knobs(self):
        begin = self.warmup_epochs
        return (Knob("decay_epochs", begin + self.decay_epochs, self.decay_rate,
                     lambda epochs, factor: self.bounded(decay_epochs=epochs - begin, decay_rate=factor)),)

    def in_torch(self, *shapes):
        if self.warmup_epochs:
            return None
        return call("torch.optim.lr_scheduler.ExponentialLR", OPTIMIZER,
                    gamma=Sum(self.decay_rate, "**", Sum(1, "/", self.decay_epochs)))


@SCHEDULES.member
class CosineDecay(Schedule):
    """Lets the rate fall along half a cosine: slow, fast, slow (Loshchilov and Hutter 2017).

    e counts epochs since the warm-up, parts of them too; after d of them the rate stays at η₀ α.
    """

    title = "Cosine"
    formula = r"\eta = \eta_0 \, (\alpha + (1 - \alpha) \frac{1 + \cos(\pi e / d)}{2})"
    decay_epochs: number(0.01, 100_000, "Over", "epochs until the rate is down", unit="epochs") = 50.0
    alpha: number(0, 1, "Left α", "share of the rate that is left in the end") = 0.0

    def record(self, scope):
        scope.play(k.cosine_decay, "decay_epochs", "alpha")

    def factor(self, epochs):
        share = np.minimum(1, epochs / self.decay_epochs)
        return self.alpha + (1 - self.alpha) * (1 + np.cos(np.pi * share)) / 2

    def own_knobs(self):
        begin = self.warmup_epochs
        return (Knob("decay_epochs", begin + self.decay_epochs, self.alpha,
                     lambda epochs, factor: self.bounded(decay_epochs=epochs - begin, alpha=factor)),)

    def in_torch(self, *shapes):
        if self.warmup_epochs:
            return None
        return rate_by(lambda e: self.alpha + (1 - self.alpha) * (
            1 + call("math.cos", Name("math.pi") * call("min", 1, e / self.decay_epochs))) / 2)
