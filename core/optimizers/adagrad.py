"""The optimiser Adagrad."""

from core.declare.parameters import number
from core.declare.registry import OPTIMIZERS
from core.declare.torch_lines import PARAMETERS, optim
from core.kernels import adaptive as k
from core.optimizers.base import UNDER, Optimizer, epsilon_parameter, placement, rate
from core.optimizers.one_weight import Line
from core.optimizers.square_root import over_root


@OPTIMIZERS.member
class Adagrad(Optimizer):
    """Divides the step of every weight by all its gradients so far; the sum only grows, so steps die out.

    Duchi et al. 2011.
    """

    formula = r"s \leftarrow s + g^2, \quad w \leftarrow w - \frac{\eta}{\sqrt{s + \epsilon}} g"
    equals = ("keras.optimizers.Adagrad(learning_rate, initial_accumulator_value, epsilon); with ε beside the root "
              "torch.optim.Adagrad(lr, initial_accumulator_value, eps)")
    slots = ("square_sum",)
    learning_rate: rate() = 0.001
    initial_accumulator_value: number(0, 1000, "Start of s", "what the sum of squares starts with") = 0.1
    epsilon: epsilon_parameter() = 1e-7
    epsilon_placement: placement() = UNDER

    def first(self, slot):
        return self.initial_accumulator_value

    def keeps(self):
        """Where ε stands changes nothing of the sum."""
        return (type(self),)

    def record(self, scope):
        k.adagrad(scope.weights, scope.gradients, scope.slot("square_sum"), scope.cell("learning_rate"),
                  scope.cell("epsilon"), int(self.epsilon_placement == UNDER), scope.alarm)

    def told(self, one):
        before, g = one.slots["square_sum"], one.gradient
        sum_ = Line("s", "s + g^2", "{} + {}²", (before, g), before + g * g, "square_sum")
        size = over_root(one["learning_rate"], sum_.result, one["epsilon"], self.epsilon_placement == UNDER)
        return sum_, size, Line("w", r"w - \eta_s g", "{} − {} · {}", (one.value, size.result, g),
                                one.value - size.result * g)

    def in_torch(self, *shapes):
        if self.epsilon_placement == UNDER:
            return None
        return optim("Adagrad", PARAMETERS, lr=self.learning_rate, eps=self.epsilon,
                     initial_accumulator_value=self.initial_accumulator_value)
