from core.kernels import update as k
from core.optimizers.base import Optimizer, rate
from core.params import number
from core.registry import OPTIMIZERS


@OPTIMIZERS.member
class Adam(Optimizer):
    """Adapts the step of every weight to the recent size of its gradient (Kingma and Ba 2015)."""

    formula = (r"m \leftarrow \beta_1 m + (1-\beta_1) g, \; v \leftarrow \beta_2 v + (1-\beta_2) g^2, \;"
               r" w \leftarrow w - \eta \frac{m/(1-\beta_1^t)}{\sqrt{v/(1-\beta_2^t)} + \epsilon}")
    equals = "torch.optim.Adam(lr, (beta_1, beta_2), epsilon): epsilon outside the root, after bias correction"
    torch = "torch.optim.Adam(parameters, lr={learning_rate}, betas=({beta_1}, {beta_2}), eps={epsilon})"
    slots = ("mean", "square")
    learning_rate: rate() = 0.001
    beta_1: number(0, 1, "β₁", "memory of the mean gradient", below=True) = 0.9
    beta_2: number(0, 1, "β₂", "memory of the squared gradient", below=True) = 0.999
    epsilon: number(0, 1, "ε", "keeps the division away from zero", scale="log") = 1e-7

    def record(self, scope):
        k.adam(scope.weights, scope.gradients, scope.slot("mean"), scope.slot("square"),
               scope.cell("learning_rate"), scope.cell("beta_1"), scope.cell("beta_2"), scope.cell("epsilon"),
               scope.counters, scope.alarm)
