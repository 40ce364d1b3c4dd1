"""The optimiser Lion."""

from core.declare.parameters import number
from core.declare.registry import OPTIMIZERS
from core.kernels import adaptive as k
from core.optimizers.adam import BETA_1
from core.optimizers.base import Optimizer, rate
from core.optimizers.decay import DECAY, DECAY_ALL, record_decay
from core.optimizers.one_weight import Line, after_decay, averaged, decayed, stepped


@OPTIMIZERS.member
class Lion(Optimizer):
    """Takes only the sign of the mean gradient: every weight moves by the same amount (Chen et al. 2023)."""

    formula = (r"w \leftarrow w (1 - \eta \lambda) - \eta \, \mathrm{sign}(\beta_1 m + (1-\beta_1) g), \;"
               r" m \leftarrow \beta_2 m + (1-\beta_2) g")
    equals = "keras.optimizers.Lion(learning_rate, beta_1, beta_2, weight_decay); weight decay as in AdamW"
    slots = ("mean",)
    learning_rate: rate("size of each step; three to ten times smaller than Adam's") = 0.001
    beta_1: BETA_1 = 0.9
    beta_2: number(0, 1, "β₂", "memory of what is kept", below=True) = 0.99
    weight_decay: DECAY = 0.0
    decay_all: DECAY_ALL = False

    def structure(self):
        return (*super().structure(), bool(self.weight_decay))

    def keeps(self):
        """Decay changes nothing of the mean."""
        return (type(self),)

    def record(self, scope):
        if self.weight_decay:
            record_decay(self, scope)
        k.lion(scope.weights, scope.gradients, scope.slot("mean"),
               *(scope.cell(name) for name in ("learning_rate", "beta_1", "beta_2")), scope.alarm)

    def told(self, one):
        g, before, share = one.gradient, one.slots["mean"], one["beta_1"]
        lines = decayed(one, self.decay_all) if self.weight_decay else ()
        mixed = share * before + (1 - share) * g
        way = Line("c", r"\beta_1 m + (1 - \beta_1) g", "{} · {} + {} · {}", (share, before, 1 - share, g), mixed)
        sign = float((mixed > 0) - (mixed < 0))
        moved = stepped(after_decay(one, lines), one["learning_rate"], sign, r"\mathrm{sign}(c)")
        return *lines, way, averaged("m", r"\beta_2", one["beta_2"], before, g, "mean"), moved
