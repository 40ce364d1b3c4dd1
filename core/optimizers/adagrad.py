from core.kernels import adaptive as k
from core.optimizers.base import UNDER, Optimizer, epsilon_parameter, placement, rate
from core.params import number
from core.registry import OPTIMIZERS


@OPTIMIZERS.member
class Adagrad(Optimizer):
    """Divides the step of every weight by all its gradients so far; the sum only grows, so steps die out.

    Duchi et al. 2011.
    """

    formula = r"s \leftarrow s + g^2, \quad w \leftarrow w - \frac{\eta}{\sqrt{s + \epsilon}} g"
    equals = ("keras.optimizers.Adagrad(learning_rate, initial_accumulator_value, epsilon); with ε beside the root "
              "torch.optim.Adagrad(lr, initial_accumulator_value, eps)")
    torch = ("torch.optim.Adagrad(parameters, lr={learning_rate}, eps={epsilon},"
             " initial_accumulator_value={initial_accumulator_value})")
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
