"""The optimiser Adadelta."""

import math

from core.declare.parameters import number
from core.declare.registry import OPTIMIZERS
from core.declare.torch_lines import PARAMETERS, optim
from core.kernels import adaptive as k
from core.optimizers.base import Optimizer, epsilon_parameter, rate
from core.optimizers.one_weight import Line, averaged, stepped


@OPTIMIZERS.member
class Adadelta(Optimizer):
    """Measures each step against the recent size of steps and of gradients (Zeiler 2012; his rate is η = 1)."""

    title = "AdaDelta"
    formula = (r"s \leftarrow \rho s + (1-\rho) g^2, \; \Delta = \frac{\sqrt{d + \epsilon}}{\sqrt{s + \epsilon}} g, \;"
               r" d \leftarrow \rho d + (1-\rho) \Delta^2, \; w \leftarrow w - \eta \Delta")
    equals = "torch.optim.Adadelta(lr, rho, eps) and keras.optimizers.Adadelta"
    slots = ("square", "step_square")
    learning_rate: rate("size of each step; 1 in the paper") = 0.001
    rho: number(0, 1, "ρ", "memory of the squares", below=True) = 0.95
    epsilon: epsilon_parameter("starts the first steps") = 1e-7

    def record(self, scope):
        k.adadelta(scope.weights, scope.gradients, scope.slot("square"), scope.slot("step_square"),
                   *(scope.cell(name) for name in ("learning_rate", "rho", "epsilon")), scope.alarm)

    def told(self, one):
        g, share, epsilon, before = one.gradient, one["rho"], one["epsilon"], one.slots["step_square"]
        square = averaged("s", r"\rho", share, one.slots["square"], g, "square", squared=True)
        step = Line(r"\Delta", r"\frac{\sqrt{d + \epsilon}}{\sqrt{s + \epsilon}} g", "√({} + {}) / √({} + {}) · {}",
                    (before, epsilon, square.result, epsilon, g),
                    math.sqrt(before + epsilon) / math.sqrt(square.result + epsilon) * g)
        kept = Line("d", r"\rho d + (1 - \rho) \Delta^2", "{} · {} + {} · {}²", (share, before, 1 - share, step.result),
                    share * before + (1 - share) * step.result ** 2, "step_square")
        return square, step, kept, stepped(one.value, one["learning_rate"], step.result, r"\Delta")

    def in_torch(self, *shapes):
        return optim("Adadelta", PARAMETERS, lr=self.learning_rate, rho=self.rho, eps=self.epsilon)
