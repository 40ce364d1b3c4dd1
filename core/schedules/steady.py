"""The schedule ConstantRate."""

from typing import ClassVar

import numpy as np

from core.declare.registry import SCHEDULES
from core.kernels import schedule as k
from core.schedules.base import Schedule


@SCHEDULES.member
class ConstantRate(Schedule):
    """The same learning rate all along; with a warm-up it starts gently."""

    title = "Constant"
    formula = r"\eta = \eta_0"
    memory: ClassVar = {"held": 1.0}

    def record(self, scope):
        scope.play(k.constant, "held")

    def factor(self, epochs):
        return np.ones_like(epochs)
