"""The schedule ReduceLROnPlateau."""

import math
from typing import ClassVar

import numpy as np

from core.declare.parameters import number, whole
from core.declare.registry import SCHEDULES
from core.declare.torch_lines import OPTIMIZER, call
from core.kernels import schedule as k
from core.schedules.base import Schedule


@SCHEDULES.member
class ReduceLROnPlateau(Schedule):
    """Makes the rate smaller whenever the validation loss has stopped falling for a while.

    Looked at after each epoch; without validation samples the loss over the training samples counts.
    """

    title = "On a plateau"
    formula = r"\eta \leftarrow \eta \, \gamma \;\mathrm{after}\; p \;\mathrm{epochs\ without\ a\ better\ loss}"
    torch_note = "scheduler.step(loss) after every epoch, with the validation loss."
    memory: ClassVar = {"held": 1.0, "best": math.inf, "waited": 0.0, "resting": 0.0}
    watches = True
    gamma: number(0, 1, "Factor γ", "what is left of the rate after each plateau", above=True, below=True) = 0.5
    patience: whole(1, 100_000, "Patience", "epochs without a better loss that it waits", unit="epochs") = 5
    min_delta: number(0, 1000, "Least gain", "a smaller gain in loss counts as none") = 0.0001
    cooldown: whole(0, 100_000, "Rest", "epochs after a change in which it does not count", unit="epochs") = 0
    min_lr: number(0, 1000, "Lowest η", "the rate never goes below this", scale="log") = 0.0

    def record(self, scope):
        scope.play(k.constant, "held")

    def epoch_ended(self, memory, loss, rate):
        if memory["resting"] > 0:
            memory["resting"] -= 1
            memory["waited"] = 0
        if loss < memory["best"] - self.min_delta:
            memory["best"], memory["waited"] = loss, 0
        elif memory["resting"] <= 0:
            memory["waited"] += 1
            if memory["waited"] >= self.patience and rate * memory["held"] > self.min_lr:
                memory["held"] = max(memory["held"] * self.gamma, self.min_lr / rate)
                memory["resting"], memory["waited"] = self.cooldown, 0

    def begin_again(self, memory):
        # What is left of the rate stays: it is a setting by now, and a leap back up would tear at the weights.
        memory["best"], memory["waited"] = self.memory["best"], self.memory["waited"]

    def factor(self, epochs):
        return np.ones_like(np.asarray(epochs, np.float64))

    def in_torch(self, *shapes):
        if self.warmup_epochs:
            return None
        # torch counts one epoch more before it acts, and one more of those in which it rests.
        return call("torch.optim.lr_scheduler.ReduceLROnPlateau", OPTIMIZER, factor=self.gamma,
                    patience=self.patience - 1, threshold=self.min_delta, threshold_mode="abs",
                    cooldown=max(self.cooldown - 1, 0), min_lr=self.min_lr, eps=0.0)
